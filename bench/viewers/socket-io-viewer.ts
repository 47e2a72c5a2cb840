// A viewer over socket.io's own client.
import { io, type Socket } from 'socket.io-client'
import { nowMs } from '../measure.js'
import type { Hearing, Viewer } from './viewer.js'

export class SocketIoViewer implements Viewer {
  readonly connected: Promise<void>
  #socket: Socket
  #hearing: Hearing
  #page: string | undefined
  #unread = false

  constructor(port: number, hearing: Hearing) {
    this.#hearing = hearing
    this.#socket = io(`ws://127.0.0.1:${port}`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    })
    this.connected = new Promise((done) => this.#socket.once('connect', done))
    this.#socket.on('page', (page: string) => this.#take(page))
    this.#socket.on('connect_error', (error) => {
      this.#hearing.failed ??= error
    })
  }

  async page(): Promise<string | undefined> {
    if (this.#unread) this.#hearing.unread--
    this.#unread = false
    return this.#page
  }

  close(): void {
    this.#socket.disconnect()
  }

  #take(page: string): void {
    if (!this.#unread) this.#hearing.unread++
    this.#unread = true
    this.#page = page
    this.#hearing.lastMs = nowMs()
  }
}
