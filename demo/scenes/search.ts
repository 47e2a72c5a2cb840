// Search as you type. What is shown is told by three values: the page reads them of its address, the live
// stream of the signals, and one render serves both.
import { Router } from 'express'
import { connect, field, form, type Html, html } from 'express-orion'
import type { Kysely, Selectable } from 'kysely'
import * as v from 'valibot'
import type { Database, DemoOrion } from '../database.js'
import { Page } from '../page.js'
import type { Scene } from './scene.js'

const kinds = ['garden', 'kitchen', 'office', 'toys', 'workshop'] as const
const pageSize = 10

// Whatever somebody writes into an address, there is a page for it.
const Shown = v.object({
  q: v.fallback(v.pipe(v.string(), v.trim(), v.maxLength(60)), ''),
  kind: v.fallback(v.picklist(['', ...kinds]), ''),
  page: v.fallback(
    v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.integer(), v.minValue(1)),
    1,
  ),
})

type Shown = v.InferOutput<typeof Shown>

const Name = v.pipe(
  v.string('Give it a name'),
  v.trim(),
  v.minLength(1, 'Give it a name'),
  v.maxLength(60, 'Keep it to 60 characters'),
)
const NewThing = v.object({ name: Name, kind: v.picklist(kinds, 'Choose a kind') })
const NewName = v.object({ name: Name })
const Id = v.object({ id: v.pipe(v.string(), v.digits(), v.transform(Number)) })

type Thing = Selectable<Database['things']>

interface Results {
  readonly things: readonly Thing[]
  readonly count: number
  readonly page: number
  readonly pages: number
}

/** Search as you type, with filters and pages, whose state is in the address without script. */
export const searchScene: Scene = {
  name: 'search',
  title: 'Search',
  about: 'Two hundred things, found as you type; what others add or rename moves under your eyes.',
  routes,
}

function routes(orion: DemoOrion): Router {
  const router = Router()
  const { add, rename } = commands(orion)

  const results = orion.live(
    'things',
    async ({ store, signals, base }) => Found(await search(store, signals), signals, base),
    { signals: Shown },
  )

  router.get('/', results, async (req, res) => {
    const shown = v.parse(Shown, req.query)
    const found = await results.render(req, { signals: shown })
    res.type('html').send(Page(orion, 'Search', SearchPage(req.baseUrl, shown, found)).toString())
  })
  router.post('/', add)
  router.post('/:id', rename)
  // Where a form that was sent without script comes back to: the same search.
  router.get('/:id', (req, res) => {
    res.redirect(303, req.baseUrl + new URL(req.originalUrl, 'http://localhost').search)
  })
  return router
}

function commands(orion: DemoOrion) {
  return {
    add: orion.command(
      NewThing,
      async ({ input, store, publish, respond }) => {
        await store.insertInto('things').values(input).execute()
        publish('things')
        respond.reset('thing')
        respond.toast(`Added ${input.name}`, { tone: 'success' })
      },
      { form: 'thing' },
    ),

    rename: orion.command(
      NewName,
      async ({ input, params, store, publish, respond }) => {
        await store.updateTable('things').set(input).where('id', '=', params.id).execute()
        publish('things')
        respond.signals({ _renaming: 0 })
      },
      { params: Id, form: ({ id }) => `rename_${id}` },
    ),
  }
}

async function search(db: Kysely<Database>, { q, kind, page }: Shown): Promise<Results> {
  const matching = db
    .selectFrom('things')
    .$if(kind !== '', (query) => query.where('kind', '=', kind))
    // Not LIKE, in which `%` and `_` stand for anything.
    .$if(q !== '', (query) =>
      query.where(({ eb, fn, val }) =>
        eb(fn<number>('instr', [fn('lower', ['name']), fn('lower', [val(q)])]), '>', 0),
      ),
    )
  const { count } = await matching
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  const pages = Math.max(1, Math.ceil(count / pageSize))
  const shownPage = Math.min(page, pages)
  const things = await matching
    .selectAll()
    .orderBy('name')
    .orderBy('id')
    .limit(pageSize)
    .offset((shownPage - 1) * pageSize)
    .execute()
  return { things, count, page: shownPage, pages }
}

