// The options of an action, as written in an expression, checked and with their defaults.
import type { Backoff, RetryPolicy } from './backoff.js'
import { isRecord } from './tree.js'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface ActionOptions {
  contentType: 'json' | 'form'
  /** The form to send, when it is not the one around the element. */
  selector: string | null
  headers: Readonly<Record<string, string>>
  include: RegExp
  exclude: RegExp
  /** Whether the request lives on in a hidden tab. Defaults to false for GET, true for the others. */
  openWhenHidden: boolean
  retry: RetryPolicy
  backoff: Backoff
  retryMaxCount: number
  requestCancellation: 'auto' | 'disabled'
}

const choices = {
  contentType: ['json', 'form'],
  retry: ['auto', 'error', 'always', 'never'],
  requestCancellation: ['auto', 'disabled'],
} as const

/** Reads the second argument of an action. */
export function readOptions(method: Method, given: unknown = {}): ActionOptions {
  if (!isRecord(given)) throw new TypeError('The options of an action must be an object')
  const filter = isRecord(given.filterSignals) ? given.filterSignals : {}
  return {
    contentType: choose(given, 'contentType'),
    selector: typeof given.selector === 'string' ? given.selector : null,
    headers: isRecord(given.headers) ? toStrings(given.headers) : {},
    include: toRegExp(filter.include, /(?:)/),
    exclude: toRegExp(filter.exclude, /$^/),
    openWhenHidden:
      given.openWhenHidden === undefined ? method !== 'GET' : Boolean(given.openWhenHidden),
    retry: choose(given, 'retry'),
    backoff: {
      intervalMs: toNumber(given.retryInterval, 1000),
      scaler: toNumber(given.retryScaler, 2),
      maxWaitMs: toNumber(given.retryMaxWaitMs, 30_000),
    },
    retryMaxCount: toNumber(given.retryMaxCount, 10),
    requestCancellation: choose(given, 'requestCancellation'),
  }
}

function choose<Name extends keyof typeof choices>(given: Record<string, unknown>, name: Name) {
  const allowed: readonly string[] = choices[name]
  const value = given[name] ?? allowed[0]
  if (typeof value === 'string' && allowed.includes(value)) {
    return value as (typeof choices)[Name][number]
  }
  throw new TypeError(`${name} must be one of ${allowed.join(', ')}, not ${String(value)}`)
}

function toStrings(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))
}

function toRegExp(value: unknown, initial: RegExp): RegExp {
  if (value instanceof RegExp) return new RegExp(value.source, value.flags.replace(/[gy]/g, ''))
  return typeof value === 'string' ? new RegExp(value.replace(/^\/|\/$/g, '')) : initial
}

function toNumber(value: unknown, initial: number): number {
  return typeof value === 'number' && value >= 0 ? value : initial
}
