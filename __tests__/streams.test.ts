import express from 'express'
import request from 'supertest'
import { createOrion, html } from '../lib/index.js'
import { createManualTimers, openLive } from '../lib/testing.js'
import { answerErrors, eventually, listen, stop } from './support/app.js'

async function openStreams(count: number, options: Parameters<typeof createOrion>[0] = {}) {
  const orion = createOrion(options)
  const app = express()
  app.get(
    '/x',
    orion.live('x', () => html`<p id="x"></p>`),
  )
  app.use(answerErrors)
  const { server, origin } = await listen(app)
  const streams = []
  for (let i = 0; i < count; i++) streams.push(await openLive(origin, '/x'))
  return { orion, server, origin, streams }
}

test('one timer beats for all streams, and none is left when the last one is gone', async () => {
  const timers = createManualTimers()
  const { orion, server, streams } = await openStreams(3, { timers })
  expect(timers.waiting).toBe(1)
  timers.advance(15_000)
  expect(timers.waiting).toBe(1)
  for (const stream of streams) await stream.close()
  await eventually(() => orion.stats().streams === 0, 'the streams are gone')
  expect(timers.waiting).toBe(0)
  await stop(server)
  await orion.close()
})

test('heartbeatMs null switches heartbeats off', async () => {
  const timers = createManualTimers()
  const { orion, server } = await openStreams(1, { timers, heartbeatMs: null })
  expect(timers.waiting).toBe(0)
  await stop(server)
  await orion.close()
})

test('drain breaks the streams, spread over the time given, and lets no new one in', async () => {
  const timers = createManualTimers()
  const { orion, server, origin } = await openStreams(4, { timers, heartbeatMs: null })
  const drained = orion.drain({ withinMs: 1000 })
  for (const left of [3, 2, 1, 0]) {
    await eventually(() => orion.stats().streams === left, `${left} streams are left`)
    const { body } = await request(origin).get('/x').set('Accept', 'text/event-stream').expect(503)
    expect(body.code).toBe('ORION_CLOSED')
    timers.advance(250)
  }
  await drained
  await stop(server)
  await orion.close()
})

test('a drained stream looks broken, not finished, so that every client comes back', async () => {
  const { orion, server, origin } = await openStreams(0)
  const response = await fetch(`${origin}/x`, { headers: { accept: 'text/event-stream' } })
  await orion.drain()
  await expect(response.text()).rejects.toThrow()
  await stop(server)
  await orion.close()
})

test('with streams open, a server stops within a second of close()', async () => {
  const { orion, server } = await openStreams(5)
  const began = Date.now()
  const closed = new Promise((done) => server.close(done))
  await orion.close()
  await closed
  expect(Date.now() - began).toBeLessThan(1000)
})

/** Streams of viewers that say who they are in a header. */
async function openViewers(options: Parameters<typeof createOrion>[0] = {}) {
  const orion = createOrion(options)
  const user = orion.as((req) => {
    const [id = '', role = ''] = req.get('x-user')?.split(' ') ?? []
    return { id, role, teams: ['red'] }
  })
  const routes = {
    x: user.live('x', () => html`<p id="x"></p>`),
    y: user.live('y', () => html`<p id="y"></p>`),
  }
  const app = express().get('/x', routes.x).get('/y', routes.y).use(answerErrors)
  const { server, origin } = await listen(app)
  const openAs = (who: string, path = '/x') =>
    openLive(origin, path, { headers: { 'x-user': who } })
  const close = async () => {
    await orion.close()
    await stop(server)
  }
  return { orion, routes, origin, openAs, close }
}

test('disconnect ends the streams whose viewer has these members, and no others', async () => {
  const { orion, routes, openAs, close } = await openViewers()
  const open = [
    await openAs('ada admin'),
    await openAs('ada admin', '/y'),
    await openAs('bob admin'),
    await openAs('eve member'),
  ]
  const ended = async (index: number) =>
    expect(open[index]?.next()).rejects.toThrow('the stream ended')
  orion.disconnect({ viewer: { id: 'ada' }, route: routes.y })
  await ended(1)
  expect(orion.stats().streams).toBe(3)
  orion.disconnect({ viewer: { role: 'admin', teams: ['red'] } })
  await ended(0)
  await ended(2)
  expect(orion.stats().streams).toBe(1)
  orion.disconnect({ viewer: { id: 'nobody' } })
  orion.disconnect({ route: routes.y })
  expect(orion.stats().streams).toBe(1)
  orion.disconnect({ route: routes.x })
  await ended(3)
  await close()
})

