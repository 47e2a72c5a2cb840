// All open streams of one Orion: how many there may be, their heartbeat, and their end.
import { isDeepStrictEqual } from 'node:util'
import { OrionError, show } from './errors.js'
import { canonicalJson } from './given.js'
import { isPlainObject } from './plain-object.js'
import { usualRetryMs } from './stream.js'
import type { Timers } from './timers.js'

// Clients come back at random within the time that they are told, so a process that takes the place of
// this one is asked for some 600 streams a second at most. In powers of two, so that it is seldom told.
const msPerStream = 4

/** How long each of so many clients is to wait at most before its first retry, in milliseconds. */
export function spreadMs(streams: number): number {
  const ms = 2 ** Math.floor(Math.log2(Math.max(1, streams * msPerStream)))
  return Math.max(usualRetryMs, ms)
}

/** An open stream, as they are all kept. */
export interface OpenStream {
  readonly viewer: unknown
  /** Once it has closed, resolves when what was done for it is undone; undefined where nothing was. */
  readonly leaving: Promise<unknown> | undefined
  beat(): void
  /** Tells the client how long to wait before it comes back. */
  spread(retryMs: number): void
  /** Ends it, and tells the client not to come back. */
  stop(): void
  end(): void
  destroy(): void
}

/** Where a stream belongs. */
export interface Place {
  readonly route: object
  /** The tab and the URL, where the client names its tab: there is one stream at most. */
  readonly seat: string | undefined
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

interface Entry extends Place {
  /** Whom it counts for. */
  readonly viewer: string
}

export class Streams {
  #parts: StreamsParts
  #open = new Map<OpenStream, Entry>()
  #perViewer = new Map<string, number>()
  #seats = new Map<string, OpenStream>()
  /** What streams that have closed still undo. */
  #leaving = new Set<Promise<unknown>>()
  /** Are told when no stream is open any more. */
  #onEmpty: (() => void)[] = []
  #timer: unknown
  #draining = false

  constructor(parts: StreamsParts) {
    this.#parts = parts
  }

  get size(): number {
    return this.#open.size
  }

  /**
   * Throws unless one more stream may open. One that takes the place of an older always may.
   *
   * @throws OrionError `ORION_CLOSED` once the process is going away; `ORION_LIMIT`,
   *   `ORION_TOO_MANY_STREAMS` where there are too many, in all or of this viewer
   */
  checkRoom(viewer: unknown, place: Place): void {
    const { streams, streamsPerViewer } = this.#parts.limits
    if (this.#draining) {
      throw new OrionError('ORION_CLOSED', 'this process is shutting down; connect again')
    }
    if (this.#older(place, canonicalJson(viewer))) return
    if (this.#open.size >= streams) {
      throw new OrionError('ORION_LIMIT', `${streams} streams are open; raise limits.streams`)
    }
    if ((this.#perViewer.get(canonicalJson(viewer)) ?? 0) < streamsPerViewer) return
    const what = `${streamsPerViewer} streams are open for the viewer ${show(viewer)}`
    throw new OrionError(
      'ORION_TOO_MANY_STREAMS',
      `${what}; close some, or raise limits.streamsPerViewer`,
    )
  }

  /** Keeps a stream alive until it is gone, and stops the older one of the same tab and URL. */
  add(stream: OpenStream, place: Place): void {
    const viewer = canonicalJson(stream.viewer)
    this.#older(place, viewer)?.stop()
    // Spread, each would have a hidden class of its own.
    this.#open.set(stream, { route: place.route, seat: place.seat, viewer })
    if (place.seat !== undefined) this.#seats.set(place.seat, stream)
    stream.spread(spreadMs(this.#open.size))
    this.#count(viewer, 1)
    this.#timer ??= this.#schedule()
    if (this.#draining) stream.destroy()
  }

  /** Lets go of a stream that has closed. */
  remove(stream: OpenStream): void {
    const entry = this.#open.get(stream)
    if (entry === undefined) return
    this.#open.delete(stream)
    if (entry.seat !== undefined && this.#seats.get(entry.seat) === stream) {
      this.#seats.delete(entry.seat)
    }
    const { leaving } = stream
    if (leaving) {
      this.#leaving.add(leaving)
      void leaving.then(() => this.#leaving.delete(leaving))
    }
    this.#count(entry.viewer, -1)
    if (this.#open.size > 0) return
    for (const fn of this.#onEmpty.splice(0)) fn()
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
    if (this.#open.size > 0) await new Promise<void>((empty) => this.#onEmpty.push(empty))
    await Promise.all(this.#leaving)
  }

  // Only of the same viewer: a tab's name is the client's word.
  #older({ route, seat }: Place, viewer: string): OpenStream | undefined {
    const stream = seat === undefined ? undefined : this.#seats.get(seat)
    if (stream === undefined || this.#open.get(stream)?.route !== route) return undefined
    return canonicalJson(stream.viewer) === viewer ? stream : undefined
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
      const retryMs = spreadMs(this.#open.size)
      for (const stream of this.#open.keys()) {
        stream.spread(retryMs)
        stream.beat()
      }
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
