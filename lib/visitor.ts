// A visitor: one open stream and who is looking. It follows the view of its viewer, asks again who that
// is, and moves to another view, or leaves, when the answer has changed.
import { isOver } from './errors.js'
import { canonicalJson } from './given.js'
import type { Renders } from './renders.js'
import type { Visit } from './route.js'
import type { Stream } from './stream.js'
import type { OpenStream } from './streams.js'
import type { Timers } from './timers.js'
import type { View } from './view.js'

/** What a visit begins with, such as telling others of it; returns its undo, which its end runs. */
export type OnOpen<G> = (given: G) => Undo | undefined | Promise<Undo | undefined>

type Undo = () => unknown

/** What every visitor needs of its surroundings. */
export interface VisitorParts {
  /** The least time between two askings, in milliseconds. */
  readonly recheckMs: number
  readonly timers: Timers
  readonly renders: Renders
  /** Runs a function outside of any request's async context. */
  outside<T>(fn: () => T): T
  /** Is told of what failed while the stream was open. */
  reportVisit(error: unknown, during: 'viewer' | 'open'): void
}

/** What one visitor is made of. */
export interface VisitorSource<G extends { readonly viewer: unknown }> extends VisitorParts {
  readonly stream: Stream
  /** Asks anew who is looking; undefined where nobody asks. */
  readonly askAgain: (() => Promise<G['viewer']>) | undefined
  /** Finds the view of another viewer. */
  visitAs(viewer: G['viewer']): Promise<Visit<G>>
  readonly onOpen: OnOpen<G> | undefined
}

export class Visitor<G extends { readonly viewer: unknown }> implements OpenStream {
  /** Resolves when the stream has closed and all that was done for it is undone. */
  readonly gone: Promise<void>
  #source: VisitorSource<G>
  #visit: Visit<G>
  #leave: () => void
  /** What the visits that are over still undo. */
  #leaving: Promise<unknown> = Promise.resolve()
  #askedAt: number
  #timer: unknown
  #asking = false
  /** A wake came while it asked: the answer may be older than what it tells of. */
  #woken = false

  constructor(visit: Visit<G>, source: VisitorSource<G>) {
    this.#source = source
    this.#askedAt = source.timers.now()
    this.#visit = visit
    this.#leave = this.#enter(visit)
    this.gone = new Promise((resolve) => {
      source.stream.onClose(() => {
        source.timers.clearTimeout(this.#timer)
        this.#leave()
        resolve(this.#leaving.then(() => undefined))
      })
    })
  }

  /** Who is looking. */
  get viewer(): G['viewer'] {
    return this.#visit.given.viewer
  }

  /** What it follows. */
  get view(): View {
    return this.#visit.view
  }

  /** Gives a sign of life, and looks whether there is still somebody to give it to. */
  beat(): void {
    this.#source.stream.beat()
    this.#askWhenDue()
    this.#visit.view.recheck()
  }

  /** Tells the client how long to wait before it comes back, should the stream break. */
  spread(retryMs: number): void {
    this.#source.stream.spread(retryMs)
  }

  /** Ends the stream: a newer one has taken its place. */
  stop(): void {
    this.#source.stream.stop()
  }

  /** Ends the stream: the host disconnects it. */
  end(): void {
    this.#source.stream.end('disconnected')
  }

  /** Breaks the stream, for the process goes away: the client is to come back. */
  destroy(): void {
    this.#source.stream.destroy('drained')
  }

  #enter(visit: Visit<G>): () => void {
    this.#visit = visit
    const { askAgain, stream } = this.#source
    // Something may have changed: also who is looking.
    const unfollow = visit.view.follow(stream, askAgain && (() => this.#wake()))
    const undo = this.#open(visit.given)
    return () => {
      unfollow()
      visit.leave()
      this.#leaving = Promise.all([this.#leaving, undo()])
    }
  }

  #open(given: G): () => Promise<void> {
    const { onOpen, outside, reportVisit } = this.#source
    const run = async <T>(fn: () => T | Promise<T>): Promise<T | undefined> => {
      try {
        return await outside(fn)
      } catch (error) {
        reportVisit(error, 'open')
        return undefined
      }
    }
    const opened = onOpen && run(() => onOpen(given))
    return async () => {
      const undo = await opened
      if (undo) await run(undo)
    }
  }

  #wake(): void {
    if (this.#asking) this.#woken = true
    else this.#askWhenDue()
  }

  #askWhenDue(): void {
    const { askAgain, recheckMs, timers, stream } = this.#source
    if (askAgain === undefined || this.#asking || !stream.isOpen) return
    const waitMs = Math.ceil(this.#askedAt + recheckMs - timers.now())
    if (waitMs <= 0) this.#ask(askAgain)
    else this.#timer ??= timers.setTimeout(() => this.#askWhenDue(), waitMs)
  }

  #ask(askAgain: () => Promise<G['viewer']>): void {
    const { timers, renders, stream } = this.#source
    timers.clearTimeout(this.#timer)
    this.#timer = undefined
    this.#askedAt = timers.now()
    this.#asking = true
    stream.hold()
    this.#woken = false
    renders
      .within(askAgain, 'the viewer function')
      .then((viewer) => this.#moveTo(viewer))
      .then(
        () => this.#answered(),
        (error: unknown) => this.#refused(error),
      )
  }

  async #moveTo(viewer: G['viewer']): Promise<void> {
    const { stream, visitAs } = this.#source
    if (!stream.isOpen || canonicalJson(viewer) === canonicalJson(this.viewer)) return
    const next = await visitAs(viewer)
    if (!stream.isOpen) return next.leave()
    this.#leave()
    stream.forget()
    this.#leave = this.#enter(next)
  }

  #answered(): void {
    this.#asking = false
    this.#source.stream.release()
    if (this.#woken) this.#askWhenDue()
  }

  // Who can't be asked can't be shown anything: the client comes back, and is asked as all are.
  #refused(error: unknown): void {
    const { stream, reportVisit } = this.#source
    if (isOver(error)) {
      stream.end('over')
      return
    }
    reportVisit(error, 'viewer')
    stream.destroy('failed')
  }
}
