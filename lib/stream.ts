// A stream: one open event-stream response. Frames come in; a reader that is slow gets, once it is ready,
// the newest alone. At most one frame waits, whatever the reader does.
import type { Frame } from './frame.js'
import type { EventSink } from './response.js'

// A comment line: nothing in it, enough for proxies that cut silent connections.
const heartbeat = ':\n\n'

// Tells our client that a newer stream has taken this one's place; every other client passes over it.
const stopEvent = 'event: orion-stop\ndata:\n\n'

/** How long a client waits before its first retry, unless it was told otherwise. */
export const usualRetryMs = 1000

export class Stream {
  #sink: EventSink
  /** The frame that was written last. */
  #standing: Frame | undefined
  #next: Frame | undefined
  #ready = true
  #open = true
  /** The wait before a client's first retry that it was told last. */
  #retryMs = usualRetryMs
  #onClose: (() => void)[] = []

  constructor(sink: EventSink) {
    this.#sink = sink
    sink.onDrain(() => this.#drained())
    sink.onClose(() => this.#closed())
  }

  get isOpen(): boolean {
    return this.#open
  }

  /** Runs when the connection has closed, whoever closed it; at once if it has already. */
  onClose(fn: () => void): void {
    if (this.#open) this.#onClose.push(fn)
    else fn()
  }

  /** Brings the reader to this frame, now or when it is ready. */
  show(frame: Frame): void {
    if (!this.#open) return
    if (this.#ready) this.#write(frame)
    else this.#next = frame
  }

  /** Gives a sign of life, unless the reader has yet to take what was sent. */
  beat(): void {
    if (this.#open && this.#ready) this.#ready = this.#sink.write(heartbeat)
  }

  /** Tells the client how long to wait before it comes back, should the stream break. */
  spread(retryMs: number): void {
    if (retryMs === this.#retryMs || !this.#open || !this.#ready) return
    this.#retryMs = retryMs
    this.#ready = this.#sink.write(`retry: ${retryMs}\n\n`)
  }

  /** Tells the client that it is not to come back, and ends the response. */
  stop(): void {
    if (!this.#open) return
    // Who doesn't read isn't waited for: there could be any number of them.
    if (!this.#ready) {
      this.destroy()
      return
    }
    this.#sink.write(stopEvent)
    this.end()
  }

  /** Ends the response: this stream is over, and a client has no reason to come back. */
  end(): void {
    if (this.#open) this.#sink.end()
  }

  /** Breaks the connection: the client is to come back. */
  destroy(): void {
    if (this.#open) this.#sink.destroy()
  }

  #write(frame: Frame): void {
    this.#next = undefined
    if (frame.html === this.#standing?.html) return
    this.#standing = frame
    this.#ready = this.#sink.write(frame.text)
  }

  #drained(): void {
    this.#ready = true
    if (this.#open && this.#next) this.#write(this.#next)
  }

  #closed(): void {
    this.#open = false
    this.#next = undefined
    for (const fn of this.#onClose.splice(0)) fn()
  }
}
