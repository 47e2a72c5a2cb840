// What createOrion takes: the options, how they are checked, and their defaults.
import { inspect } from 'node:util'
import type { Kysely } from 'kysely'
import * as v from 'valibot'
import { checkOptions, functionOf, milliseconds } from './options.js'
import type { Store } from './store.js'
import { systemTimers, type Timers } from './timers.js'

/** Where an error happened that nobody was waiting for. */
export interface ErrorContext {
  /**
   * A render for streams that were open, an `after` callback of a write, asking a stream's viewer again,
   * or an `onOpen` and its undo.
   */
  readonly during: 'render' | 'after' | 'viewer' | 'open'
  /** The topics that the view watches. */
  readonly topics?: readonly string[]
}

/** Bounds that a process keeps, whatever comes: whole numbers from 1. */
export interface Limits {
  /** Views that live at once; one more is answered 503. Defaults to 10000. */
  readonly views?: number
  /** Renders in flight; one more waits. Defaults to 32. */
  readonly renders?: number
  /** The longest that a render, or asking a viewer, may take, in milliseconds. Defaults to 30000. */
  readonly renderMs?: number
  /** Topics and parts that a view may watch; one more fails its render. Defaults to 1000. */
  readonly topicsPerView?: number
  /** Parts that are cached; the one that was unused longest goes. Defaults to 1000. */
  readonly parts?: number
  /**
   * Bytes of a frame, up to 16777216; a render that gives more fails, and its streams keep their last
   * frame. Defaults to 4194304 (4 MiB).
   */
  readonly frameBytes?: number
  /**
   * The longest that a stream's reader may take for what was sent, in milliseconds; the stream is cut
   * then. Until it has, it is sent nothing. Defaults to 60000.
   */
  readonly stallMs?: number
  /** Streams open at once; one more is answered 503. Defaults to 10000. */
  readonly streams?: number
  /** Streams open at once of one viewer; one more is answered 429. Defaults to 50. */
  readonly streamsPerViewer?: number
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
  /**
   * The least time between two askings who is looking at a stream, in milliseconds, from 0: it is asked
   * when the view is woken and at heartbeats. Defaults to 5000.
   */
  readonly recheckMs?: number
  /** Bounds on what is open, cached and in flight. */
  readonly limits?: Limits
  /** The most that a command's body may have, in bytes, from 1. Defaults to 1048576 (1 MiB). */
  readonly maxBodyBytes?: number
  /**
   * The path below which the browser client is served, from the root of the site: a slash first, and none
   * last. Defaults to `'/orion'`.
   */
  readonly prefix?: string
  /**
   * What is deployed, as letters, digits and `_ . + -`: a commit, say. A page that another version made
   * is loaded anew once its stream opens again, when nothing typed would be lost. The browser client's own
   * content always counts. Defaults to none.
   */
  readonly version?: string
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

/** What can be set of an Orion with a data layer of the host's. */
export interface HostStoreOptions<R, W> extends OrionOptions {
  /** What renders read, how commands write, and how it is closed. */
  readonly store: Store<R, W>
  readonly reader?: never
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

const storeLike = v.looseObject(
  { reader: v.unknown(), write: functionOf(), close: functionOf() },
  'expected a store',
)

/** Tells a data layer of the host's from a Kysely, by its members. */
export function isStore<R, W>(store: object | Store<R, W>): store is Store<R, W> {
  return v.is(storeLike, store)
}

const atLeastOne = v.optional(
  v.pipe(v.number(), v.integer(), v.minValue(1, 'expected a whole number from 1')),
)

// The most that one block of brotli can hold (RFC 7932, section 9.2).
const largestFrame = 2 ** 24
const frameExpected = `expected a whole number of bytes, from 1 to ${largestFrame}`

const bytesExpected = 'expected a whole number of bytes, from 1'

const optionsSchema = v.strictObject({
  store: v.optional(
    v.union(
      [v.pipe(v.string(), v.regex(/^(?![a-z]+:\/\/)./s)), kyselyLike, storeLike],
      "expected the path of a SQLite file, ':memory:', a Kysely, or a store with reader, write and close",
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
  recheckMs: v.optional(milliseconds(0)),
  limits: v.optional(
    v.strictObject({
      views: atLeastOne,
      renders: atLeastOne,
      renderMs: v.optional(milliseconds(1)),
      topicsPerView: atLeastOne,
      parts: atLeastOne,
      frameBytes: v.optional(
        v.pipe(
          v.number(frameExpected),
          v.integer(frameExpected),
          v.minValue(1, frameExpected),
          v.maxValue(largestFrame, frameExpected),
        ),
      ),
      stallMs: v.optional(milliseconds(1)),
      streams: atLeastOne,
      streamsPerViewer: atLeastOne,
    }),
  ),
  maxBodyBytes: v.optional(
    v.pipe(v.number(bytesExpected), v.integer(bytesExpected), v.minValue(1, bytesExpected)),
  ),
  prefix: v.optional(
    v.pipe(v.string(), v.regex(/^(?:\/[\w.~-]+)+$/, "expected a path such as '/orion'")),
  ),
  version: v.optional(
    v.pipe(v.string(), v.regex(/^[\w.+-]+$/, "expected letters, digits, '_', '.', '+' and '-'")),
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
  recheckMs: 5_000,
  maxBodyBytes: 1_048_576,
  prefix: '/orion',
  timers: systemTimers,
  onError: (error: unknown) => process.emitWarning(inspect(error), 'OrionError'),
} as const

/** What holds where a limit is left out. */
export const defaultLimits = {
  views: 10_000,
  renders: 32,
  renderMs: 30_000,
  topicsPerView: 1_000,
  parts: 1_000,
  frameBytes: 4_194_304,
  stallMs: 60_000,
  streams: 10_000,
  streamsPerViewer: 50,
} as const

/**
 * Throws unless the options are right.
 *
 * @throws OrionError `ORION_OPTION`
 */
export function checkOrionOptions(options: unknown): void {
  checkOptions('createOrion', optionsSchema, options)
}
