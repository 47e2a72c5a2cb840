// Kysely on the one SQLite connection that writes: who waits for it, and who holds it for several writes.
import {
  type DatabaseConnection,
  Kysely,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type Transaction,
} from 'kysely'
import type { Hold } from './group-commit.js'
import { SqliteConnection, type WritingDatabase } from './sqlite-connection.js'

/**
 * Makes the Kysely of the connection that writes, and the way to hold it for several writes.
 *
 * @param guard runs before anything waits for the connection; throws where that can't end
 */
export function createSqliteWriter<DB>(
  database: WritingDatabase,
  guard: () => void,
): { readonly direct: Kysely<DB>; readonly hold: Hold<Transaction<DB>> } {
  const connection = new SqliteConnection(database)
  const direct = new Kysely<DB>({ dialect: new WriterDialect(database, connection, guard) })
  const hold: Hold<Transaction<DB>> = (fn) =>
    direct.connection().execute(async (held) => {
      try {
        return await fn(connection, (write) => held.transaction().execute(write))
      } finally {
        connection.end()
      }
    })
  return { direct, hold }
}

class WriterDialect extends SqliteDialect {
  #driver: WriterDriver

  constructor(database: WritingDatabase, connection: SqliteConnection, guard: () => void) {
    super({ database })
    this.#driver = new WriterDriver(database, connection, guard)
  }

  override createDriver(): WriterDriver {
    return this.#driver
  }

  override createAdapter(): SqliteAdapter {
    return new WriterAdapter()
  }
}

// The driver has its own queue, behind the guard. Kysely 0.29 would put one in front of it.
class WriterAdapter extends SqliteAdapter {
  get supportsMultipleConnections(): boolean {
    return true
  }
}

class WriterDriver extends SqliteDriver {
  #connection: SqliteConnection
  #guard: () => void
  #free: Promise<void> = Promise.resolve()
  #release = () => {}

  constructor(database: WritingDatabase, connection: SqliteConnection, guard: () => void) {
    super({ database })
    this.#connection = connection
    this.#guard = guard
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    this.#guard()
    const free = this.#free
    let release = () => {}
    this.#free = new Promise((done) => {
      release = done
    })
    await free
    this.#release = release
    return this.#connection
  }

  override async releaseConnection(): Promise<void> {
    this.#release()
  }

  override async beginTransaction(): Promise<void> {
    this.#connection.beginOne()
  }

  override async commitTransaction(): Promise<void> {
    this.#connection.commitOne()
  }

  override async rollbackTransaction(): Promise<void> {
    this.#connection.rollbackOne()
  }
}
