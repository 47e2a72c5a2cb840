// createOrion: makes one Orion, which owns all its state - a store, a bus, streams - and hands it to the
// factories. Two in one process do not know each other.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Kysely, Transaction } from 'kysely'
import * as v from 'valibot'
import { createLocalBus } from './bus.js'
import { createClientAsset } from './client-asset.js'
import { createCommand } from './command.js'
import { Hints, isDevelopment } from './hints.js'
import { createReadInput } from './input.js'
import { createLive } from './live.js'
import type { LiveParts } from './open-stream.js'
import { checkOptions, functionOf, milliseconds } from './options.js'
import type { Orion } from './orion.js'
import {
  checkOrionOptions,
  defaultLimits,
  defaults,
  type ErrorContext,
  type HostStoreOptions,
  isStore,
  type OrionOptions,
  type StorelessOptions,
  type StoreOptions,
} from './orion-options.js'
import { Parts } from './parts.js'
import { createPublishes } from './publishes.js'
import { Renders } from './renders.js'
import { createSameOrigin } from './same-origin.js'
import {
  hostKysely,
  hostStore,
  noStore,
  type Opening,
  type OpenStore,
  openSqlite,
} from './store.js'
import { Streams } from './streams.js'
import { toasts } from './toasts.js'
import { someTopicsArgument } from './topics.js'
import { createAsking, nobodyAsked } from './viewer.js'
import { Views } from './views.js'
import { DeltaEncoder } from './wire/delta-frame.js'
import { Writer } from './writer.js'

/**
 * Makes an Orion.
 *
 * @throws OrionError `ORION_OPTION` for a wrong option, naming it and its value; `ORION_STORE` if the
 *   store can't be opened
 * @example
 * const orion = createOrion<Database>({ store: 'app.db' })
 */
export function createOrion<DB>(options: StoreOptions<DB>): Orion<Kysely<DB>, Transaction<DB>>
export function createOrion<R, W>(options: HostStoreOptions<R, W>): Orion<R, W>
export function createOrion(options?: StorelessOptions): Orion<undefined, undefined>
export function createOrion<DB, R, W>(
  options: StoreOptions<DB> | HostStoreOptions<R, W> | StorelessOptions = {},
): Orion<Kysely<DB>, Transaction<DB>> | Orion<R, W> | Orion<undefined, undefined> {
  checkOrionOptions(options)
  const { store, reader } = options
  if (store === undefined) return assemble(options, noStore)
  if (typeof store === 'string')
    return assemble(options, (opening) => openSqlite<DB>(store, opening))
  if (isStore(store)) return assemble(options, () => hostStore(store))
  return assemble(options, () => hostKysely(store, reader ?? store))
}

function warn(hint: string): void {
  process.emitWarning(hint, 'OrionHint')
}

function assemble<R, W>(
  options: OrionOptions,
  openStore: (opening: Opening) => OpenStore<R, W>,
): Orion<R, W> {
  const {
    onError,
    timers,
    heartbeatMs,
    throttleMs,
    recheckMs,
    maxBodyBytes,
    trustedOrigins,
    prefix,
  } = {
    ...defaults,
    ...options,
  }
  const hints = isDevelopment() ? new Hints(warn) : undefined
  const bus = hints ? hints.noting(createLocalBus()) : createLocalBus()
  const client = createClientAsset(prefix, { hostVersion: options.version, hints })

  function report(error: unknown, where: ErrorContext): void {
    try {
      onError(error, where)
    } catch (thrown) {
      defaults.onError(thrown)
    }
  }

  const writer = new Writer(
    (guard) => openStore({ guard, timers }),
    bus,
    (error) => report(error, { during: 'after' }),
  )
  const limits = { ...defaultLimits, ...options.limits }
  const renders = new Renders(limits, timers)
  const views = new Views({ timers, renders, limits, encoder: new DeltaEncoder() })
  const streams = new Streams({ timers, heartbeatMs, limits })
  const parts = new Parts({ subscribe: bus.subscribe, renders, limit: limits.parts })
  let numbers = 0
  const liveParts: LiveParts<R> = {
    bus,
    views,
    parts,
    streams,
    stallMs: limits.stallMs,
    streamHeaders: { heartbeatMs, version: client.version },
    timers,
    renders,
    throttleMs,
    recheckMs,
    reader: () => writer.reader,
    // Taken here, so that a render runs in nobody's context: not in that of who published.
    outside: AsyncLocalStorage.snapshot(),
    nextNumber: () => numbers++,
    hints,
    reportRender: (error, topics) => report(error, { during: 'render', topics }),
    reportVisit: (error, during) => report(error, { during }),
  }
  const trusted = new Set<string>(trustedOrigins)
  const commandParts = {
    writer,
    readInput: createReadInput(maxBodyBytes),
    trustedOrigins: trusted,
    timers,
  }

  async function drain({ withinMs = 0 }: { readonly withinMs?: number } = {}): Promise<void> {
    checkOptions('drain', v.strictObject({ withinMs: milliseconds(0) }), { withinMs })
    await streams.drain(withinMs)
    await writer.settle()
  }

  return {
    live: createLive(liveParts, nobodyAsked),
    command: createCommand(commandParts, nobodyAsked),
    as(viewer, options = {}) {
      checkOptions('as', v.strictObject({ viewer: functionOf() }), { viewer })
      checkOptions('as', v.strictObject({ recheckMs: v.optional(milliseconds(0)) }), options)
      const asking = createAsking(viewer)
      return {
        live: createLive({ ...liveParts, recheckMs, ...options }, asking),
        command: createCommand(commandParts, asking),
      }
    },
    part(topics, render) {
      const argumentsSchema = v.strictObject({ topics: someTopicsArgument, render: functionOf() })
      checkOptions('part', argumentsSchema, { topics, render })
      const declared = hints?.topics.declared(topics) ?? topics
      return parts.define(declared, async (key) => render({ store: writer.reader, key }))
    },
    disconnect: (match) => streams.disconnect(match),
    get store() {
      return writer.direct
    },
    get reader() {
      return writer.reader
    },
    write: (fn) => writer.write(fn),
    publish: (...topics) => writer.publish(topics),
    publishes: createPublishes((topics) => writer.publish(topics)),
    sameOrigin: createSameOrigin(trusted),
    client: client.serve,
    script: client.script,
    toasts,
    stats: () => ({ views: views.size, streams: streams.size, parts: parts.size }),
    drain,
    async close() {
      await drain()
      await writer.close()
    },
  }
}
