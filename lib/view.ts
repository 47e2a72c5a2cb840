// A view: the shared read side of a route for one given. Wakes come in, renders are made one at a time,
// and each new frame goes to every follower.
import { Audience, type Follower } from './audience.js'
import type { Listening } from './bus.js'
import { Dependencies, type Naming } from './dependencies.js'
import { type AboutView, framed } from './diagnostics.js'
import { isOver, OrionError } from './errors.js'
import { Frame, type FrameFormat } from './frame.js'
import { Fresh } from './fresh.js'
import type { Renders } from './renders.js'
import type { Timers } from './timers.js'
import type { DeltaEncoder } from './wire/delta-frame.js'

/** What a render tells of itself while it runs. */
export interface Reading {
  /** Names what the view is to watch. */
  readonly names: Naming['name']
  /** Whether a topic was published since the render began, watched or not. */
  readonly heard: Listening['heard']
  /** Makes the view stale, now or later. */
  wake(): void
}

/** What a view is made of. */
export interface ViewSource {
  /** What its render is given. */
  readonly given: unknown
  /** Tells it from others, for who observes. */
  about(): AboutView
  /** Throws unless the view may be seen. */
  check(): Promise<void>
  /** Reads the store and gives the HTML. */
  render(reading: Reading): Promise<string>
  /** Notes what is published from now on. */
  listen(): Listening
  /** Is told of a render or a check that failed while streams were open. */
  onError(error: unknown): void
  /** The least time between two renders, in milliseconds. */
  readonly throttleMs: number
  /** The longest time between two renders while somebody watches, in milliseconds. */
  readonly everyMs: number | undefined
  /** Where and how its frames go into the page, and whether their lengths are to tell nothing. */
  readonly format: Omit<FrameFormat, 'encoder'>
}

/** What every view needs of its surroundings. */
export interface ViewParts {
  readonly timers: Timers
  readonly renders: Renders
  /** The most topics and parts that it may watch. */
  readonly topicsPerView: number
  /** The most that one frame may have, in bytes. */
  readonly frameBytes: number
  /** Encodes the frames of all views. */
  readonly encoder: DeltaEncoder
  /** Is told when nobody holds the view any more. */
  onIdle(): void
}

export class View {
  /** What its render is given. */
  readonly given: unknown
  #source: ViewSource
  #parts: ViewParts
  #dependencies: Dependencies
  #audience = new Audience()
  #onWakes = new Set<() => void>()
  #holds = 0
  #frames: Fresh<Frame>
  #renderedAt = Number.NEGATIVE_INFINITY
  #timer: unknown
  /** When the timer is due. */
  #dueAt = 0
  #checking = false

