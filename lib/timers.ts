// The clock: what the kit needs of time, so that tests can turn its hands.

/** A source of time. `now` is in milliseconds and never runs backwards. */
export interface Timers {
  setTimeout(fn: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
  now(): number
}

export const systemTimers: Timers = {
  setTimeout: (fn, ms) => setTimeout(fn, ms),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
  now: () => performance.now(),
}
