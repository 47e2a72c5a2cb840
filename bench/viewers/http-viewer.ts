// A viewer of a stream over HTTP: a bare socket, so that thousands cost little and the time that counts is
// when the bytes came in. They are decoded afterwards.
import { connect, type Socket } from 'node:net'
import { nowMs } from '../measure.js'
import type { Transcript } from './transcript.js'
import type { Hearing, Viewer } from './viewer.js'

/** Where a viewer connects to. */
export interface Address {
  readonly port: number
  readonly path: string
}

export class HttpViewer implements Viewer {
  readonly connected: Promise<void>
  #socket: Socket
  #hearing: Hearing
  #transcript: Transcript
  #unread: Buffer[] = []
  #heard: Buffer[] | undefined

  constructor({ port, path }: Address, transcript: Transcript, hearing: Hearing) {
    this.#transcript = transcript
    this.#hearing = hearing
    // From whatever port: to bind thousands first takes a system longer than all that is measured.
    this.#socket = connect({ host: '127.0.0.1', port })
    this.connected = new Promise((done) => this.#socket.once('connect', done))
    this.#socket.write(requestFor(path))
    this.#socket.on('data', (bytes) => this.#take(bytes))
    this.#socket.on('error', (error) => {
      this.#hearing.failed ??= error
    })
    this.#socket.on('end', () => {
      this.#hearing.failed ??= new Error('a stream ended')
    })
  }

  async page(): Promise<string | undefined> {
    if (this.#unread.length > 0) {
      const bytes = Buffer.concat(this.#unread.splice(0))
      this.#hearing.unread--
      this.#transcript = await this.#transcript.continue(bytes)
    }
    return this.#transcript.page
  }

  /** The bytes that came since this was called last, after `keep`. */
  heard(): Buffer {
    const bytes = Buffer.concat(this.#heard ?? [])
    this.#heard = []
    return bytes
  }

  /** Keeps what comes for `heard`. */
  keep(): void {
    this.#heard = []
  }

  // With a reset: an end would leave the port unusable for a minute.
  close(): void {
    this.#socket.removeAllListeners('data')
    this.#socket.resetAndDestroy()
  }

  #take(bytes: Buffer): void {
    if (this.#unread.length === 0) this.#hearing.unread++
    this.#unread.push(bytes)
    this.#heard?.push(bytes)
    this.#hearing.lastMs = nowMs()
  }
}

function requestFor(path: string): string {
  const headers = [
    `GET ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Accept: text/event-stream',
    'Accept-Encoding: br, gzip',
  ]
  return `${headers.join('\r\n')}\r\n\r\n`
}
