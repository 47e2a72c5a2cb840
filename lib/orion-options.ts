// What createOrion takes: the options, how they are checked, and their defaults.
import { inspect } from 'node:util'
import type { Kysely } from 'kysely'
import * as v from 'valibot'
import { checkOptions, functionOf, milliseconds } from './options.js'
import { systemTimers, type Timers } from './timers.js'

/** Where an error happened that nobody was waiting for. */
export interface ErrorContext {
  /** A render for streams that were open, or an `after` callback of a write. */
  readonly during: 'render' | 'after'
  /** The topics that the view watches. */
  readonly topics?: readonly string[]
}

/** What can be set of an Orion, whatever its store. */
export interface OrionOptions {
  /** Is told of errors that nobody was waiting for. Defaults to a process warning. */
  readonly onError?: (error: unknown, where: ErrorContext) => void
  /** Origins besides the app's own whose pages may call commands. Defaults to none. */
  readonly trustedOrigins?: readonly string[]
  /**
   * How often a silent stream gives a sign of life, in milliseconds, from 100; `null` switches it off.
   * Defaults to 15000: proxies cut connections that are silent for 55 to 60 seconds.
   */
  readonly heartbeatMs?: number | null
  /** The least time between two renders of a view for its streams, in milliseconds. Defaults to 50. */
  readonly throttleMs?: number
  /** The most that a command's body may have, in bytes, from 1. Defaults to 1048576 (1 MiB). */
  readonly maxBodyBytes?: number
  /** A clock, for tests. Defaults to the system's. */
  readonly timers?: Timers
}

/** What can be set of an Orion with a store. */
export interface StoreOptions<DB> extends OrionOptions {
  /**
   * The path of a SQLite file, made if there is none; `':memory:'` for a temporary file that is removed
   * on close; or a Kysely of the host's.
   */
  readonly store: string | Kysely<DB>
  /** What renders read where `store` is a Kysely. Defaults to the store itself. */
  readonly reader?: Kysely<DB>
}

/** Without a store, renders and handlers work on what the host closes over. */
export interface StorelessOptions extends OrionOptions {
  readonly store?: never
  readonly reader?: never
}

// By its methods, not its class: a host may have another copy of Kysely.
const kyselyLike = v.looseObject(
  { selectFrom: functionOf(), transaction: functionOf() },
  'expected a Kysely',
)

const bytesExpected = 'expected a whole number of bytes, from 1'

const optionsSchema = v.strictObject({
  store: v.optional(
    v.union(
      [v.pipe(v.string(), v.regex(/^(?![a-z]+:\/\/)./s)), kyselyLike],
      "expected the path of a SQLite file, ':memory:', or a Kysely",
    ),
  ),
  reader: v.optional(kyselyLike),
  onError: v.optional(functionOf()),
  trustedOrigins: v.optional(
    v.array(
      v.custom<string>(
        (value) =>
          typeof value === 'string' && URL.canParse(value) && new URL(value).origin === value,
        "expected an origin such as 'https://admin.example.com'",
      ),
    ),
  ),
  heartbeatMs: v.optional(v.nullable(milliseconds(100))),
  throttleMs: v.optional(milliseconds(0)),
  maxBodyBytes: v.optional(
    v.pipe(v.number(bytesExpected), v.integer(bytesExpected), v.minValue(1, bytesExpected)),
  ),
  timers: v.optional(
    v.looseObject({ setTimeout: functionOf(), clearTimeout: functionOf(), now: functionOf() }),
  ),
})

/** What holds where an option is left out. */
export const defaults = {
  trustedOrigins: [],
  heartbeatMs: 15_000,
  throttleMs: 50,
  maxBodyBytes: 1_048_576,
  timers: systemTimers,
  onError: (error: unknown) => process.emitWarning(inspect(error), 'OrionError'),
} as const

/**
 * Throws unless the options are right.
 *
 * @throws OrionError `ORION_OPTION`
 */
export function checkOrionOptions(options: unknown): void {
  checkOptions('createOrion', optionsSchema, options)
}
