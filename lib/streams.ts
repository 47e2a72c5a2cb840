// All open streams of one Orion: their heartbeat, and their end when the process goes away.
import { OrionError } from './errors.js'
import type { EventSink } from './response.js'
import { Stream } from './stream.js'
import type { Timers } from './timers.js'

export class Streams {
  #open = new Set<Stream>()
  #heartbeatMs: number | null
  #timers: Timers
  #timer: unknown
  #draining = false

  constructor(timers: Timers, heartbeatMs: number | null) {
    this.#timers = timers
    this.#heartbeatMs = heartbeatMs
  }

  get size(): number {
    return this.#open.size
  }

  /**
   * Throws once the process is going away.
   *
   * @throws OrionError `ORION_CLOSED`
   */
  checkOpen(): void {
    if (!this.#draining) return
    throw new OrionError('ORION_CLOSED', 'this process is shutting down; connect again')
  }

  /** Keeps a stream alive until its connection closes. */
  add(sink: EventSink): Stream {
    const stream = new Stream(sink)
    this.#open.add(stream)
    stream.onClose(() => this.#remove(stream))
    this.#timer ??= this.#schedule()
    if (this.#draining) stream.destroy()
    return stream
  }

  /** Breaks every stream, spread evenly over the time given, and lets no new one in. */
  async drain(withinMs: number): Promise<void> {
    this.#draining = true
    const streams = [...this.#open]
    const began = this.#timers.now()
    for (const [index, stream] of streams.entries()) {
      const dueMs = began + (withinMs * index) / streams.length - this.#timers.now()
      if (dueMs >= 1) await this.#sleep(dueMs)
      stream.destroy()
    }
    await Promise.all(streams.map((stream) => new Promise<void>((done) => stream.onClose(done))))
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((done) => void this.#timers.setTimeout(done, ms))
  }

  #schedule(): unknown {
    if (this.#heartbeatMs === null) return undefined
    return this.#timers.setTimeout(() => {
      for (const stream of this.#open) stream.beat()
      this.#timer = this.#schedule()
    }, this.#heartbeatMs)
  }

  #remove(stream: Stream): void {
    this.#open.delete(stream)
    if (this.#open.size > 0) return
    this.#timers.clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
