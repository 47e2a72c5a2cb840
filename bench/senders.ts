// The process that sends commands: connections that are kept, each with its next command once the last was
// answered. Bare sockets, so that the sender isn't what is measured.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { answerCalls } from './child.js'
import { nowMs } from './measure.js'

export type SendersCalls = typeof calls

interface Sending {
  readonly port: number
  /** How many commands are under way at once. */
  readonly connections: number
  readonly forMs: number
}

const calls = {
  /** Sends as fast as it is answered for so long; gives how many were answered, and in what time. */
  async send({ port, connections, forMs }: Sending): Promise<{ answered: number; tookMs: number }> {
    const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)))
    const beganMs = nowMs()
    const counts = await Promise.all(sockets.map((socket) => sendUntil(socket, beganMs + forMs)))
    const tookMs = nowMs() - beganMs
    for (const socket of sockets) socket.destroy()
    return { answered: counts.reduce((sum, count) => sum + count, 0), tookMs }
  },
}

answerCalls(calls)

async function open(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  await once(socket, 'connect')
  return socket
}

function sendUntil(socket: Socket, endMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let answered = 0
    let rest = ''
    socket.setEncoding('latin1')
    socket.on('error', reject)
    socket.on('end', () => reject(new Error('a command was not answered')))
    socket.on('data', (text: string) => {
      rest += text
      // The right answer is 204, which has no body.
      if (!rest.endsWith('\r\n\r\n')) return
      if (!rest.startsWith('HTTP/1.1 204 ')) reject(new Error(`a command was answered: ${rest}`))
      answered++
      rest = ''
      if (nowMs() < endMs) socket.write(command(answered))
      else resolve(answered)
    })
    socket.write(command(0))
  })
}

function command(number: number): string {
  const body = JSON.stringify({ text: `Order number ${number} of oak tables` })
  const headers = [
    'POST /notes HTTP/1.1',
    'Host: 127.0.0.1',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ]
  return `${headers.join('\r\n')}\r\n\r\n${body}`
}
