// The app of docs/lists.md.
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import request from 'supertest'
import { openLive } from '../lib/testing.js'
import { codeOf, runApp } from './support/guide.js'

let app: Awaited<ReturnType<typeof runApp>>

beforeEach(async () => {
  app = await runApp(codeOf('docs/lists.md'), ['express', 'valibot', 'kysely'])
})
afterEach(() => app.stop())

const open = (path: string) => openLive(app.origin, path, { timeoutMs: 5000 })
const add = (title: string, author = 'Ada') =>
  request(app.origin).post('/books').send({ title, author }).expect(204)

/** Fills the catalogue with books that are numbered from 1, as a script would. */
function fill(count: number): void {
  inDatabase((db) => {
    const insert = db.prepare('insert into books (title, author) values (?, ?)')
    for (let i = 1; i <= count; i++) insert.run(`Book ${String(i).padStart(2, '0')}`, `A${99 - i}`)
  })
}

function inDatabase(fn: (db: Sqlite.Database) => void): void {
  const db = new Sqlite(join(app.folder, 'books.db'))
  fn(db)
  db.close()
}

/** The ids of the rows of a frame or a page, in their order. */
const idsOf = (markup: string) =>
  [...markup.matchAll(/id="book-(\d+)"/g)].map(([, id]) => Number(id))
const fromTo = (from: number, to: number) =>
  Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => from + i * Math.sign(to - from))

test('a list is filtered, sorted and paged by its address, and stays live', async () => {
  fill(45)
  const first = await open('/books')
  expect(idsOf(first.frame)).toEqual(fromTo(1, 20))
  expect(first.frame).toContain('Page 1 of 3')
  expect(first.frame).toContain('href="/books?q=&amp;sort=title&amp;page=2"')
  const byAuthor = await open('/books?sort=author')
  expect(idsOf(byAuthor.frame)).toEqual(fromTo(45, 26))
  const filtered = await open('/books?q=Book+4')
  expect(idsOf(filtered.frame)).toEqual(fromTo(40, 45))
  await add('Book 40 and a half')
  expect(idsOf(await filtered.until('half'))).toEqual([40, 46, 41, 42, 43, 44, 45])
  const { text } = await request(app.origin).get('/books?q=Book+4&sort=author').expect(200)
  expect(idsOf(text)[0]).toBe(45)
  expect(text).toContain('name="q" value="Book 4"')
  expect(text).toContain('value="author" checked>')
  await request(app.origin)
    .get('/books?sort=secret')
    .expect(200)
    .expect(/Page 1 of 3/)
  for (const stream of [first, byAuthor, filtered]) await stream.close()
})

test('those whose queries come to the same share a view', async () => {
  const shared = [
    await open('/books'),
    await open('/books?page=1'),
    await open('/books?page=x&utm_source=mail'),
  ]
  await request(app.origin).get('/stats').expect(200, { views: 1, streams: 3, parts: 0 })
  const other = await open('/books?q=Book')
  await request(app.origin).get('/stats').expect(200, { views: 2, streams: 4, parts: 0 })
  for (const stream of [...shared, other]) await stream.close()
})

test('a page past the end is the last one, and those who look on it get there', async () => {
  fill(41)
  const last = await open('/books?page=3')
  expect(idsOf(last.frame)).toEqual([41])
  const beyond = await open('/books?page=1000000000000')
  expect(beyond.frame).toBe(last.frame)
  inDatabase((db) => db.exec('delete from books where id in (1, 41)'))
  await add('Zero')
  expect(idsOf(await last.until('Page 2 of 2'))).toEqual(fromTo(22, 41))
  await last.close()
  await beyond.close()
})

test('a row that comes in moves a page that is counted, and not one that is told by a row', async () => {
  fill(45)
  const counted = await open('/books?page=2')
  const { text } = await request(app.origin).get('/newest').expect(200)
  expect(idsOf(text)).toEqual(fromTo(45, 26))
  const [, older = ''] = /href="(\/newest\?before=\d+)"/.exec(text) ?? []
  const told = await open(older)
  expect(idsOf(told.frame)).toEqual(fromTo(25, 6))
  const top = await open('/newest')
  await add('A first one')
  expect(idsOf(await counted.next())).toEqual(fromTo(20, 39))
  expect(idsOf(await top.next())[0]).toBe(46)
  const again = await open(older)
  expect(idsOf(again.frame)).toEqual(fromTo(25, 6))
  for (const stream of [counted, told, top, again]) await stream.close()
})
