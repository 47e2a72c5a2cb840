// A stream: one open event-stream response. Frames come in; a reader that is slow gets, once it is ready,
// the newest alone. At most one frame waits, whatever the reader does. A stream whose reader is ready is in
// a cohort, which brings it from frame to frame.
import type { Cohort, Reader } from './audience.js'
import type { Chunk } from './chunk.js'
import type { CloseReason } from './diagnostics.js'
import type { Encoding } from './encodings.js'
import type { Frame } from './frame.js'
import type { EventSink } from './response.js'
import type { Timers } from './timers.js'

// Tells our client that a newer stream has taken this one's place; every other client passes over it.
const stopEvent = 'event: orion-stop\ndata:\n\n'

/** How long a client waits before its first retry, unless it was told otherwise. */
export const usualRetryMs = 1000

/** So many frames may pass a reader by before the one that it stands on is let go of. */
const framesKept = 8

/** What a stream is made of. */
export interface StreamParts {
  readonly sink: EventSink
  readonly encoding: Encoding
  readonly timers: Timers
  /** How long a reader may take for what was sent, in milliseconds, before the stream is cut. */
  readonly stallMs: number
}

export class Stream implements Reader {
  readonly sink: EventSink
  readonly encoding: Encoding
  #timers: Timers
  #stallMs: number
  /** Whether anything was written. */
  #begun = false
  /** Knows what it stands on as long as it is in it. */
  #cohort: Cohort | undefined
  /** The frame that was written last outside of a cohort, unless too many have passed by since. */
  #last: Frame | undefined
  /** The newest frame, if it is still to be written. */
  #next: Frame | undefined
  #passed = 0
  #ready = true
  #held = false
  #open = true
  #stall: unknown
  /** The wait before a client's first retry that it was told last. */
  #retryMs = usualRetryMs
  #onClose: (() => void)[] = []
  /** Why it has closed: who left, unless it was ended here. */
  #closeReason: CloseReason = 'left'

  constructor(parts: StreamParts) {
    this.sink = parts.sink
    this.encoding = parts.encoding
    this.#timers = parts.timers
    this.#stallMs = parts.stallMs
    parts.sink.onDrain(() => this.#drained())
    parts.sink.onClose(() => this.#closed())
  }

  get isOpen(): boolean {
    return this.#open
  }

  get closeReason(): CloseReason {
    return this.#closeReason
  }

  /** Runs when the connection has closed, whoever closed it; at once if it has already. */
  onClose(fn: () => void): void {
    if (this.#open) this.#onClose.push(fn)
    else fn()
  }

  show(frame: Frame): Reader | undefined {
    if (!this.#open) return undefined
    if (this.#ready && !this.#held) {
      this.#step(frame)
      return this.#ready ? this : undefined
    }
    this.#next = frame
    this.#passed++
    if (this.#passed > framesKept) this.#last = undefined
    return undefined
  }

  joined(cohort: Cohort): void {
    this.#cohort = cohort
    this.#last = undefined
  }

  left(standing: Frame): void {
    this.#cohort = undefined
    this.#last = standing
  }

  wait(): void {
    this.#cohort?.leave(this)
    this.#ready = false
    this.#stall ??= this.#timers.setTimeout(() => this.destroy('stalled'), this.#stallMs)
  }

  /** Lets frames wait from now on. */
  hold(): void {
    this.#cohort?.leave(this)
    this.#held = true
  }

  /** Lets go of the frame that waits. */
  forget(): void {
    this.#next = undefined
  }

  /** Lets frames wait no longer. */
  release(): void {
    this.#held = false
    this.#catchUp()
  }

  /** Gives a sign of life, unless the reader has yet to take what was sent. */
  beat(): void {
    const standing = this.#standing
    if (this.#open && this.#ready && standing) this.#write(this.encoding.beat(standing))
  }

  /** Tells the client how long to wait before it comes back, should the stream break. */
  spread(retryMs: number): void {
    if (retryMs === this.#retryMs || !this.#tell(`retry: ${retryMs}\n\n`)) return
    this.#retryMs = retryMs
  }

  /** Tells the client that it is not to come back, and ends the response. */
  stop(): void {
    // Who doesn't read isn't waited for: there could be any number of them.
    if (this.#tell(stopEvent)) this.end('replaced')
    else this.destroy('replaced')
  }

  /** Ends the response: this stream is over, and a client has no reason to come back. */
  end(reason: CloseReason = 'over'): void {
    if (!this.#open) return
    this.#closeReason = reason
    this.sink.end(this.encoding.last)
  }

  /** Breaks the connection: the client is to come back. */
  destroy(reason: CloseReason): void {
    if (!this.#open) return
    this.#closeReason = reason
    this.sink.destroy()
  }

  get #standing(): Frame | undefined {
    return this.#cohort ? this.#cohort.standing : this.#last
  }

  #tell(text: string): boolean {
    const standing = this.#standing
    if (!this.#open || !this.#ready || standing === undefined) return false
    this.#write(this.encoding.tell(text, standing))
    return true
  }

  #step(frame: Frame): void {
    const chunk = this.#begun ? this.encoding.step(this.#last, frame) : this.encoding.begin(frame)
    this.#begun = true
    this.#last = frame
    this.#next = undefined
    this.#passed = 0
    this.#write(chunk)
  }

  #write(chunk: Chunk): void {
    if (!this.sink.write(chunk)) this.wait()
  }

  #drained(): void {
    this.#ready = true
    this.#clearStall()
    this.#catchUp()
  }

  #catchUp(): void {
    const frame = this.#next
    if (!this.#open || !this.#ready || this.#held || frame === undefined) return
    if (frame.html === this.#standing?.html) this.#next = undefined
    else this.#step(frame)
  }

  #clearStall(): void {
    this.#timers.clearTimeout(this.#stall)
    this.#stall = undefined
  }

  #closed(): void {
    this.#open = false
    this.#last = undefined
    this.#next = undefined
    this.#clearStall()
    for (const fn of this.#onClose.splice(0)) fn()
  }
}
