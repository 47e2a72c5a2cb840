// The physical limit on Node: bare sockets, and what the kit sent, in one write each.
import { createServer, type Socket } from 'node:net'
import { serve } from './serve.js'

/** What is to be sent: at the beginning (0), and at each version. */
export type Recording = ReadonlyMap<number, Buffer>

const sockets = new Set<Socket>()
const sent = new Map<number, Buffer>()

const server = createServer({ noDelay: true }, (socket) => {
  // The request is small enough to come in one piece.
  socket.once('data', () => {
    sockets.add(socket)
    socket.write(recorded(0))
  })
  socket.once('close', () => sockets.delete(socket))
  socket.on('error', () => socket.destroy())
})

function recorded(version: number): Buffer {
  const bytes = sent.get(version)
  if (bytes === undefined) throw new Error(`nothing was recorded of version ${version}`)
  return bytes
}

serve(
  server,
  (version) => {
    const bytes = recorded(version)
    for (const socket of sockets) socket.write(bytes)
  },
  {
    record(recording: Recording): void {
      for (const [version, bytes] of recording) sent.set(version, Buffer.from(bytes))
    },
  },
)
