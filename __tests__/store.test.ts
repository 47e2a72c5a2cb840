import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Kysely, SqliteDialect, sql } from 'kysely'
import { createOrion, type OrionError } from '../lib/index.js'

interface Tables {
  notes: { text: string }
}

const folder = mkdtempSync(join(tmpdir(), 'orion-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

const createNotes = (db: Kysely<Tables>) =>
  db.schema.createTable('notes').addColumn('text', 'text').execute()

test('a SQLite file gets WAL, foreign keys and a busy timeout, and a reader that only reads', async () => {
  const file = join(folder, 'app.db')
  const orion = createOrion<Tables>({ store: file })
  const pragma = async (name: string) =>
    Object.values((await sql.raw(`pragma ${name}`).execute(orion.store)).rows[0] ?? {})[0]
  expect(await pragma('journal_mode')).toBe('wal')
  expect(await pragma('foreign_keys')).toBe(1)
  expect(await pragma('busy_timeout')).toBe(5000)
  await createNotes(orion.store)
  await orion.close()
  expect(existsSync(file)).toBe(true)
})

test("':memory:' is a temporary file that is removed on close", async () => {
  const ours = () => readdirSync(tmpdir()).filter((name) => /^orion-(?!test-)/.test(name))
  const before = ours()
  const orion = createOrion<Tables>({ store: ':memory:' })
  const [made, ...others] = ours().filter((name) => !before.includes(name))
  expect(others).toEqual([])
  await createNotes(orion.store)
  await orion.close()
  expect(ours()).not.toContain(made)
})

test('a file that can not be opened is an error when createOrion is called, naming the path', () => {
  const file = join(folder, 'missing', 'app.db')
  expect(() => createOrion({ store: file })).toThrow(
    expect.objectContaining<Partial<OrionError>>({
      code: 'ORION_STORE',
      message: expect.stringContaining(file),
    }),
  )
})

test("a host's Kysely is used as it is, read through its reader, and left open", async () => {
  const file = join(folder, 'host.db')
  const database = new Database(file)
  const open = (readonly: boolean) =>
    new Kysely<Tables>({
      dialect: new SqliteDialect({ database: new Database(file, { readonly }) }),
    })
  database.close()
  const store = open(false)
  await createNotes(store)
  const reader = open(true)
  const orion = createOrion({ store, reader })
  expect(orion.store).toBe(store)
  await orion.write(({ store: tx }) => tx.insertInto('notes').values({ text: 'a' }).execute())
  await orion.close()
  expect(await store.selectFrom('notes').selectAll().execute()).toEqual([{ text: 'a' }])
  await store.destroy()
  await reader.destroy()
})

test('a write of another process between a read and a write waits, instead of failing', async () => {
  const file = join(folder, 'busy.db')
  const one = createOrion<Tables>({ store: file })
  await createNotes(one.store)
  const two = createOrion<Tables>({ store: file })
  const copy = (orion: typeof one) =>
    orion.write(async ({ store }) => {
      const rows = await store.selectFrom('notes').selectAll().execute()
      await store
        .insertInto('notes')
        .values({ text: `${rows.length}` })
        .execute()
    })
  await copy(one)
  await copy(two)
  await copy(one)
  const rows = await two.store.selectFrom('notes').selectAll().execute()
  expect(rows.map(({ text }) => text)).toEqual(['0', '1', '2'])
  await one.close()
  await two.close()
})

test('without a store, store is undefined everywhere', async () => {
  const orion = createOrion()
  expect(orion.store).toBeUndefined()
  expect(await orion.write(({ store }) => store)).toBeUndefined()
  await orion.close()
})
