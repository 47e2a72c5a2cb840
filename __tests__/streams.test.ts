import express from 'express'
import request from 'supertest'
import { createOrion, html } from '../lib/index.js'
import { openLive } from '../lib/testing.js'
import { answerErrors, eventually, listen, stop } from './support/app.js'
import { createManualTimers } from './support/manual-timers.js'

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
