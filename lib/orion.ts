// createOrion: makes one Orion, which owns all its state - a store, a bus, streams - and hands it to the
// factories. Two in one process do not know each other.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { RequestHandler } from 'express'
import type { Kysely, Transaction } from 'kysely'
import * as v from 'valibot'
import { createLocalBus } from './bus.js'
import { clientScript, serveClient } from './client-asset.js'
import { type CommandFactory, createCommand } from './command.js'
import type { Html } from './html.js'
import { createReadInput } from './input.js'
import { createLive, type LiveFactory } from './live.js'
import { checkOptions, milliseconds } from './options.js'
import {
  checkOrionOptions,
  defaults,
  type ErrorContext,
  type OrionOptions,
  type StorelessOptions,
  type StoreOptions,
} from './orion-options.js'
import { hostStore, noStore, openSqlite, type Store } from './store.js'
import { Streams } from './streams.js'
import { toasts } from './toasts.js'
import { type WriteContext, Writer } from './writer.js'

/** The kit for one app: made by {@link createOrion}. */
export interface Orion<R, W> {
  /**
   * Makes a live route: an Express handler that answers a stream of server-rendered HTML, re-rendered
   * whenever one of its topics is published, to who accepts `text/event-stream`, and calls `next()` for
   * everyone else.
   *
   * @param topics what the view watches: a topic, several, or a function of what the render is given
   * @param render reads the store and returns the HTML; each top-level element needs an id
   * @throws OrionError `ORION_OPTION` or `ORION_TOPIC` for a wrong argument
   */
  readonly live: LiveFactory<R>
  /**
   * Makes a command: an Express handler for POST, PUT, PATCH or DELETE that validates its input, runs the
   * handler in one transaction, and publishes after the commit.
   *
   * @param schema what the input must be: valibot, or any Standard Schema v1
   * @param handler writes; throws to roll back, returns to commit
   * @throws OrionError `ORION_OPTION` for a wrong argument
   */
  readonly command: CommandFactory<W>
  /**
   * The store outside of commands, for migrations and scripts; `undefined` without one.
   *
   * @throws OrionError `ORION_STORE_IN_COMMAND` inside a command: use the `store` that it is given
   */
  readonly store: R
  /**
   * Writes from elsewhere - a worker, a timer, an old route - as a command does: one transaction, then
   * what was published, then what was to come after.
   *
   * @throws what `fn` throws, after a rollback
   */
  write<T>(fn: (context: WriteContext<W>) => T | Promise<T>): Promise<T>
  /**
   * Wakes every view that watches one of these topics; inside a command, once it has committed.
   *
   * @throws OrionError `ORION_TOPIC` for a topic that isn't a string with something in it
   */
  publish(...topics: readonly string[]): void
  /** Makes the middleware that serves the browser client; mount it with `app.use`. */
  client(): RequestHandler
  /** The `<script>` that loads the browser client. */
  script(): Html
  /** The place where toasts appear: once on a page, outside of what a live route renders. */
  toasts(): Html
  /** Counts what is open now. */
  stats(): { readonly views: number; readonly streams: number }
  /**
   * Lets no new stream in, breaks those that are open, and waits for the writes under way. Clients come
   * back by themselves, to whichever process is there.
   *
   * @param options `withinMs`: the time over which the breaks are spread, in milliseconds. Defaults to 0
   */
  drain(options?: { readonly withinMs?: number }): Promise<void>
  /** Drains at once, and closes the store if it was opened here. */
  close(): Promise<void>
}

/**
 * Makes an Orion.
 *
 * @throws OrionError `ORION_OPTION` for a wrong option, naming it and its value; `ORION_STORE` if the
 *   store can't be opened
 * @example
 * const orion = createOrion<Database>({ store: 'app.db' })
 */
export function createOrion<DB>(options: StoreOptions<DB>): Orion<Kysely<DB>, Transaction<DB>>
export function createOrion(options?: StorelessOptions): Orion<undefined, undefined>
export function createOrion<DB>(
  options: StoreOptions<DB> | StorelessOptions = {},
): Orion<Kysely<DB>, Transaction<DB>> | Orion<undefined, undefined> {
  checkOrionOptions(options)
  const { store, reader } = options
  if (store === undefined) return assemble(options, noStore)
  if (typeof store === 'string') return assemble(options, (guard) => openSqlite<DB>(store, guard))
  return assemble(options, () => hostStore(store, reader ?? store))
}

function assemble<R, W>(
  options: OrionOptions,
  openStore: (guard: () => void) => Store<R, W>,
): Orion<R, W> {
  const { onError, timers, heartbeatMs, throttleMs, maxBodyBytes, trustedOrigins } = {
    ...defaults,
    ...options,
  }
  const bus = createLocalBus()

  function report(error: unknown, where: ErrorContext): void {
    try {
      onError(error, where)
    } catch (thrown) {
      defaults.onError(thrown)
    }
  }

  const writer = new Writer(openStore, bus, (error) => report(error, { during: 'after' }))
  const streams = new Streams(timers, heartbeatMs)
  const routes: { readonly size: number }[] = []

  const live = createLive<R>({
    timers,
    streams,
    throttleMs,
    reader: () => writer.reader,
    // Taken here, so that a render runs in nobody's context: not in that of who published.
    outside: AsyncLocalStorage.snapshot(),
    subscribe: bus.subscribe,
    reportRender: (error, topics) => report(error, { during: 'render', topics }),
    register: (route) => void routes.push(route),
  })
  const command = createCommand({
    writer,
    readInput: createReadInput(maxBodyBytes),
    trustedOrigins: new Set(trustedOrigins),
  })

  async function drain({ withinMs = 0 }: { readonly withinMs?: number } = {}): Promise<void> {
    checkOptions('drain', v.strictObject({ withinMs: milliseconds(0) }), { withinMs })
    await streams.drain(withinMs)
    await writer.settle()
  }

  return {
    live,
    command,
    get store() {
      return writer.direct
    },
    write: (fn) => writer.write(fn),
    publish: (...topics) => writer.publish(topics),
    client: serveClient,
    script: clientScript,
    toasts,
    stats: () => ({
      views: routes.reduce((total, { size }) => total + size, 0),
      streams: streams.size,
    }),
    drain,
    async close() {
      await drain()
      await writer.close()
    },
  }
}
