// Keeps one request alive: tries it, waits, tries it again. One loop, one try at a time, so there are
// never two streams, whatever the tab does during a wait.
import { backoffMs, type Ending, isRetried } from './backoff.js'
import type { ActionOptions } from './options.js'

/** The longest time that a timer takes: until something else ends it. */
const longestMs = 2 ** 31 - 1

/** Why a request is stopped that a newer one takes the place of: nothing of its answer counts any more. */
export const replaced = 'replaced'

/** What one try came to: answered for good, or how it ended. */
export type Outcome = Ending | 'done'

export interface Trial {
  signal: AbortSignal
  /** To be called when events arrive: the tries counted so far are forgotten. */
  onAlive(): void
  onInterval(intervalMs: number): void
}

export interface Persistence {
  attempt(trial: Trial): Promise<Outcome>
  options: ActionOptions
  /** Whether the request may be sent twice. */
  isSafe: boolean
  stopped: AbortSignal
  onRetrying(ending: Ending): void
  onGivenUp(): void
}

/** Runs until the request is done, given up, or stopped. */
export async function keepAlive(persistence: Persistence): Promise<void> {
  const { attempt, options, isSafe, stopped, onRetrying, onGivenUp } = persistence
  let retries = 0
  let { intervalMs } = options.backoff
  while (!stopped.aborted) {
    if (!options.openWhenHidden && document.hidden) {
      await pause(longestMs, stopped, false)
      continue
    }
    const interrupt = new AbortController()
    const signal = AbortSignal.any([stopped, interrupt.signal])
    if (!options.openWhenHidden) onVisibilityChange(() => interrupt.abort(), signal)
    const outcome = await attempt({
      signal,
      onAlive: () => {
        retries = 0
      },
      onInterval: (ms) => {
        intervalMs = ms
      },
    })
    const isInterrupted = signal.aborted
    interrupt.abort()
    if (isInterrupted) continue
    if (outcome === 'done' || !isRetried(options.retry, outcome, isSafe)) return
    if (++retries > options.retryMaxCount) return onGivenUp()
    onRetrying(outcome)
    const waitMs = backoffMs(retries - 1, { ...options.backoff, intervalMs }, Math.random())
    await pause(waitMs, stopped, options.openWhenHidden)
  }
}

/** Waits for a time, cut short by a stop, and by a change of visibility where that counts. */
async function pause(ms: number, stopped: AbortSignal, openWhenHidden: boolean): Promise<void> {
  if (stopped.aborted) return
  const woken = new AbortController()
  const wake = () => woken.abort()
  const signal = AbortSignal.any([stopped, woken.signal])
  const timer = setTimeout(wake, ms)
  if (!openWhenHidden) onVisibilityChange(wake, signal)
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  clearTimeout(timer)
}

function onVisibilityChange(listener: () => void, signal: AbortSignal): void {
  document.addEventListener('visibilitychange', listener, { signal })
}
