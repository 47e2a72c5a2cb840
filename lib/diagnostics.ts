// What an operator may observe: events on node:diagnostics_channel. Who publishes asks `hasSubscribers`
// first, so that without one nothing is made.
import { channel } from 'node:diagnostics_channel'
import type { Timers } from './timers.js'

/** Which view a message is about. It tells nothing of what its render is given, save by its topics. */
export interface AboutView {
  /** The path that the live route is mounted with; `''` until it was asked for there. */
  readonly route: string
  /** The view's number in this process. */
  readonly view: number
  /** What it watches, as declared. */
  readonly topics: readonly string[]
}

/**
 * Why a stream closed: the client `left`; it is `over` (401, 403, 404 or 410, or nobody is signed in);
 * `disconnected` by the host; `replaced` by a newer one of the same tab; `stalled`, for its reader took
 * too long; `drained`, for the process goes away; `failed`, for it could not be asked who is looking.
 */
export type CloseReason =
  | 'left'
  | 'over'
  | 'disconnected'
  | 'replaced'
  | 'stalled'
  | 'drained'
  | 'failed'

/** What is published on `node:diagnostics_channel`, by the names of the channels. */
export interface DiagnosticsMessages {
  /** A stream has opened; `durationMs` is since its request came. */
  'express-orion.live.open': AboutView & {
    readonly encoding: 'br' | undefined
    readonly durationMs: number
  }
  /** A render has ended; with `error`, if it threw. It takes `authorize` and the render itself. */
  'express-orion.live.render': AboutView & {
    readonly durationMs: number
    readonly error: unknown
  }
  /** A new frame was shown to so many viewers; `bytes` before compression, `durationMs` to write it to all. */
  'express-orion.live.frame': AboutView & {
    readonly viewers: number
    readonly bytes: number
    readonly durationMs: number
  }
  /** A stream has closed; `bytes` went over its connection in its time. */
  'express-orion.live.close': AboutView & {
    readonly encoding: 'br' | undefined
    readonly reason: CloseReason
    readonly durationMs: number
    readonly bytes: number
  }
  /** A command has ended; with `error`, if it threw. */
  'express-orion.command': {
    /** The path that it is mounted with. */
    readonly route: string
    readonly method: string
    readonly caller: 'datastar' | 'json' | 'form'
    /** What it answered, or what its error asks for. */
    readonly status: number
    readonly durationMs: number
    readonly error: unknown
  }
}

/** A channel that takes messages of its own kind alone. */
interface Publishing<Message> {
  readonly hasSubscribers: boolean
  publish(message: Message): void
}

function publishing<Name extends keyof DiagnosticsMessages>(
  name: Name,
): Publishing<DiagnosticsMessages[Name]> {
  return channel(name)
}

export const opened = publishing('express-orion.live.open')
export const rendered = publishing('express-orion.live.render')
export const framed = publishing('express-orion.live.frame')
export const closed = publishing('express-orion.live.close')
export const commanded = publishing('express-orion.command')

/**
 * Runs `fn`, and tells how long it took, in milliseconds, and what it threw.
 *
 * @throws what `fn` throws
 */
export async function timed<T>(
  timers: Timers,
  fn: () => Promise<T>,
  tell: (durationMs: number, error: unknown) => void,
): Promise<T> {
  const began = timers.now()
  let error: unknown
  try {
    return await fn()
  } catch (thrown) {
    error = thrown
    throw thrown
  } finally {
    tell(timers.now() - began, error)
  }
}
