// Keeps one request alive: tries it, waits, tries it again. One loop, one try at a time, so there are
// never two streams, whatever the tab does during a wait.
import { backoffMs, type Ending, isRetried, liveBackoff } from './backoff.js'
import { connecting, lost } from './connection.js'
import type { Live } from './live.js'
import type { ActionOptions } from './options.js'
import { page } from './page.js'
import { type Heard, onWake, watch } from './watchdog.js'

/** The longest time that a timer takes: until something else ends it. */
const longestMs = 2 ** 31 - 1

/** A stream is lost to the page after so many tries in vain. */
const lostAfterTries = 3

/** Why a request is stopped that a newer one takes the place of: nothing of its answer counts any more. */
export const replaced = 'replaced'

/** What one try came to: answered for good, refused for good, to be tried anew, or how it ended. */
export type Outcome = Ending | 'done' | 'over' | 'again'

/** A try, and what its answer says of those to come. */
export interface Trial {
  signal: AbortSignal
  isLive: boolean
  /** To be called at each sign of life. */
  heard: Heard
  /** How often it was tried again; 0 once events arrived. */
  retries: number
  intervalMs: number
  /** How long to wait at least before the next. */
  retryAfterMs: number
}

export interface Persistence {
  attempt(trial: Trial): Promise<Outcome>
  options: ActionOptions
  /** Whether the request may be sent twice. */
  isSafe: boolean
  /** The live stream that it is, if it is one. */
  live: Live | null
  stopped: AbortSignal
  onRetrying(ending: Ending): void
  onGivenUp(): void
}

/** Runs until the request is done, given up, or stopped; resolves with what the last try came to. */
export async function keepAlive(persistence: Persistence): Promise<Outcome> {
  const { options, isSafe, live, stopped, onRetrying, onGivenUp } = persistence
  const { backoff, retry, retryMaxCount } = options
  const trial: Trial = {
    signal: stopped,
    isLive: live !== null,
    heard() {},
    retries: 0,
    intervalMs: backoff.intervalMs,
    retryAfterMs: 0,
  }
  let isAway = false
  if (live) {
    // A page that the browser keeps for the way back must not hold a stream, nor open one on its way there.
    const onAway = ({ type }: Event) => {
      isAway = type === 'pagehide'
    }
    onWake(onAway, stopped, ['pagehide', 'pageshow'])
  }
  while (!stopped.aborted) {
    if (isAway || (!options.openWhenHidden && page.hidden)) {
      live?.tell(null)
      await pause(longestMs, stopped)
      continue
    }
    const outcome = await tryOnce(persistence, trial)
    if (outcome === 'again' || stopped.aborted) continue
    if (outcome === 'done' || outcome === 'over') return outcome
    if (!isRetried(retry, outcome, isSafe)) return outcome
    if (++trial.retries > retryMaxCount) {
      onGivenUp()
      return outcome
    }
    live?.tell(trial.retries < lostAfterTries ? connecting : lost)
    onRetrying(outcome)
    const given = { ...backoff, intervalMs: trial.intervalMs }
    const timing = live ? liveBackoff(given, outcome, page.hidden) : given
    // Nothing but the stop shortens what the server asked for.
    await pause(trial.retryAfterMs, stopped, [])
    await pause(backoffMs(trial.retries - 1, timing, Math.random()), stopped)
  }
  return 'done'
}

async function tryOnce(
  { attempt, options, live, stopped }: Persistence,
  trial: Trial,
): Promise<Outcome> {
  const interrupt = new AbortController()
  const signal = AbortSignal.any([stopped, interrupt.signal])
  const again = () => interrupt.abort('again')
  // The event that shows the tab again starts this try, and passes here when that has begun.
  const onVisibility = () => page.hidden && again()
  if (!options.openWhenHidden) page.addEventListener('visibilitychange', onVisibility, { signal })
  if (live) {
    trial.heard = watch(signal, () => interrupt.abort('network'), again)
    onWake(again, signal, ['pagehide'])
  }
  trial.signal = signal
  trial.retryAfterMs = 0
  const outcome = await attempt(trial)
  const ended = signal.aborted ? signal.reason : outcome
  interrupt.abort()
  return ended
}

/** Waits for a time, cut short by a stop, and by these events: unless told otherwise, all that wake the page. */
async function pause(ms: number, stopped: AbortSignal, wakers?: string[]): Promise<void> {
  if (stopped.aborted) return
  const woken = new AbortController()
  const wake = () => woken.abort()
  const signal = AbortSignal.any([stopped, woken.signal])
  const timer = setTimeout(wake, Math.min(ms, longestMs))
  onWake(wake, signal, wakers)
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  clearTimeout(timer)
}