/** What is typed goes into signals, which open the stream anew; Enter puts it into the address. */
function SearchPage(base: string, shown: Shown, found: Html): Html {
  const { q, kind } = shown
  return html`<main data-signals="${shown}" ${connect(base, { signals: ['q', 'kind', 'page'] })}>
  <h1>Search</h1>
  <form class="row search" method="get" action="${base}" role="search" autocomplete="off" data-on:input="$page = 1">
    <div class="field">
      <label for="q">Look for</label>
      <input id="q" type="search" name="q" value="${q}" data-bind="q" maxlength="60" autofocus>
    </div>
    <div class="field">
      <label for="kind">Kind</label>
      <select id="kind" name="kind" data-bind="kind">
        <option value="">All kinds</option>
        ${kinds.map((of) => html`<option ${of === kind && 'selected'}>${of}</option>`)}
      </select>
    </div>
    <button class="primary">Search</button>
  </form>
  ${found}
  ${AddThing(base)}
</main>`
}

function Found({ things, count, page, pages }: Results, shown: Shown, base: string): Html {
  const to = (number: number) => address(base, { ...shown, page: number })
  return html`<section id="found" class="list" aria-labelledby="found-count">
  <div class="bar">
    <p id="found-count" role="status">${count === 1 ? '1 thing' : `${count} things`}</p>
    <nav aria-label="Pages">
      ${page > 1 && html`<a href="${to(page - 1)}" rel="prev">Previous</a>`}
      <span class="hint">Page ${page} of ${pages}</span>
      ${page < pages && html`<a href="${to(page + 1)}" rel="next">Next</a>`}
    </nav>
  </div>
  ${
    things.length > 0
      ? html`<ul class="things">${things.map((thing) => ThingRow(thing, shown, base))}</ul>`
      : html`<p class="empty">Nothing is called that. Shorten it, or look in all kinds.</p>`
  }
</section>`
}

// As in the to-do list, one row at a time is open for renaming.
function ThingRow({ id, name, kind }: Thing, shown: Shown, base: string): Html {
  const f = form(`rename_${id}`, { name })
  return html`<li id="thing-${id}" class="thing">
  <span class="name">${Marked(name, shown.q)}</span>
  <span class="badge">${kind}</span>
  <details class="edit" data-attr:open="$_renaming == ${id}"
    data-on:toggle="$_renaming = el.open ? ${id} : $_renaming == ${id} ? 0 : $_renaming; el.open && el.querySelector('input').focus()">
    <summary aria-label="Rename ${name}">Rename</summary>
    <form method="post" action="${address(`${base}/${id}`, shown)}" ${f}
      data-on:submit="@post('${base}/${id}', {contentType: 'form'})">
      ${field(f, 'name', { label: 'New name', autocomplete: 'off' })}
      <button class="primary">Save</button>
    </form>
  </details>
</li>`
}

function Marked(name: string, q: string): Html {
  const at = name.toLowerCase().indexOf(q.toLowerCase())
  if (q === '' || at < 0) return html`${name}`
  const end = at + q.length
  return html`${name.slice(0, at)}<mark>${name.slice(at, end)}</mark>${name.slice(end)}`
}

function AddThing(base: string): Html {
  const f = form('thing')
  return html`<form class="card row" method="post" action="${base}" ${f}
  data-on:submit="@post('${base}', {contentType: 'form'})">
  ${field(f, 'name', { label: 'Something is missing?', placeholder: 'Green mug', autocomplete: 'off' })}
  ${field(f, 'kind', { label: 'Its kind', type: 'select', options: kinds })}
  <button class="primary">Add</button>
</form>`
}

function address(path: string, { q, kind, page }: Shown): string {
  return `${path}?${new URLSearchParams({ q, kind, page: String(page) })}`
}
