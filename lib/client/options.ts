// The options of an action, as written in an expression, checked and with their defaults.
import type { Backoff, RetryPolicy } from './backoff.js'
import { type Filter, readFilter } from './filter.js'
import { isRecord } from './tree.js'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface ActionOptions {
  contentType: 'json' | 'form'
  /** The form to send, when it is not the one around the element. */
  selector: string | null
  headers: Readonly<Record<string, unknown>>
  filter: Filter
  /** Whether a GET lives on in a hidden tab, as the others always do. Defaults to false. */
  openWhenHidden: boolean
  retry: RetryPolicy
  backoff: Backoff
  retryMaxCount: number
  /** What is sent in place of the signals, as JSON; undefined for the signals. */
  payload: unknown
  /** Whether a newer GET of the element stops the older; with `cleanup`, the end of its attribute as well. */
  requestCancellation: 'auto' | 'cleanup' | 'disabled'
}

/** Reads the second argument of an action. */
export function readOptions(method: Method, given: unknown = {}): ActionOptions {
  if (!isRecord(given)) throw new Error('The options of an action must be an object')
  const { headers, selector, openWhenHidden, payload } = given
  return {
    contentType: choose(given, 'contentType', ['json', 'form']),
    selector: typeof selector === 'string' ? selector : null,
    headers: isRecord(headers) ? headers : {},
    filter: readFilter(given.filterSignals),
    // A command under way is never aborted: nobody would know whether it was carried out.
    openWhenHidden: method !== 'GET' || Boolean(openWhenHidden),
    retry: choose(given, 'retry', ['auto', 'error', 'always', 'never']),
    backoff: {
      intervalMs: toNumber(given.retryInterval, 1000),
      scaler: toNumber(given.retryScaler, 2),
      maxWaitMs: toNumber(given.retryMaxWait, 30_000),
    },
    retryMaxCount: toNumber(given.retryMaxCount, 10),
    payload,
    requestCancellation: choose(given, 'requestCancellation', ['auto', 'cleanup', 'disabled']),
  }
}

/** One of the choices; the first by itself. */
function choose<Choice extends string>(
  given: Record<string, unknown>,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const value = given[name] ?? choices[0]
  const choice = choices.find((known) => known === value)
  if (choice) return choice
  throw new Error(`${name} must be one of ${choices.join(', ')}, not ${String(value)}`)
}

function toNumber(value: unknown, initial: number): number {
  return typeof value === 'number' && value >= 0 ? value : initial
}
