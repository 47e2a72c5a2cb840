// A view: the shared read side of a route for one given. Wakes come in, renders are made one at a time,
// and each new frame goes to every follower.
import { statusFrom } from './errors.js'
import { Frame } from './frame.js'
import type { Timers } from './timers.js'

/** What a view tells its frames to: a stream. */
export interface Follower {
  show(frame: Frame): void
  end(): void
}

/** What a view is made of. */
export interface ViewSource {
  /** Reads the store and gives the HTML. */
  render(): Promise<string>
  /** Calls `wake` at each publish that concerns the view; returns the undo. */
  subscribe(wake: () => void): () => void
  /** Is told of a render that failed while streams were open. */
  onError(error: unknown): void
  /** Is told when nobody holds the view any more. */
  onIdle(): void
  /** The least time between two renders, in milliseconds. */
  readonly throttleMs: number
  readonly timers: Timers
}

// Errors by which a render says that what it shows is gone, or not for these viewers any more.
const overStatuses: ReadonlySet<number | undefined> = new Set([401, 403, 404, 410])

export class View {
  #source: ViewSource
  #unsubscribe: () => void
  #followers = new Set<Follower>()
  #holds = 0
  #frame: Frame | undefined
  /** Something changed since the newest frame's render began. */
  #stale = true
  #rendering: Promise<void> | undefined
  #renderedAt = Number.NEGATIVE_INFINITY
  #timer: unknown

  constructor(source: ViewSource) {
    this.#source = source
    this.#unsubscribe = source.subscribe(() => this.#wake())
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
  async fresh(): Promise<Frame> {
    // A render that a publish overtook doesn't count; the one after it does.
    if (this.#rendering && this.#stale) await this.#rendering.catch(() => undefined)
    if (this.#rendering) await this.#rendering
    else if (this.#stale || !this.#frame) await this.#render()
    // A render that did not throw has set it.
    return this.#frame as Frame
  }

  /** Shows the newest frame to a follower, and each one after it; returns the undo. */
  follow(follower: Follower): () => void {
    this.#followers.add(follower)
    if (this.#frame) follower.show(this.#frame)
    if (this.#stale) this.#schedule()
    return () => this.#followers.delete(follower)
  }

  #wake(): void {
    this.#stale = true
    this.#schedule()
  }

  #schedule(): void {
    if (this.#followers.size === 0 || this.#rendering || this.#timer !== undefined) return
    const { throttleMs, timers } = this.#source
    const waitMs = Math.ceil(this.#renderedAt + throttleMs - timers.now())
    if (waitMs <= 0) this.#renderForFollowers()
    else this.#timer = timers.setTimeout(() => this.#renderForFollowers(), waitMs)
  }

  #renderForFollowers(): void {
    this.#render().catch((error: unknown) => {
      // Once everybody has left, nobody misses the frame.
      if (this.#holds > 0) this.#source.onError(error)
    })
  }

  #render(): Promise<void> {
    this.#clearTimer()
    this.#rendering = this.#attempt()
    return this.#rendering
  }

  async #attempt(): Promise<void> {
    let failed = true
    try {
      // All that is published in this turn merges into this render.
      await null
      this.#stale = false
      this.#renderedAt = this.#source.timers.now()
      const html = await this.#source.render()
      failed = false
      if (html !== this.#frame?.html) this.#show(new Frame(html))
    } catch (error) {
      if (overStatuses.has(statusFrom(error))) this.#end()
      throw error
    } finally {
      this.#rendering = undefined
      const overtaken = this.#stale
      // After a failure the next publish, page or stream tries again; nothing else does.
      this.#stale ||= failed
      if (overtaken) this.#schedule()
    }
  }

  #show(frame: Frame): void {
    this.#frame = frame
    for (const follower of this.#followers) follower.show(frame)
  }

  #end(): void {
    for (const follower of this.#followers) follower.end()
  }

  #clearTimer(): void {
    this.#source.timers.clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #close(): void {
    this.#clearTimer()
    this.#unsubscribe()
    this.#source.onIdle()
  }
}
