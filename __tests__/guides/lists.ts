import express from 'express'
import { connect, createOrion, type Html, html } from 'express-orion'
import type { Generated, Kysely, Selectable } from 'kysely'
import * as v from 'valibot'

interface Database {
  books: { id: Generated<number>; title: string; author: string }
}

const orion = createOrion<Database>({ store: 'books.db' })
await orion.store.schema
  .createTable('books')
  .ifNotExists()
  .addColumn('id', 'integer', (id) => id.primaryKey())
  .addColumn('title', 'text')
  .addColumn('author', 'text')
  .execute()

const app = express().use(orion.client())

const Text = v.fallback(v.pipe(v.string(), v.trim(), v.maxLength(60)), '')
const Whole = v.pipe(v.unknown(), v.transform(Number), v.safeInteger(), v.minValue(1))
const Sort = v.fallback(v.picklist(['title', 'author']), 'title')
const Shown = v.object({ q: Text, sort: Sort, page: v.fallback(Whole, 1) })
const perPage = 20

function matching(store: Kysely<Database>, q: string) {
  return store.selectFrom('books').where('title', 'like', `%${q}%`)
}

const books = orion.live(
  'books',
  async ({ store, query: { q, sort, page } }) => {
    const { count } = await matching(store, q)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    const last = Math.max(1, Math.ceil(count / perPage))
    const at = Math.min(page, last)
    const sorted = matching(store, q).selectAll().orderBy(sort).orderBy('id')
    const skipped = (at - 1) * perPage
    const rows = await sorted.limit(perPage).offset(skipped).execute()
    const to = (page: number) => `/books?${new URLSearchParams({ q, sort, page: `${page}` })}`
    return html`<section id="books">
      <ul>${rows.map(Row)}</ul>
      ${at > 1 && html`<a href="${to(at - 1)}">Back</a>`} Page ${at} of ${last}
      ${at < last && html`<a href="${to(at + 1)}">Next</a>`}
    </section>`
  },
  { query: Shown },
)

function Row({ id, title, author }: Selectable<Database['books']>): Html {
  return html`<li id="book-${id}"><details><summary>${title}</summary>${author}</details></li>`
}

app.get('/books', books, async (req, res) => {
  const list = await books.render(req)
  const { q, sort } = v.parse(Shown, req.query)
  const form = html`<form method="get" action="/books">
    <input type="search" name="q" value="${q}" aria-label="Title">
    <label><input type="checkbox" name="sort" value="author" ${sort === 'author' && 'checked'}>
      By author</label>
    <button>Find</button>
  </form>`
  res.send(Page(html`<main ${connect(req.originalUrl)}>${form} ${list}</main>`))
})

function Page(main: Html): string {
  return `${html`<!doctype html><html lang="en"><title>Books</title>${orion.script()}${main}</html>`}`
}

app.get('/stats', (_req, res) => {
  res.json(orion.stats())
})

const Found = v.object({ q: Text, show: v.fallback(v.pipe(Whole, v.maxValue(500)), perPage) })

const search = orion.live(
  'books',
  async ({ store, signals: { q, show } }) => {
    const sorted = matching(store, q).selectAll().orderBy('title').orderBy('id')
    const rows = await sorted.limit(show + 1).execute()
    const next = show + perPage
    const more = html`<p id="more" data-on-intersect="$show = ${next}">
      <a href="/search?${new URLSearchParams({ q, show: `${next}` })}">More</a></p>`
    return html`<section id="found">
      <ul>${rows.slice(0, show).map(Row)}</ul> ${rows.length > show && more}
    </section>`
  },
  { signals: Found },
)

app.get('/search', search, async (req, res) => {
  const start = v.parse(Found, req.query)
  const stream = connect('/search', { signals: ['q', 'show'] })
  const form = html`<form method="get" action="/search">
    <input type="search" name="q" value="${start.q}" aria-label="Title"
      data-on:input__debounce.200ms="$q = el.value; $show = ${perPage}">
  </form>`
  const list = await search.render(req, { signals: start })
  res.send(Page(html`<main data-signals="${start}" ${stream}>${form} ${list}</main>`))
})

const newest = orion.live(
  'books',
  async ({ store, query: { before } }) => {
    const older = store.selectFrom('books').selectAll().where('id', '<', before)
    const rows = await older.orderBy('id', 'desc').limit(perPage).execute()
    const last = rows[perPage - 1]
    return html`<section id="newest">
      <ul>${rows.map(Row)}</ul> ${last && html`<a href="/newest?before=${last.id}">Older</a>`}
    </section>`
  },
  { query: v.object({ before: v.fallback(Whole, Number.MAX_SAFE_INTEGER) }) },
)

app.get('/newest', newest, async (req, res) => {
  res.send(Page(html`<main ${connect(req.originalUrl)}>${await newest.render(req)}</main>`))
})

const Book = v.object({ title: v.pipe(v.string(), v.nonEmpty()), author: v.string() })
app.post(
  '/books',
  orion.command(Book, async ({ input, store, publish }) => {
    await store.insertInto('books').values(input).execute()
    publish('books')
  }),
)
app.listen(3000)
