// A clock whose hands a test turns: the option `timers` of createOrion.
import type { Timers } from './timers.js'

/** A clock that stands still until it is told to move on. */
export interface ManualTimers extends Timers {
  /** Moves time on by so many milliseconds, and runs what falls due on the way, each at its time. */
  advance(ms: number): void
  /** How many timers wait. */
  readonly waiting: number
}

/**
 * Makes a clock that stands at 0, so that a test needn't wait for throttles, heartbeats and the like.
 *
 * @example
 * const timers = createManualTimers()
 * const orion = createOrion({ store: ':memory:', timers })
 * timers.advance(15_000)
 */
export function createManualTimers(): ManualTimers {
  let time = 0
  const due = new Map<object, { readonly at: number; readonly fn: () => void }>()
  return {
    setTimeout(fn, ms) {
      const timer = {}
      due.set(timer, { at: time + ms, fn })
      return timer
    },
    clearTimeout: (timer) => void due.delete(timer as object),
    now: () => time,
    get waiting() {
      return due.size
    },
    advance(ms) {
      const until = time + ms
      for (;;) {
        const [next] = [...due].sort(([, a], [, b]) => a.at - b.at)
        if (next === undefined || next[1].at > until) break
        due.delete(next[0])
        time = Math.max(time, next[1].at)
        next[1].fn()
      }
      time = until
    },
  }
}
