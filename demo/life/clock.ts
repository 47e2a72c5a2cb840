// A clock that ticks while somebody watches, and only then.

export interface Clock {
  /** How many watch. */
  readonly watching: number
  /** Makes it tick until the undo is called, and that of everybody else. */
  watch(): () => void
}

export function createClock(everyMs: number, tick: () => void): Clock {
  let watching = 0
  let timer: NodeJS.Timeout | undefined

  return {
    get watching() {
      return watching
    },
    watch() {
      watching++
      timer ??= setInterval(tick, everyMs)
      return () => {
        watching--
        if (watching > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
  }
}
