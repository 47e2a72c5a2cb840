// A dashboard: five regions that change at different rates, in one stream and one frame. Each is a part:
// rendered when its own topics are published, taken from the cache whenever something else changes.
import { setTimeout as sleep } from 'node:timers/promises'
import { Router } from 'express'
import { connect, type Html, html, type Part } from 'express-orion'
import type { Kysely } from 'kysely'
import * as v from 'valibot'
import type { Database, DemoOrion } from '../database.js'
import { Page } from '../page.js'
import type { Scene } from './scene.js'

const measureEveryMs = 3000
const reportTakesMs = 1000

const Nothing = v.object({})

export const dashboardScene: Scene = {
  name: 'dashboard',
  title: 'Dashboard',
  about: 'Five regions in one stream, each rendered only when what it shows has changed.',
  routes,
}

function routes(orion: DemoOrion): Router {
  const router = Router()
  const state = { watching: 0, degrees: 20, coffees: 0, renders: 0 }
  const { temperature, watching, todos, coffees, report } = createRegions(orion, state)

  const dashboard = orion.live(
    [],
    async ({ part, base }) => {
      const contents = [temperature, watching, todos, coffees, report].map((region) => part(region))
      return Dashboard(++state.renders, await Promise.all(contents), base)
    },
    // For the clock. The regions are parts, so that this finds them in the cache.
    { everyMs: 1000, onOpen: createWatch(orion, state) },
  )

  router.get('/', dashboard, async (req, res) => {
    const body = html`<main class="wide" ${connect(req.baseUrl)}>
  <h1>Dashboard</h1>
  ${await dashboard.render(req)}
</main>`
    res.type('html').send(Page(orion, 'Dashboard', body).toString())
  })
  router.post(
    '/coffees',
    orion.command(Nothing, ({ publish }) => {
      state.coffees++
      publish('dashboard:coffees')
    }),
  )
  router.post(
    '/report',
    orion.command(Nothing, ({ publish }) => publish('dashboard:report')),
  )
  // Where a form that was sent without script comes back to: a GET of the same URL.
  router.get(['/coffees', '/report'], (req, res) => res.redirect(303, req.baseUrl))
  return router
}

interface State {
  /** How many pages are open. */
  watching: number
  degrees: number
  coffees: number
  /** How often the page itself was rendered, which everyMs asks for. */
  renders: number
}

function createRegions(orion: DemoOrion, state: State) {
  return {
    temperature: region(orion, 'Temperature', 'dashboard:temperature', () =>
      Figure(`${state.degrees.toFixed(1)} \u00b0C`, 'A timer publishes every three seconds.'),
    ),
    watching: region(orion, 'Open pages', 'dashboard:watching', () =>
      Figure(state.watching, 'Published when a page opens or closes.'),
    ),
    // Knows nothing of the page that changes it, save the topic.
    todos: region(orion, 'To do', 'todos', async (store) => {
      const open = store.selectFrom('todos').where('done', '=', 0)
      const { count } = await open
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return Figure(count, html`Published by <a href="/">the to-do list</a>.`)
    }),
    coffees: region(orion, 'Coffees sold', 'dashboard:coffees', () =>
      Figure(state.coffees, 'Published by the button.'),
    ),
    // The frame waits for a part that has changed, this one too; but only then, and for the very first page.
    report: region(orion, 'Slow report', 'dashboard:report', async (store) => {
      await sleep(reportTakesMs)
      const { count } = await store
        .selectFrom('messages')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return Figure(`${count} messages`, 'Takes a second, when the button publishes.')
    }),
  }
}

/** Makes a part that shows how many times it was rendered. */
function region(
  orion: DemoOrion,
  title: string,
  topic: string,
  render: (store: Kysely<Database>) => Html | Promise<Html>,
): Part<undefined> {
  let renders = 0
  return orion.part(topic, async ({ store }) => {
    renders++
    return html`<header><h2>${title}</h2> ${Renders(renders)}</header>
    ${await render(store)}`
  })
}

/** Counts who watches, and measures while somebody does; the undo of the last one stops the timer. */
function createWatch(orion: DemoOrion, state: State) {
  let timer: NodeJS.Timeout | undefined
  const change = (by: 1 | -1) => {
    state.watching += by
    orion.publish('dashboard:watching')
  }
  const measure = () => {
    state.degrees += Math.random() - 0.5
    orion.publish('dashboard:temperature')
  }
  return function watch() {
    change(1)
    timer ??= setInterval(measure, measureEveryMs)
    return () => {
      change(-1)
      if (state.watching > 0) return
      clearInterval(timer)
      timer = undefined
    }
  }
}

function Dashboard(renders: number, regions: readonly Html[], base: string): Html {
  const [temperature, watching, todos, coffees, report] = regions
  return html`<div id="dashboard">
  <p class="lead">The server's clock says <time>${new Date().toISOString().slice(11, 19)}</time>. For it the page is
  rendered every second, ${Renders(renders)} so far; each region only when its own topic is published.</p>
  <div class="regions">
    <section class="card">${temperature}</section>
    <section class="card">${watching}</section>
    <section class="card">${todos}</section>
    <section class="card">${coffees} ${Publish(`${base}/coffees`, 'Sell one')}</section>
    <section class="card">${report} ${Publish(`${base}/report`, 'Count again')}</section>
  </div>
</div>`
}

function Figure(figure: string | number, hint: string | Html): Html {
  return html`<p class="figure">${figure}</p>
    <p class="hint">${hint}</p>`
}

function Renders(renders: number): Html {
  return html`<span class="tag">${renders} ${renders === 1 ? 'render' : 'renders'}</span>`
}

function Publish(path: string, label: string): Html {
  return html`<form class="publish" method="post" action="${path}" data-on:submit="@post('${path}', {contentType: 'form'})">
  <button class="quiet">${label}</button>
</form>`
}
