// express-rate-limit counts requests: a stream is one, however many frames it brings.
import { rateLimit } from 'express-rate-limit'
import request from 'supertest'
import { openLive } from '../../lib/testing.js'
import { openLoop } from '../support/loop-app.js'

test('a stream counts once, and its headers tell what is left', async () => {
  const app = await openLoop({ inFront: [rateLimit({ limit: 3, standardHeaders: 'draft-6' })] })
  const stream = await openLive(app.origin, '/')
  for (const text of ['one', 'two']) {
    await request(app.origin).post('/').send({ text }).expect(200)
    await stream.until(text)
  }
  await request(app.origin)
    .post('/')
    .send({ text: 'three' })
    .expect(429)
    .expect('RateLimit-Remaining', '0')
  expect(app.texts).toEqual(['one', 'two'])
  await stream.close()
  await app.close()
})

test('a stream that it refuses is a 429 with Retry-After, and none is open', async () => {
  const app = await openLoop({ inFront: [rateLimit({ limit: 1 })] })
  const first = await openLive(app.origin, '/')
  const { headers, text } = await request(app.origin)
    .get('/')
    .set('Accept', 'text/event-stream')
    .expect(429)
  expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  expect(text).toContain('Too many requests')
  expect(app.orion.stats().streams).toBe(1)
  await first.close()
  await app.close()
})

test('behind a proxy that the app trusts, each browser has a count of its own', async () => {
  const settings = { 'trust proxy': 'loopback' }
  const app = await openLoop({ settings, inFront: [rateLimit({ limit: 1 })] })
  const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } })
  const streams = [
    await openLive(app.origin, '/', from('192.0.2.1')),
    await openLive(app.origin, '/', from('192.0.2.2')),
  ]
  await expect(openLive(app.origin, '/', from('192.0.2.1'))).rejects.toThrow('429')
  for (const stream of streams) await stream.close()
  await app.close()
})
