// What is read of a request besides its body: params, query, signals, and where its router is mounted.
import type { Request } from 'express'
import { signalsText } from './caller.js'
import { isInvalidInput, issueText, OrionError, type OrionErrorCode, show } from './errors.js'
import { type InputOf, type OutputOf, type StandardSchemaV1, validate } from './schema.js'

/** A schema, or none. */
export type Optional = StandardSchemaV1 | undefined

/** The route's params: what their schema puts out, or as Express has them. */
export type ParamsOf<P> = P extends StandardSchemaV1
  ? OutputOf<P>
  : Readonly<Record<string, string>>

/** What a schema puts out; nothing without one. */
export type QueryOf<Q> = Q extends StandardSchemaV1 ? OutputOf<Q> : Readonly<Record<string, never>>

/** The schemas for what is read of a request. */
export interface Schemas<P extends Optional, Q extends Optional, S extends Optional> {
  readonly params: P
  readonly query: Q
  readonly signals: S
}

/** All that is read of a request for a view, save who is looking. */
export interface Asked<P extends Optional, Q extends Optional, S extends Optional> {
  /** The route's params: what their schema puts out, or as Express has them. */
  readonly params: ParamsOf<P>
  /** What the schema of the query puts out; empty without one. */
  readonly query: QueryOf<Q>
  /** What the schema of the signals puts out; empty without one. */
  readonly signals: QueryOf<S>
  /** The path that the route's router is mounted at; `''` for the app itself. */
  readonly base: string
}

/** What a page may give in place of what its own request says, as the schemas take it. */
export interface Instead<P extends Optional, Q extends Optional, S extends Optional> {
  readonly params?: InputOf<P>
  readonly query?: InputOf<Q>
  readonly signals?: InputOf<S>
}

/** As much of a request as is looked at, whatever types its route gives the rest. */
export type AskedRequest = Pick<Request, 'params' | 'baseUrl' | 'query' | 'originalUrl'>

/**
 * Reads what a view is asked for.
 *
 * @param instead what counts in place of what the request says
 * @throws OrionError `ORION_PARAMS` (404), `ORION_QUERY` or `ORION_SIGNALS` (400) for what a schema refuses
 */
export function askedOf<P extends Optional, Q extends Optional, S extends Optional>(
  req: AskedRequest,
  schemas: Schemas<P, Q, S>,
  instead: Instead<P, Q, S> = {},
): Asked<P, Q, S> {
  const { params, query, signals } = schemas
  return {
    params: paramsOf(instead.params === undefined ? req : { params: instead.params }, params),
    query: outputOf(query, () => instead.query ?? queryOf(req), 'ORION_QUERY', 'the query'),
    signals: outputOf(signals, () => instead.signals ?? signalsOf(req), 'ORION_SIGNALS', 'signals'),
    base: req.baseUrl,
  }
}

/**
 * Reads the params of a request.
 *
 * @throws OrionError `ORION_PARAMS` (404) if the schema refuses them: there is no such page
 */
export function paramsOf<P extends Optional>(
  req: { readonly params: unknown },
  schema: P | undefined,
): ParamsOf<P> {
  const params = Object.assign({}, req.params)
  if (schema === undefined) return params as ParamsOf<P>
  return refusedAs('ORION_PARAMS', `no page has the params ${show(params)}`, () =>
    validate(schema, params),
  ) as ParamsOf<P>
}

function outputOf<S extends Optional>(
  schema: S,
  read: () => unknown,
  code: OrionErrorCode,
  what: string,
): QueryOf<S> {
  if (schema === undefined) return {} as QueryOf<S>
  const input = read()
  return refusedAs(code, `${what} can't be ${show(input)}`, () =>
    validate(schema, input),
  ) as QueryOf<S>
}

function refusedAs<T>(code: OrionErrorCode, what: string, check: () => T): T {
  try {
    return check()
  } catch (cause) {
    if (!isInvalidInput(cause)) throw cause
    throw new OrionError(code, `${what}: ${cause.issues.map(issueText).join('; ')}`, { cause })
  }
}

// The signals travel in the query of a GET; they are no part of it.
function queryOf({ query }: AskedRequest): unknown {
  const { datastar: _signals, ...own } = query
  return own
}

function signalsOf(req: AskedRequest): unknown {
  const text = signalsText(req)
  if (text === null) return {}
  try {
    return JSON.parse(text)
  } catch (cause) {
    const seen = show(text.slice(0, 40))
    throw new OrionError('ORION_SIGNALS', `?datastar= is not JSON: ${seen}`, { cause })
  }
}

/** The path that a route is mounted with, as its app or router was given it; `''` under `app.use`. */
export function routePath({ route }: Pick<Request, 'route'>): string {
  return route ? String(route.path) : ''
}
