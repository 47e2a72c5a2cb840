import { type Kysely, sql } from 'kysely'
import { type Database, openNotes } from './support/app.js'

const rowsOf = async (store: Kysely<Database>) =>
  (await sql.raw('select * from notes').execute(store)).rows

test('a statement that is kept follows the schema', async () => {
  const { orion, add } = await openNotes()
  await add('a')
  expect(await rowsOf(orion.store)).toEqual([{ id: 1, text: 'a' }])
  await sql`alter table notes add column done integer default 0`.execute(orion.store)
  expect(await rowsOf(orion.store)).toEqual([{ id: 1, text: 'a', done: 0 }])
  await orion.write(({ store }) => sql`alter table notes drop column done`.execute(store))
  expect(await rowsOf(orion.store)).toEqual([{ id: 1, text: 'a' }])
  await orion.close()
})

test('a pragma acts each time', async () => {
  const { orion } = await openNotes()
  const set = (ms: number) => sql.raw(`pragma busy_timeout = ${ms}`).execute(orion.store)
  for (const ms of [20, 30, 20]) {
    await set(ms)
    expect((await sql`pragma busy_timeout`.execute(orion.store)).rows).toEqual([{ timeout: ms }])
  }
  await orion.close()
})

test('more statements than are kept run all the same', async () => {
  const { orion } = await openNotes()
  for (let n = 0; n < 1100; n++) {
    const { rows } = await sql.raw(`select ${n % 600} as n`).execute(orion.store)
    expect(rows).toEqual([{ n: n % 600 }])
  }
  await orion.close()
})

test('a stream of rows that a write leaves half read keeps nobody from writing', async () => {
  const { orion, add, texts } = await openNotes()
  await add('a')
  await add('b')
  const seen = await orion.write(async ({ store }) => {
    const rows = store.selectFrom('notes').selectAll().stream()[Symbol.asyncIterator]()
    return (await rows.next()).value
  })
  expect(seen).toEqual({ id: 1, text: 'a' })
  await add('c')
  expect(await texts()).toEqual(['a', 'b', 'c'])
  await orion.close()
})

test('who waits for the connection gets it in the order of asking', async () => {
  const { orion, texts } = await openNotes()
  const { store } = orion
  const insert = (text: string) => store.insertInto('notes').values({ text }).execute()
  await Promise.all(Array.from({ length: 20 }, (_, n) => insert(`${n}`)))
  expect(await texts()).toEqual(Array.from({ length: 20 }, (_, n) => `${n}`))
  await orion.close()
})

test('an error that has rolled back a transaction outside of commands is told as it is', async () => {
  const { orion } = await openNotes()
  await sql`create table strict (a not null on conflict rollback)`.execute(orion.store)
  const writing = orion.store
    .transaction()
    .execute((tx) => sql`insert into strict values (null)`.execute(tx))
  await expect(writing).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_NOTNULL' })
  await orion.close()
})
