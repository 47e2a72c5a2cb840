// All open streams of one Orion: how many there may be, their heartbeat, and their end.
import { isDeepStrictEqual } from 'node:util'
import { OrionError, show } from './errors.js'
import { canonicalJson } from './given.js'
import { isPlainObject } from './plain-object.js'
import type { Timers } from './timers.js'

/** An open stream, as they are all kept. */
export interface OpenStream {
  readonly viewer: unknown
  /** Resolves when it is closed and all that was done for it is undone. */
  readonly gone: Promise<void>
  beat(): void
  end(): void
  destroy(): void
}

/** Which streams to end. */
export interface DisconnectMatch {
  /** Members that their viewer has, or the viewer itself where it isn't an object. */
  readonly viewer?: unknown
  /** The live route that they are of. */
  readonly route?: object
}

/** What they need of their surroundings. */
export interface StreamsParts {
  readonly timers: Timers
  readonly heartbeatMs: number | null
  readonly limits: { readonly streams: number; readonly streamsPerViewer: number }
}

interface Entry {
  readonly route: object
  /** Whom it counts for. */
  readonly viewer: string
}

export class Streams {
  #parts: StreamsParts
  #open = new Map<OpenStream, Entry>()
  #perViewer = new Map<string, number>()
  /** What streams that have closed still undo. */
  #leaving = new Set<Promise<void>>()
  #timer: unknown
  #draining = false

  constructor(parts: StreamsParts) {
    this.#parts = parts
  }

  get size(): number {
    return this.#open.size
  }

  /**
   * Throws unless one more stream may open.
   *
   * @throws OrionError `ORION_CLOSED` once the process is going away; `ORION_LIMIT`,
   *   `ORION_TOO_MANY_STREAMS` where there are too many, in all or of this viewer
   */
  checkRoom(viewer: unknown): void {
    const { streams, streamsPerViewer } = this.#parts.limits
    if (this.#draining) {
      throw new OrionError('ORION_CLOSED', 'this process is shutting down; connect again')
    }
    if (this.#open.size >= streams) {
      throw new OrionError('ORION_LIMIT', `${streams} streams are open; raise limits.streams`)
    }
    if ((this.#perViewer.get(canonicalJson(viewer)) ?? 0) < streamsPerViewer) return
    const what = `${streamsPerViewer} streams are open for the viewer ${show(viewer)}`
    throw new OrionError('ORION_TOO_MANY_STREAMS', `${what}; close some, or raise the limit`)
  }

  /** Keeps a stream alive until it is gone. */
  add(stream: OpenStream, route: object): void {
    const viewer = canonicalJson(stream.viewer)
    this.#open.set(stream, { route, viewer })
    this.#count(viewer, 1)
    this.#timer ??= this.#schedule()
    if (this.#draining) stream.destroy()
  }

  /** Lets go of a stream that has closed. */
  remove(stream: OpenStream): void {
    const entry = this.#open.get(stream)
    if (entry === undefined) return
    this.#open.delete(stream)
    this.#leaving.add(stream.gone)
    void stream.gone.then(() => this.#leaving.delete(stream.gone))
    this.#count(entry.viewer, -1)
    if (this.#open.size > 0) return
    this.#parts.timers.clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /**
   * Ends the streams of a viewer, of a route, or of both.
   *
   * @throws OrionError `ORION_OPTION` for a match that would match everybody
   */
  disconnect(match: DisconnectMatch): void {
    const { viewer, route } = checkMatch(match)
    for (const [stream, entry] of this.#open) {
      if (route !== undefined && entry.route !== route) continue
      if (viewer === undefined || hasMembers(stream.viewer, viewer)) stream.end()
    }
  }

  /** Breaks every stream, spread evenly over the time given, and lets no new one in. */
  async drain(withinMs: number): Promise<void> {
    const { timers } = this.#parts
    this.#draining = true
    const streams = [...this.#open.keys()]
    const began = timers.now()
    for (const [index, stream] of streams.entries()) {
      const dueMs = began + (withinMs * index) / streams.length - timers.now()
      if (dueMs >= 1) await this.#sleep(dueMs)
      stream.destroy()
    }
    await Promise.all([...streams.map(({ gone }) => gone), ...this.#leaving])
  }

  // Streams of nobody in particular count for the process alone.
  #count(viewer: string, change: 1 | -1): void {
    if (viewer === 'null') return
    const count = (this.#perViewer.get(viewer) ?? 0) + change
    if (count > 0) this.#perViewer.set(viewer, count)
    else this.#perViewer.delete(viewer)
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((done) => void this.#parts.timers.setTimeout(done, ms))
  }

  #schedule(): unknown {
    const { heartbeatMs, timers } = this.#parts
    if (heartbeatMs === null) return undefined
    return timers.setTimeout(() => {
      for (const stream of this.#open.keys()) stream.beat()
      this.#timer = this.#schedule()
    }, heartbeatMs)
  }
}

function checkMatch(match: DisconnectMatch): DisconnectMatch {
  if (!isPlainObject(match)) throw noMatch(match)
  const { viewer, route, ...rest } = match
  const isRight =
    ('viewer' in match ? isTold(viewer) : route !== undefined) &&
    (route === undefined || typeof route === 'function') &&
    Object.keys(rest).length === 0
  if (isRight) return match
  throw noMatch(match)
}

function noMatch(match: unknown): OrionError {
  const todo =
    'give { viewer: { id } } with members that are set, { route } of a live route, or both'
  return new OrionError('ORION_OPTION', `disconnect got ${show(match)}; ${todo}`)
}

function isTold(viewer: unknown): boolean {
  if (!isPlainObject(viewer)) return viewer !== undefined && viewer !== null
  const members = Object.values(viewer)
  return members.length > 0 && !members.includes(undefined)
}

function hasMembers(viewer: unknown, wanted: unknown): boolean {
  if (!isPlainObject(wanted) || !isPlainObject(viewer)) return isDeepStrictEqual(viewer, wanted)
  return Object.entries(wanted).every(([name, value]) => isDeepStrictEqual(viewer[name], value))
}
