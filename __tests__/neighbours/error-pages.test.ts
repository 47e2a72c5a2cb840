// An error middleware that renders pages, as most apps have one.
import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import request from 'supertest'
import * as v from 'valibot'
import { createOrion, html, OrionError } from '../../lib/index.js'
import { openLive } from '../../lib/testing.js'
import { eventually, listen, pageOf, stop } from '../support/app.js'

async function openShop() {
  const reported: unknown[] = []
  const orion = createOrion({ throttleMs: 0, onError: (error) => void reported.push(error) })
  const state = { broken: false, open: true }
  const shop = orion.live(
    'shop',
    () => {
      if (state.broken) throw new Error('the database is away')
      return html`<p id="shop">open</p>`
    },
    { params: v.object({ id: v.pipe(v.string(), v.regex(/^\d+$/)) }), authorize: () => state.open },
  )
  const buy = orion.command(v.object({ item: v.string() }), ({ input }) => {
    throw Object.assign(new Error(`${input.item} is gone`), { status: 410 })
  })
  const seen: { code: unknown; headersSent: boolean }[] = []
  const showError: ErrorRequestHandler = (error, _req, res, _next) => {
    const { status = 500, message } = error
    const code = error instanceof OrionError ? error.code : undefined
    seen.push({ code, headersSent: res.headersSent })
    res.status(status)
    res.format({
      html: () => void res.send(`<h1>${status}</h1><p>${message}</p>`),
      json: () => void res.json({ message }),
      default: () => void res.send(message),
    })
  }
  const notFound: RequestHandler = (_req, _res, next) => {
    next(Object.assign(new Error('no such page'), { status: 404 }))
  }
  const app = express()
    .get('/shops/:id', shop, pageOf(shop.render))
    .post('/shops/:id', buy)
    .use(notFound)
    .use(showError)
  const { server, origin } = await listen(app)
  const close = async () => {
    await orion.close()
    await stop(server)
  }
  return { orion, origin, state, seen, reported, close }
}

const html5 = { Accept: 'text/html' }

test('it renders the page for what a live route refuses, on the page and before the first byte of a stream', async () => {
  const { origin, state, seen, close } = await openShop()
  for (const accept of ['text/html', 'text/event-stream']) {
    const get = (path: string) => request(origin).get(path).set('Accept', accept)
    expect((await get('/shops/x').expect(404)).text).toContain('no page has the params')
    state.open = false
    await get('/shops/1').expect(403)
    state.open = true
    state.broken = true
    expect((await get('/shops/1').expect(500)).text).toContain('the database is away')
    state.broken = false
  }
  expect(seen.map(({ code }) => code)).toEqual([
    ...['ORION_PARAMS', 'ORION_FORBIDDEN', undefined],
    ...['ORION_PARAMS', 'ORION_FORBIDDEN', undefined],
  ])
  expect(seen.every(({ headersSent }) => !headersSent)).toBe(true)
  await close()
})

test('it renders the page for what a command throws, in the way of each caller', async () => {
  const { origin, close } = await openShop()
  const post = () => request(origin).post('/shops/1')
  const page = await post().set(html5).type('form').send('item=Tea').expect(410)
  expect(page.text).toBe('<h1>410</h1><p>Tea is gone</p>')
  const json = await post().set('Accept', 'application/json').send({ item: 'Tea' }).expect(410)
  expect(json.body).toEqual({ message: 'Tea is gone' })
  await close()
})

test('it never sees a stream that is open: a render that fails there is reported, and the frame stays', async () => {
  const { orion, origin, state, seen, reported, close } = await openShop()
  const stream = await openLive(origin, '/shops/1')
  state.broken = true
  orion.publish('shop')
  await eventually(() => reported.length > 0, 'the error was reported')
  expect(stream.frame).toBe('<p id="shop">open</p>')
  expect(orion.stats().streams).toBe(1)
  expect(reported).toEqual([expect.objectContaining({ message: 'the database is away' })])
  expect(seen).toEqual([])
  await stream.close()
  await close()
})

test('a path that nothing answers goes on to it', async () => {
  const { origin, close } = await openShop()
  await expect(openLive(origin, '/nothing')).rejects.toThrow('404')
  await close()
})
