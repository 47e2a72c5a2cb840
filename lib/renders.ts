// The renders in flight of the whole process: so many at once and no more, each for so long and no longer.
import { OrionError } from './errors.js'
import type { Timers } from './timers.js'

export class Renders {
  #limit: number
  #longestMs: number
  #timers: Timers
  #inFlight = 0
  #waiting: (() => void)[] = []

  constructor(limits: { readonly renders: number; readonly renderMs: number }, timers: Timers) {
    this.#limit = limits.renders
    this.#longestMs = limits.renderMs
    this.#timers = timers
  }

  /**
   * Runs a render once there is room for it.
   *
   * @throws what the render throws
   * @throws OrionError `ORION_TIMEOUT` if it takes too long; what it still does is not waited for
   */
  async run<T>(render: () => Promise<T>): Promise<T> {
    if (this.#inFlight < this.#limit) this.#inFlight++
    else await new Promise<void>((turn) => this.#waiting.push(turn))
    try {
      return await this.within(render, 'a render')
    } finally {
      const next = this.#waiting.shift()
      // The place is handed on, so that nobody who comes between takes it.
      if (next) next()
      else this.#inFlight--
    }
  }

  /**
   * Runs `fn` and waits for it as long as a render may take.
   *
   * @param what what runs, for the message
   * @throws OrionError `ORION_TIMEOUT`
   */
  within<T>(fn: () => Promise<T>, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = this.#timers.setTimeout(() => {
        const why = `${what} took longer than ${this.#longestMs} ms`
        reject(new OrionError('ORION_TIMEOUT', `${why}; make it faster, or raise limits.renderMs`))
      }, this.#longestMs)
      fn()
        .then(resolve, reject)
        .finally(() => this.#timers.clearTimeout(timer))
    })
  }
}
