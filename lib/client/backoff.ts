// When and whether a request is tried again. Pure: the stream loop asks, and waits.

export type RetryPolicy = 'auto' | 'error' | 'always' | 'never'

/** How a try ended: by the network, by a status other than 200, or as a stream that came to its end. */
export type Ending = 'network' | 'ended' | number

export interface Backoff {
  intervalMs: number
  scaler: number
  maxWaitMs: number
}

/**
 * Returns the wait before a retry in milliseconds: anything between nothing and a ceiling that grows by
 * `scaler` with each try (full jitter), so that a thousand tabs do not come back in one moment.
 *
 * @param attempt 0 for the first retry
 * @param random from 0 to below 1
 */
export function backoffMs(attempt: number, backoff: Backoff, random: number): number {
  const ceiling = Math.min(backoff.maxWaitMs, backoff.intervalMs * backoff.scaler ** attempt)
  return Math.round(random * ceiling)
}

/**
 * Says whether to try again. By itself (`auto`) only a GET is, when the network failed: after that,
 * nobody knows whether a command was carried out, and it must not be carried out twice.
 */
export function isRetried(policy: RetryPolicy, ending: Ending, isSafe: boolean): boolean {
  if (policy === 'never') return false
  if (ending === 'network') return policy !== 'auto' || isSafe
  if (ending === 'ended') return policy === 'always'
  if (ending === 204 || (ending >= 300 && ending < 400)) return false
  return policy === 'always' || (policy === 'error' && ending >= 400)
}
