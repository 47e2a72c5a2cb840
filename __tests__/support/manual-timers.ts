// A clock whose hands a test turns.
import type { Timers } from '../../lib/index.js'

export interface ManualTimers extends Timers {
  /** Moves time on, and runs what is due on the way. */
  advance(ms: number): void
  /** How many timers wait. */
  readonly waiting: number
}

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