  constructor(source: ViewSource, parts: ViewParts) {
    this.given = source.given
    this.#source = source
    this.#parts = parts
    this.#dependencies = new Dependencies(parts.topicsPerView)
    this.#frames = new Fresh({
      read: (begin) => this.#render(begin),
      onSettled: (overtaken) => this.#schedule(overtaken ? source.throttleMs : source.everyMs),
    })
  }

  /** Tells it from others, for who observes. */
  about(): AboutView {
    return this.#source.about()
  }

  /** Keeps the view alive until the undo is called. */
  hold(): () => void {
    this.#holds++
    let held = true
    return () => {
      if (!held) return
      held = false
      this.#holds--
      if (this.#holds === 0) this.#close()
    }
  }

  /**
   * Gives a frame whose render began no earlier than the last publish before this call. It doesn't wait
   * for the throttle: who asks is a page or a new stream.
   *
   * @throws what the render throws
   */
  fresh(): Promise<Frame> {
    return this.#frames.get()
  }

  /**
   * Shows the newest frame to a follower, and each one after it; returns the undo.
   *
   * @param onWake is told when something may have changed, and a render begins
   */
  follow(follower: Follower, onWake?: () => void): () => void {
    this.#audience.add(follower)
    if (onWake) this.#onWakes.add(onWake)
    this.#schedule(this.#frames.isStale ? this.#source.throttleMs : this.#source.everyMs)
    return () => {
      this.#audience.delete(follower)
      if (onWake) this.#onWakes.delete(onWake)
    }
  }

  /** Checks again whether the view may be seen, for its followers: at a heartbeat. */
  recheck(): void {
    if (this.#checking || this.#frames.isReading) return
    this.#checking = true
    this.#source
      .check()
      .catch((error: unknown) => {
        if (isOver(error)) this.#end()
        this.#report(error)
      })
      .finally(() => {
        this.#checking = false
      })
  }

  #wake(): void {
    this.#frames.wake()
    this.#schedule(this.#source.throttleMs)
  }

  #schedule(afterMs: number | undefined): void {
    if (afterMs === undefined || this.#audience.size === 0 || this.#frames.isReading) return
    const dueAt = this.#renderedAt + afterMs
    if (this.#timer !== undefined && this.#dueAt <= dueAt) return
    this.#clearTimer()
    this.#dueAt = dueAt
    const waitMs = Math.ceil(dueAt - this.#parts.timers.now())
    if (waitMs <= 0) this.#renderForFollowers()
    else this.#timer = this.#parts.timers.setTimeout(() => this.#renderForFollowers(), waitMs)
  }

  #renderForFollowers(): void {
    this.#clearTimer()
    if (this.#audience.size === 0 || this.#frames.isReading) return
    this.#frames.read().catch((error: unknown) => this.#report(error))
  }

  // What a render leads to is done out here: one that took too long may still come to its end, later.
  async #render(begin: () => void): Promise<Frame> {
    const naming = this.#dependencies.begin()
    const listening = this.#source.listen()
    const reading = {
      names: naming.name,
      heard: listening.heard,
      wake: () => this.#wake(),
    }
    try {
      const html = await this.#parts.renders.run(() => {
        begin()
        return this.#read(reading)
      })
      naming.end({ drop: true })
      return this.#frameOf(html)
    } catch (error) {
      naming.end({ drop: false })
      if (isOver(error)) this.#end()
      throw error
    } finally {
      listening.stop()
    }
  }

  async #read(reading: Reading): Promise<string> {
    this.#clearTimer()
    this.#renderedAt = this.#parts.timers.now()
    for (const onWake of this.#onWakes) onWake()
    const html = await this.#source.render(reading)
    // What overtook the render may be that somebody lost the right to see it.
    if (this.#frames.isStale) await this.#source.check()
    return html
  }

  #frameOf(html: string): Frame {
    const { newest } = this.#frames
    if (newest?.html === html) return newest
    const { frameBytes, encoder } = this.#parts
    const frame = new Frame(html, { ...this.#source.format, encoder })
    const { length } = frame.plain.bytes
    if (length > frameBytes) {
      const todo = 'show less of it at once, or raise limits.frameBytes'
      throw new OrionError('ORION_FRAME', `a frame has ${length} bytes of ${frameBytes}; ${todo}`)
    }
    newest?.supersede()
    const began = this.#parts.timers.now()
    this.#audience.show(frame)
    if (framed.hasSubscribers) this.#tell(length, began)
    return frame
  }

  #tell(bytes: number, began: number): void {
    const durationMs = this.#parts.timers.now() - began
    framed.publish({ ...this.about(), viewers: this.#audience.size, bytes, durationMs })
  }

  #end(): void {
    this.#audience.end()
  }

  #report(error: unknown): void {
    // Once everybody has left, nobody misses the frame.
    if (this.#holds > 0 && !isOver(error)) this.#source.onError(error)
  }

  #clearTimer(): void {
    this.#parts.timers.clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #close(): void {
    this.#clearTimer()
    this.#dependencies.close()
    this.#parts.onIdle()
  }
}
