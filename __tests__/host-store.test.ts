// Data layers of a host's that need no service: Knex on SQLite, and a Map in memory.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import knexOf, { type Knex } from 'knex'
import { createOrion, type Store } from '../lib/index.js'
import { describeStore } from './support/store-cases.js'

const folder = mkdtempSync(join(tmpdir(), 'orion-knex-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

describeStore<Knex, Knex.Transaction>('Knex', async () => {
  const open = (): Knex =>
    knexOf({
      client: 'better-sqlite3',
      connection: { filename: join(folder, `${files}.db`) },
      useNullAsDefault: true,
    })
  files++
  // A pool of one, as Knex has it for SQLite, would make reads wait for the transaction.
  const [writer, reader] = [open(), open()]
  await writer.raw('pragma journal_mode = wal')
  await writer.schema.createTable('notes', (table) => {
    table.increments('id')
    table.text('text')
  })
  let closed = 0
  return {
    store: {
      reader,
      write: (fn) => writer.transaction(fn),
      async close() {
        closed++
        await Promise.all([writer.destroy(), reader.destroy()])
      },
    },
    insert: (tx, text) => tx('notes').insert({ text }),
    texts: (from) => from('notes').orderBy('id').pluck('text'),
    isClosed: () => closed === 1,
    remove: async () => undefined,
  }
})

type Notes = ReadonlyMap<number, string>

/** Copies on write: a transaction works on a copy, which takes the place of the notes when it commits. */
class MemoryStore implements Store<() => Notes, Map<number, string>> {
  #notes: Notes = new Map()
  #last: Promise<unknown> = Promise.resolve()
  closed = 0

  readonly reader = () => this.#notes

  write<T>(fn: (tx: Map<number, string>) => Promise<T>): Promise<T> {
    const run = async () => {
      const copy = new Map(this.#notes)
      const result = await fn(copy)
      this.#notes = copy
      return result
    }
    const running = this.#last.then(run)
    this.#last = running.catch(() => undefined)
    return running
  }

  async close(): Promise<void> {
    this.closed++
  }
}

describeStore<() => Notes, Map<number, string>>('a Map in memory', async () => {
  const store = new MemoryStore()
  return {
    store,
    insert: async (tx, text) => tx.set(tx.size, text),
    texts: async (from) => [...(typeof from === 'function' ? from() : from).values()],
    isClosed: () => store.closed === 1,
    remove: async () => undefined,
  }
})

test('what is no store is an error when createOrion is called', () => {
  const whole = { reader: {}, write: () => undefined, close: () => undefined }
  for (const missing of ['reader', 'write', 'close'] as const) {
    const { [missing]: _left, ...store } = whole
    expect(() => createOrion({ store } as never)).toThrow(
      expect.objectContaining({
        code: 'ORION_OPTION',
        message: expect.stringContaining('a store with reader, write and close'),
      }),
    )
  }
})

test('what a store throws comes through', async () => {
  const orion = createOrion({
    store: {
      reader: null,
      write: () => Promise.reject(new Error('the database is away')),
      close: async () => undefined,
    },
  })
  await expect(orion.write(() => undefined)).rejects.toThrow('the database is away')
  await orion.close()
})
