// The one SQLite connection that writes: its statements, the transaction on it, and the savepoints in one
// that several writes share.
import type {
  CompiledQuery,
  DatabaseConnection,
  QueryResult,
  SqliteDatabase,
  SqliteStatement,
} from 'kysely'
import { OrionError, show } from './errors.js'
import type { SharedTransaction } from './group-commit.js'

/** As much of better-sqlite3 as is used. */
export interface WritingDatabase extends SqliteDatabase {
  /** Whether a transaction is open; an error may have ended it. */
  readonly inTransaction: boolean
}

const maxKept = 500

const savepoint = 'orion_write'

// What would end the transaction of all, after any comments; `rollback to` a savepoint does not.
const endsTransaction =
  /^(?:[\s;]|--[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*(?:begin|commit|end|rollback(?!\s+(?:transaction\s+)?to\b)|(?:insert|update)\s+or\s+rollback)\b/i

const defersForeignKeys = /\bdefer_foreign_keys\b/i

// A word can't be written in another way in SQL, so a schema that has either has its word.
const riskySchema = `select exists (
  select 1 from sqlite_schema where sql like '%deferred%' or sql like '%rollback%') as risky`

interface Prepared {
  readonly statement: SqliteStatement
  readonly endsTransaction: boolean
  readonly defersForeignKeys: boolean
}

export class SqliteConnection implements DatabaseConnection, SharedTransaction {
  #database: WritingDatabase
  #kept = new Map<string, Prepared>()
  #streams = new Set<IterableIterator<unknown>>()
  // Nobody shares it; it is shared, and no write is running; one is.
  #state: 'own' | 'between' | 'inside' = 'own'
  #hasSavepoint = false
  #hasDeferred = false
  #schema: { readonly version: unknown; readonly isRisky: boolean } | undefined

  constructor(database: WritingDatabase) {
    this.#database = database
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const statement = this.#checked(sql)
    if (statement.reader) return { rows: statement.all(parameters) as R[] }
    const { changes, lastInsertRowid } = statement.run(parameters)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }

  async *streamQuery<R>({ sql, parameters }: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    this.#checked(sql)
    // Not one that is kept: it is busy while it is read.
    const rows = this.#database.prepare(sql).iterate(parameters)
    this.#streams.add(rows)
    try {
      for (const row of rows) yield { rows: [row as R] }
    } finally {
      this.#streams.delete(rows)
    }
  }

  // A deferred transaction that reads first and writes later fails at once if another process wrote in
  // between, whatever the busy timeout (SQLite, "Isolation"). This one takes the lock when it begins.
  beginOne(): void {
    if (this.#state === 'own') {
      this.#run('begin immediate')
      return
    }
    if (this.#hasSavepoint) this.#run(`release ${savepoint}`)
    this.#run(`savepoint ${savepoint}`)
    this.#hasSavepoint = true
    this.#state = 'inside'
  }

  // A savepoint stays until the next begins, so that the last can still be undone when all commit.
  commitOne(): void {
    this.#closeStreams()
    if (this.#state === 'own') this.#run('commit')
    else this.#state = 'between'
  }

  rollbackOne(): void {
    this.#closeStreams()
    if (this.#state === 'inside') this.#state = 'between'
    // Otherwise an error has rolled it back, and is what is to be told.
    if (this.isOpen) this.#run(this.#state === 'own' ? 'rollback' : `rollback to ${savepoint}`)
  }

  begin(): void {
    this.#run('begin immediate')
    this.#hasSavepoint = false
    this.#hasDeferred = false
    this.#state = 'between'
  }

  get isOpen(): boolean {
    return this.#database.inTransaction
  }

  get isRisky(): boolean {
    const version = this.#value('pragma schema_version')
    if (version !== this.#schema?.version) {
      this.#schema = { version, isRisky: this.#value(riskySchema) === 1 }
    }
    return this.#hasDeferred || this.#schema?.isRisky === true
  }

  undoLast(): void {
    this.#schema = undefined
    this.#run(`rollback to ${savepoint}`)
  }

  commit(): void {
    this.#run('commit')
  }

  /** Rolls back what was begun and not committed: the connection is nobody's again. */
  end(): void {
    this.#state = 'own'
    if (!this.isOpen) return
    this.#schema = undefined
    this.#run('rollback')
  }

  #checked(sql: string): SqliteStatement {
    if (this.#state === 'between') throw late(sql)
    if (this.#state === 'inside' && !this.isOpen) throw rolledBack()
    const { statement, endsTransaction, defersForeignKeys } = this.#prepared(sql)
    if (this.#state === 'inside' && endsTransaction) throw endedByItself(sql)
    if (defersForeignKeys) this.#hasDeferred = true
    return statement
  }

  #closeStreams(): void {
    for (const rows of this.#streams) rows.return?.()
    this.#streams.clear()
  }

  #run(sql: string): void {
    this.#prepared(sql).statement.run([])
  }

  #value(sql: string): unknown {
    const [row] = this.#prepared(sql).statement.all([])
    return Object.values(row as object)[0]
  }

  #prepared(sql: string): Prepared {
    const kept = this.#kept.get(sql)
    if (kept !== undefined) return kept
    const prepared = {
      statement: this.#database.prepare(sql),
      endsTransaction: endsTransaction.test(sql) || sql.toLowerCase().includes(savepoint),
      defersForeignKeys: defersForeignKeys.test(sql),
    }
    if (this.#kept.size >= maxKept) this.#kept.clear()
    this.#kept.set(sql, prepared)
    return prepared
  }
}

function rolledBack(): OrionError {
  const todo = 'throw that error on, or do without what raised it'
  return new OrionError('ORION_ROLLED_BACK', `an error has rolled back this write; ${todo}`)
}

function late(sql: string): OrionError {
  const what = `a write was over when it ran ${show(sql)}`
  return new OrionError('ORION_TRANSACTION', `${what}; await what it does`)
}

function endedByItself(sql: string): OrionError {
  const what = `a write ran ${show(sql)}, which could end its transaction`
  return new OrionError('ORION_TRANSACTION', `${what}; throw to roll back, return to commit`)
}
