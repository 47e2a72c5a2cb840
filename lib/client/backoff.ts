// When and whether a request is tried again. Pure: the stream loop asks, and waits.

export type RetryPolicy = 'auto' | 'error' | 'always' | 'never'

/** How a try ended: by the network, by a status other than 200, or as a stream that came to its end. */
export type Ending = 'network' | 'ended' | number

export interface Backoff {
  intervalMs: number
  scaler: number
  maxWaitMs: number
}

/** The longest wait of a live stream that somebody looks at: it is back within two seconds of the mend. */
const watchedWaitMs = 1800

/**
 * Returns the wait before a retry in milliseconds, below a ceiling that grows by `scaler` with each try, to
 * `maxWaitMs` or to the interval if that is longer. The first is anything below four fifths of it, so that
 * tabs that lost their stream in one moment don't come back in one; the later ones are what is left up to
 * the whole of it, so that they stay apart and none waits longer.
 *
 * @param attempt 0 for the first retry
 * @param random from 0 to below 1
 */
export function backoffMs(
  attempt: number,
  { intervalMs, scaler, maxWaitMs }: Backoff,
  random: number,
): number {
  const ceiling = Math.max(intervalMs, Math.min(maxWaitMs, intervalMs * scaler ** attempt))
  return ceiling * (attempt ? 0.8 + random / 5 : random * 0.8)
}

/**
 * Returns the back-off of a live stream. The server tells it an interval that grows with the number of its
 * streams: a crowd keeps to that, a few tabs need not wait. Neither a tab that nobody sees nor one whose
 * request was refused is in a hurry.
 */
export function liveBackoff(backoff: Backoff, ending: Ending, isHidden: boolean): Backoff {
  const isRefused = typeof ending === 'number' && ending < 500
  if (isHidden || isRefused) return backoff
  return { ...backoff, maxWaitMs: Math.min(backoff.maxWaitMs, watchedWaitMs) }
}

/** Reads `Retry-After`, seconds or a date, as milliseconds from now; 0 where it says nothing. */
export function readRetryAfter(header: string | null, now: number): number {
  return Math.max(0, Number(header) * 1000 || Date.parse(header ?? '') - now || 0)
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

/** Says whether an answer sends away whoever asked, a redirect among them: to ask again would not help. */
export function isRefused({ type, status }: Response): boolean {
  return type === 'opaqueredirect' || /^(40[134]|410)$/.test(`${status}`)
}

/** Says whether a live stream is over by this answer, a page among them: the page is to ask again. */
export function isOver(response: Response): boolean {
  const { status, headers } = response
  const isPage = status === 200 && /^text\/html/.test(headers.get('Content-Type') ?? '')
  return isPage || isRefused(response)
}
