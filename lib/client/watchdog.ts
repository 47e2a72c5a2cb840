// Notices a stream that is silent for too long: by a timer, and by the clock when the page wakes up, since
// neither timers nor sockets move while it is frozen or the machine asleep.

/**
 * A sign of life. From now on the stream may be silent for `limitMs`, 0 for any time; without it, for as
 * long as before.
 */
export type Heard = (limitMs?: number) => void

/**
 * Watches until the signal aborts.
 *
 * @param onSilent is told once the time is over
 * @param onSlept is told when the page finds on waking up that it is over
 */
export function watch(signal: AbortSignal, onSilent: () => void, onSlept: () => void): Heard {
  let limitMs = 0
  let heardAt = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  onWake(() => limitMs && Date.now() - heardAt > limitMs && onSlept(), signal)
  // The answer to nothing is not waited for.
  signal.addEventListener('abort', () => clearTimeout(timer))

  return function heard(ms = limitMs) {
    limitMs = ms
    heardAt = Date.now()
    clearTimeout(timer)
    if (ms && !signal.aborted) timer = setTimeout(onSilent, ms)
  }
}

/** What says that the page, the machine or the network is back, or the tab hidden. */
const wakers = ['online', 'pageshow', 'resume', 'visibilitychange']

/** Listens to these events. */
export function onWake(
  listener: (event: Event) => void,
  signal: AbortSignal,
  types = wakers,
): void {
  for (const type of types) {
    // Those of the document pass here first.
    addEventListener(type, listener, { signal, capture: true })
  }
}
