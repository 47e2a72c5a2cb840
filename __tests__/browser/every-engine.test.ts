// The client in each engine: a page that is used as people use it, and tells what became of it. The tests of each
// part look into Chromium alone; here the engines must agree.
import { once } from 'node:events'
import express, { type Express, type Response } from 'express'
import * as v from 'valibot'
import { connect, createOrion, html } from '../../lib/index.js'
import { listen, stop } from '../support/app.js'
import { clientOptions, contextOptions, differs } from './bundle.js'
import { describeInBrowser, launchChromium } from './chromium.js'
import { strictPolicy } from './client/harness.js'
import { describeInFirefox, openInFirefox } from './firefox.js'
import { type Seen, useItself } from './use-itself.js'
import { describeInWebKit, launchWebKit } from './webkit.js'

type DefaultOrion = ReturnType<typeof createOrion>

/** Firefox wants an icon of its own accord. */
const policy = `${strictPolicy}; img-src 'self'`

describeInBrowser('the client in Chromium', () => {
  itWorks(async (url) => {
    const browser = await launchChromium()
    const page = await (await browser.newContext(contextOptions)).newPage()
    await page.goto(url)
    return () => browser.close()
  })
})

describeInFirefox('the client in Firefox', () => {
  itWorks(openInFirefox)
})

describeInWebKit('the client in WebKitGTK', () => {
  itWorks(async (url) => {
    const page = await launchWebKit()
    await page.open(url)
    return page.close
  })
})

/** @param openPage opens the page; what it returns closes it */
function itWorks(openPage: (url: string) => Promise<() => Promise<void>>): void {
  const undos: (() => Promise<void>)[] = []

  afterEach(async () => {
    for (const undo of undos.splice(0).reverse()) await undo()
  })

  test('binds, sends, morphs around what people do, and comes back, under the strict policy', async () => {
    differs('the page is not told that its stream is open')
    const orion = createOrion({ throttleMs: 0 })
    undos.push(() => orion.close())
    const app = express()
    mount(app, orion)
    const told = once(app, 'seen')
    const { origin, server } = await listen(app)
    undos.push(() => stop(server))
    undos.push(await openPage(origin))
    const [seen] = await told
    expect(orion.stats().streams).toBe(1)
    const expected: Seen = {
      bound: 'Hello Ada',
      hidden: 'none',
      focused: ['note-a', 'typed', 1, 3],
      isOpen: true,
      selected: 'a',
      orders: ['a0 b0 c0', 'c1 b1 a1', 'a2 b2 c2', 'a3 b3 c3'],
      complaints: [],
    }
    expect(seen).toEqual(expected)
  })
}

/** Puts the page into an app, which tells by an event what the page has seen. */
function mount(app: Express, orion: DefaultOrion): void {
  const rows = ['a', 'b', 'c']
  const streams = new Set<Response>()
  let count = 0
  const live = orion.live(
    'rows',
    () =>
      html`<ul id="rows">${rows.map(
        (id) => html`<li id="${id}"><b>${id}${count}</b> <input id="note-${id}"></li>`,
      )}</ul><details id="more"><summary id="summary">more</summary>${count}</details>`,
  )

  app.use((_req, res, next) => {
    res.set('Content-Security-Policy', policy)
    next()
  })
  app.use(orion.client(clientOptions))
  app.get('/favicon.ico', (_req, res) => void res.sendStatus(204))
  app.get('/use-itself.js', (_req, res) => void res.type('js').send(`(${useItself})()`))
  app.get(
    '/rows',
    (_req, res, next) => {
      streams.add(res)
      res.on('close', () => streams.delete(res))
      next()
    },
    live,
  )
  app.post(
    '/turn',
    orion.command(v.object({ name: v.literal('Ada') }), ({ publish }) => {
      rows.reverse()
      count++
      publish('rows')
    }),
  )
  app.post('/cut', (_req, res) => {
    for (const stream of streams) stream.destroy()
    count++
    orion.publish('rows')
    res.sendStatus(204)
  })
  app.post('/seen', express.json(), ({ body }, res) => {
    app.emit('seen', body)
    res.sendStatus(204)
  })
  app.get('/', async (req, res) => {
    const body = html`<main data-signals:name="'Ad'">
      <input id="name" data-bind="name"><p id="bound" data-text="'Hello ' + $name"></p>
      <p id="hidden" data-show="$name === 'Ad'">short</p>
      <button id="turn" data-on:click="@post('/turn')">turn</button>
      <div ${connect('/rows')}>${await live.render(req)}</div></main>`
    res.send(
      `${html`<!doctype html><title>used</title><script type="module" src="/use-itself.js"></script>${orion.script()}${body}`}`,
    )
  })
}
