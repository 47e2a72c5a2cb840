// The store: what renders read and what commands write. The only file that opens a database.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type DatabaseFile from 'better-sqlite3'
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  SqliteAdapter,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
  type Transaction,
} from 'kysely'
import { OrionError, show } from './errors.js'
import loadSqlite from './load-sqlite.cjs'

/**
 * A data layer of the host's, such as Prisma, Knex, Mongoose or a driver by hand.
 *
 * @example
 * const store: Store<Knex, Knex.Transaction> = {
 *   reader: knex,
 *   write: (fn) => knex.transaction(fn),
 *   close: () => knex.destroy(),
 * }
 */
export interface Store<R, W> {
  /** What renders read, and what `orion.store` is: it shows the last committed state. */
  readonly reader: R
  /** Runs `fn` in one transaction: committed when its promise resolves, rolled back when it rejects. */
  write<T>(fn: (tx: W) => Promise<T>): Promise<T>
  /** Closes it: `orion.close()` calls this once, after the last write. */
  close(): Promise<void>
}

/** A store that is open, with the way into it outside of commands. */
export interface OpenStore<R, W> extends Store<R, W> {
  /** Reads and writes outside of commands. */
  readonly direct: R
}

const busyTimeoutMs = 5000

/** No store at all: renders and handlers work on what the host closes over. */
export function noStore(): OpenStore<undefined, undefined> {
  return {
    direct: undefined,
    reader: undefined,
    write: (fn) => fn(undefined),
    close: async () => undefined,
  }
}

/** A store of the host's own, which has one way in for all that isn't a command. */
export function hostStore<R, W>(store: Store<R, W>): OpenStore<R, W> {
  return {
    // Asked each time: a host may replace what it reads.
    get direct() {
      return store.reader
    },
    get reader() {
      return store.reader
    },
    write: (fn) => store.write(fn),
    close: () => store.close(),
  }
}

/** A Kysely of the host's, which the host closes. */
export function hostKysely<DB>(
  direct: Kysely<DB>,
  reader: Kysely<DB>,
): OpenStore<Kysely<DB>, Transaction<DB>> {
  return {
    direct,
    reader,
    write: (fn) => direct.transaction().execute(fn),
    close: async () => undefined,
  }
}

/**
 * Opens a SQLite file: one connection that writes, and a second one that only reads, so that a render
 * never waits for a transaction that is itself waiting for something.
 *
 * @param path a file, made if there is none, or `':memory:'` for a temporary one
 * @param guard runs before anything waits for the writing connection; throws where that can't end
 * @throws OrionError `ORION_STORE` if better-sqlite3 is missing or the file can't be opened
 */
export function openSqlite<DB>(
  path: string,
  guard: () => void,
): OpenStore<Kysely<DB>, Transaction<DB>> {
  // A memory database can't be shared by two connections, and would not lock as a file does.
  const temporary = path === ':memory:' ? mkdtempSync(join(tmpdir(), 'orion-')) : undefined
  const file = temporary === undefined ? path : join(temporary, 'store.db')
  const removeTemporary = () => {
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true })
  }
  const { writing, reading } = openFiles(path, file, removeTemporary)
  const direct = new Kysely<DB>({ dialect: new WriterDialect({ database: writing }, guard) })
  const reader = new Kysely<DB>({ dialect: new SqliteDialect({ database: reading }) })
  return {
    direct,
    reader,
    write: (fn) => direct.transaction().execute(fn),
    async close() {
      await Promise.all([direct.destroy(), reader.destroy()])
      // A Kysely that never ran a query never took its database over.
      writing.close()
      reading.close()
      removeTemporary()
    },
  }
}

function openFiles(path: string, file: string, onFailure: () => void) {
  let writing: DatabaseFile.Database | undefined
  try {
    const Database = loadSqlite()
    writing = new Database(file, { timeout: busyTimeoutMs })
    writing.pragma('journal_mode = WAL')
    writing.pragma('foreign_keys = ON')
    return { writing, reading: new Database(file, { readonly: true, timeout: busyTimeoutMs }) }
  } catch (cause) {
    writing?.close()
    onFailure()
    const [why] = (cause instanceof Error ? cause.message : String(cause)).split('\n')
    const what = `can't open the store ${show(path)}: ${why}; ${whatToDo(cause)}`
    throw new OrionError('ORION_STORE', what, { cause })
  }
}

function whatToDo(cause: unknown): string {
  const { code, message } = cause as { code?: unknown; message?: unknown }
  if (code === 'MODULE_NOT_FOUND') {
    return 'run `npm install better-sqlite3`, or give a Kysely of your own'
  }
  // Installed without its build script, or built for another version of Node.
  if (/bindings file|NODE_MODULE_VERSION/.test(String(message))) {
    return 'run `npm rebuild better-sqlite3`, which a project may have to allow in `allowScripts`'
  }
  return 'give the path of a SQLite file whose folder exists and can be written'
}

class WriterDialect extends SqliteDialect {
  #config: SqliteDialectConfig
  #guard: () => void

  constructor(config: SqliteDialectConfig, guard: () => void) {
    super(config)
    this.#config = config
    this.#guard = guard
  }

  override createAdapter(): SqliteAdapter {
    return new WriterAdapter()
  }

  override createDriver(): SqliteDriver {
    return new WriterDriver(this.#config, this.#guard)
  }
}

// From 0.29 on Kysely lets callers of a single connection wait before its driver is asked for it, so the
// guard would come too late. Told that there are several, it leaves the waiting to the driver.
class WriterAdapter extends SqliteAdapter {
  get supportsMultipleConnections(): boolean {
    return true
  }
}

class WriterDriver extends SqliteDriver {
  #guard: () => void
  #taken = false
  #waiting: (() => void)[] = []

  constructor(config: SqliteDialectConfig, guard: () => void) {
    super(config)
    this.#guard = guard
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    this.#guard()
    if (this.#taken) await new Promise<void>((admit) => void this.#waiting.push(admit))
    this.#taken = true
    return super.acquireConnection()
  }

  override async releaseConnection(): Promise<void> {
    await super.releaseConnection()
    const admit = this.#waiting.shift()
    if (admit) admit()
    else this.#taken = false
  }

  // A deferred transaction that reads first and writes later fails at once if another process wrote in
  // between, whatever the busy timeout (SQLite, "Isolation"). This one takes the lock when it begins.
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}