test.each([
  [{}],
  [undefined],
  [null],
  [{ viewer: {} }],
  [{ viewer: undefined }],
  [{ viewer: null }],
  [{ viewer: { id: undefined } }],
  [{ viewer: { id: undefined }, route: () => undefined }],
  [{ route: '/x' }],
  [{ user: { id: 1 } }],
])('disconnect(%j) could end the streams of anybody, and is refused', async (match) => {
  const { orion, openAs, close } = await openViewers()
  await openAs('ada admin')
  expect(() => orion.disconnect(match as never)).toThrow(
    expect.objectContaining({
      code: 'ORION_OPTION',
      message: expect.stringMatching(/^orion: disconnect got .*; give \{ viewer: \{ id \} \}/s),
    }),
  )
  expect(orion.stats().streams).toBe(1)
  await close()
})

test('a viewer has so many streams and no more; others still get theirs', async () => {
  const { orion, origin, openAs, close } = await openViewers({ limits: { streamsPerViewer: 2 } })
  const first = await openAs('ada admin')
  await openAs('ada admin', '/y')
  const { body } = await request(origin)
    .get('/x')
    .set({ Accept: 'text/event-stream', 'x-user': 'ada admin' })
    .expect(429)
  expect(body.code).toBe('ORION_TOO_MANY_STREAMS')
  await openAs('bob admin')
  await first.close()
  await eventually(() => orion.stats().streams === 2, 'the stream is gone')
  await openAs('ada admin')
  await close()
})

test('streams that are asked for at once keep to the limit as well', async () => {
  const { orion, openAs, close } = await openViewers({ limits: { streams: 3 } })
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, (_, user) => openAs(`user${user} member`)),
  )
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  for (const result of results) {
    if (result.status === 'rejected')
      expect(String(result.reason)).toMatch(/503.*3 streams are open/)
  }
  expect(orion.stats()).toMatchObject({ streams: 3, views: 3 })
  await close()
})

describe('a client that names its tab', () => {
  /** Opens a stream as a tab would, and gives its text once it has ended. */
  async function openTab(origin: string, tab: string, path = '/x') {
    const headers = { accept: 'text/event-stream', 'orion-tab': tab }
    const response = await fetch(origin + path, { headers })
    expect(response.status).toBe(200)
    return response
  }

  test('has one stream of a URL: the older is told to stop, and ends', async () => {
    const { orion, server, origin } = await openStreams(0)
    const older = await openTab(origin, 'a')
    const others = [await openTab(origin, 'b'), await openTab(origin, 'a', '/x?other')]
    await openTab(origin, 'a')
    expect(await older.text()).toMatch(/event: orion-stop\ndata:\n\n$/)
    await eventually(() => orion.stats().streams === 3, 'the others are open')
    for (const response of others) await response.body?.cancel()
    await stop(server)
    await orion.close()
  })

  test.each(['', 'x'.repeat(65), 'a b', 'a;b'])('%j names none', async (tab) => {
    const { orion, server, origin } = await openStreams(0)
    await openTab(origin, tab)
    await openTab(origin, tab)
    expect(orion.stats().streams).toBe(2)
    await stop(server)
    await orion.close()
  })

  test('finds room for a newer stream in place of the older, whatever the limit', async () => {
    const { orion, server, origin } = await openStreams(0, { limits: { streams: 1 } })
    await openTab(origin, 'a')
    await openTab(origin, 'a')
    await eventually(() => orion.stats().streams === 1, 'the older is gone')
    await request(origin).get('/x').set('Accept', 'text/event-stream').expect(503)
    await stop(server)
    await orion.close()
  })
})

test('a stream says how often it beats, unless it never does', async () => {
  for (const [heartbeatMs, told] of [
    [250, '250'],
    [null, null],
  ] as const) {
    const { orion, server, origin } = await openStreams(0, { heartbeatMs })
    for (const method of ['GET', 'HEAD']) {
      const response = await fetch(`${origin}/x`, {
        method,
        headers: { accept: 'text/event-stream' },
      })
      expect(response.headers.get('orion-heartbeat')).toBe(told)
      await response.body?.cancel()
    }
    await stop(server)
    await orion.close()
  }
})
