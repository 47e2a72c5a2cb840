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

/** How it is found out again who is looking, and what that viewer sees. */
export interface Again<G extends { readonly viewer: unknown }> {
  ask(): Promise<G['viewer']>
  /** Finds the view of another viewer. */
  visitAs(viewer: G['viewer']): Promise<Visit<G>>
}

/** What one visitor is made of. */
export interface VisitorSource<G extends { readonly viewer: unknown }> {
  readonly parts: VisitorParts
  readonly stream: Stream
  /** Undefined where nobody asks. */
  readonly again: Again<G> | undefined
  readonly onOpen: OnOpen<G> | undefined
}

export class Visitor<G extends { readonly viewer: unknown }> implements OpenStream {
  #source: VisitorSource<G>
  // Not the visit, which has its frame: a stream may be open for hours.
  #view: View
  #given: G
  #leaveView: () => void
  #unfollow: () => void
  #undo: (() => Promise<void>) | undefined
  /** What the visits that are over still undo. */
  #leaving: Promise<unknown> | undefined
  #askedAt: number
  #timer: unknown
  #asking = false
  /** A wake came while it asked: the answer may be older than what it tells of. */
  #woken = false

  constructor(visit: Visit<G>, source: VisitorSource<G>) {
    const { timers } = source.parts
    this.#source = source
    this.#askedAt = timers.now()
    this.#view = visit.view
    this.#given = visit.given
    this.#leaveView = visit.leave
    this.#unfollow = this.#follow()
    source.stream.onClose(() => {
      timers.clearTimeout(this.#timer)
      this.#leave()
    })
  }

  get leaving(): Promise<unknown> | undefined {
    return this.#leaving
  }

  /** Who is looking. */
  get viewer(): G['viewer'] {
    return this.#given.viewer
  }

  /** What it follows. */
  get view(): View {
    return this.#view
  }

  /** Gives a sign of life, and looks whether there is still somebody to give it to. */
  beat(): void {
    this.#source.stream.beat()
    this.#askWhenDue()
    this.#view.recheck()
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

  #follow(): () => void {
    const { stream, again, onOpen } = this.#source
    // Something may have changed: also who is looking.
    const unfollow = this.#view.follow(stream, again && (() => this.#wake()))
    this.#undo = onOpen && this.#open(onOpen, this.#given)
    return unfollow
  }

  #leave(): void {
    this.#unfollow()
    this.#leaveView()
    if (this.#undo) this.#leaving = Promise.all([this.#leaving, this.#undo()])
  }

  #open(onOpen: OnOpen<G>, given: G): () => Promise<void> {
    const { outside, reportVisit } = this.#source.parts
    const run = async <T>(fn: () => T | Promise<T>): Promise<T | undefined> => {
      try {
        return await outside(fn)
      } catch (error) {
        reportVisit(error, 'open')
        return undefined
      }
    }
    const opened = run(() => onOpen(given))
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
    const { again, stream } = this.#source
    const { recheckMs, timers } = this.#source.parts
    if (again === undefined || this.#asking || !stream.isOpen) return
    const waitMs = Math.ceil(this.#askedAt + recheckMs - timers.now())
    if (waitMs <= 0) this.#ask(again)
    else this.#timer ??= timers.setTimeout(() => this.#askWhenDue(), waitMs)
  }

  #ask(again: Again<G>): void {
    const { stream } = this.#source
    const { timers, renders } = this.#source.parts
    timers.clearTimeout(this.#timer)
    this.#timer = undefined
    this.#askedAt = timers.now()
    this.#asking = true
    stream.hold()
    this.#woken = false
    renders
      .within(() => again.ask(), 'the viewer function')
      .then((viewer) => this.#moveTo(viewer, again))
      .then(
        () => this.#answered(),
        (error: unknown) => this.#refused(error),
      )
  }

  async #moveTo(viewer: G['viewer'], again: Again<G>): Promise<void> {
    const { stream } = this.#source
    if (!stream.isOpen || canonicalJson(viewer) === canonicalJson(this.viewer)) return
    const next = await again.visitAs(viewer)
    if (!stream.isOpen) return next.leave()
    this.#leave()
    stream.forget()
    this.#view = next.view
    this.#given = next.given
    this.#leaveView = next.leave
    this.#unfollow = this.#follow()
  }

  #answered(): void {
    this.#asking = false
    this.#source.stream.release()
    if (this.#woken) this.#askWhenDue()
  }

  // Who can't be asked can't be shown anything: the client comes back, and is asked as all are.
  #refused(error: unknown): void {
    const { stream, parts } = this.#source
    if (isOver(error)) {
      stream.end('over')
      return
    }
    parts.reportVisit(error, 'viewer')
    stream.destroy('failed')
  }
}
