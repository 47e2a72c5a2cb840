// Every error that the kit raises: a code from one table, a status for Express, and a message that
// says what was wrong, the value seen, and what to do.
import { inspect, types } from 'node:util'

const statusOf = {
  ORION_BODY_INVALID: 400,
  ORION_BODY_TOO_LARGE: 413,
  ORION_BODY_TYPE: 415,
  ORION_BODY_CONSUMED: 500,
  ORION_CLOSED: 503,
  ORION_COMMAND_METHOD: 500,
  ORION_CROSS_SITE: 403,
  ORION_FORBIDDEN: 403,
  ORION_FRAME: 500,
  ORION_GIVEN: 500,
  ORION_INVALID: 422,
  ORION_LIMIT: 503,
  ORION_OPTION: 500,
  ORION_PARAMS: 404,
  ORION_PART: 500,
  ORION_QUERY: 400,
  ORION_REDIRECT: 500,
  ORION_RENDER: 500,
  ORION_RESPONSE_IN_COMMAND: 500,
  ORION_ROLLED_BACK: 503,
  ORION_SCHEMA: 500,
  ORION_SCHEMA_ASYNC: 500,
  ORION_SIGNALS: 400,
  ORION_STORE: 500,
  ORION_STORE_IN_COMMAND: 500,
  ORION_TEMPLATE: 500,
  ORION_TIMEOUT: 503,
  ORION_TOPIC: 500,
  ORION_TOO_MANY_STREAMS: 429,
  ORION_TRANSACTION: 500,
  ORION_VALUE: 500,
  ORION_VIEWER: 500,
} as const

/** What went wrong, by name; docs/errors.md tells of each what to do. */
export type OrionErrorCode = keyof typeof statusOf

/**
 * An error of the kit. `status` is what Express answers with; `expose` is true where the message may
 * be shown to whoever sent the request (below 500).
 */
export class OrionError extends Error {
  override readonly name: string = 'OrionError'
  readonly code: OrionErrorCode
  readonly status: number
  readonly expose: boolean

  constructor(code: OrionErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(`orion: ${message}`, options)
    this.code = code
    this.status = statusOf[code]
    this.expose = this.status < 500
  }
}

/** One thing that is wrong with an input: where (`'address.street'`, `''` for the whole) and why. */
export interface InputIssue {
  readonly path: string
  readonly message: string
}

/** An issue in one line. */
export function issueText({ path, message }: InputIssue): string {
  return path ? `${path}: ${message}` : message
}

/** An input that a schema or a handler refused. Made by {@link invalid}. */
export class InvalidInputError extends OrionError {
  override readonly name = 'InvalidInputError'
  readonly issues: readonly InputIssue[]

  constructor(issues: readonly InputIssue[]) {
    super('ORION_INVALID', `the input is invalid: ${issues.map(issueText).join('; ')}`)
    this.issues = issues
  }
}

/**
 * Makes the error by which a command's handler refuses its input after a look at the store. The
 * transaction is rolled back and the caller is answered as for input that the schema refused.
 *
 * @param messages a message for each path of the input: `title`, `address.street`, `''` for the whole
 * @example
 * if (taken) throw invalid({ title: 'Already there' })
 */
export function invalid(messages: Readonly<Record<string, string>>): InvalidInputError {
  return new InvalidInputError(
    Object.entries(messages).map(([path, message]) => ({ path, message })),
  )
}

/** Tells whether an error is an {@link InvalidInputError}, of this copy of the kit or another. */
export function isInvalidInput(error: unknown): error is InvalidInputError {
  return error instanceof Error && (error as { code?: unknown }).code === 'ORION_INVALID'
}

/** Shows a value in an error message: short, on one line. */
export function show(value: unknown): string {
  // What Node keeps on a promise for AsyncLocalStorage would fill the line.
  if (types.isPromise(value)) return 'a Promise'
  const text = inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY })
  const longest = 120
  return text.length > longest ? `${text.slice(0, longest)}...` : text
}

/**
 * Gives an error that a host's function threw a code, with itself as the cause; one that tells a status
 * stays as it is.
 *
 * @param what what threw it, and `todo` what is to be done about it, for the message
 */
export function codedError(
  code: OrionErrorCode,
  cause: unknown,
  { what, todo }: { readonly what: string; readonly todo: string },
): unknown {
  if (statusFrom(cause) !== undefined) return cause
  const why = types.isNativeError(cause) ? String(cause) : show(cause)
  return new OrionError(code, `${what} threw ${why}; ${todo}`, { cause })
}

const overStatuses: ReadonlySet<number | undefined> = new Set([401, 403, 404, 410])

/** Tells whether an error says that what a stream shows is gone, or not for its viewer any more. */
export function isOver(error: unknown): boolean {
  return overStatuses.has(statusFrom(error))
}

/** The HTTP status that an error of any origin carries, or undefined. */
export function statusFrom(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const { status, statusCode } = error as { status?: unknown; statusCode?: unknown }
  if (typeof status === 'number') return status
  return typeof statusCode === 'number' ? statusCode : undefined
}
