// Pages of another origin, which cors() lets read what is answered here.
import cors from 'cors'
import request from 'supertest'
import { openLive } from '../../lib/testing.js'
import { openLoop } from '../support/loop-app.js'

const other = 'https://shop.example'
const fromOther = { Origin: other, 'Sec-Fetch-Site': 'cross-site' }

test('its headers are on streams, and what it varies by stands beside Accept', async () => {
  const app = await openLoop({ inFront: [cors({ origin: [other], credentials: true })] })
  const { headers } = await request(app.origin)
    .head('/')
    .set({ Accept: 'text/event-stream', ...fromOther })
    .expect(200)
  expect(headers['access-control-allow-origin']).toBe(other)
  expect(headers['access-control-allow-credentials']).toBe('true')
  expect(headers.vary).toBe('Origin, Accept, Accept-Encoding')
  const stream = await openLive(app.origin, '/', { headers: fromOther })
  expect(stream.frame).toBe('<ul id="list"></ul>')
  await stream.close()
  await app.close()
})

test('that an origin may read does not let it write: trustedOrigins does', async () => {
  const inFront = [cors({ origin: [other] })]
  const wary = await openLoop({ inFront })
  const write = (origin: string) =>
    request(origin).post('/').set(fromOther).send({ text: 'from the shop' })
  const { body, headers } = await write(wary.origin).expect(403)
  expect(body.code).toBe('ORION_CROSS_SITE')
  // So that the other page can read why.
  expect(headers['access-control-allow-origin']).toBe(other)
  const trusting = await openLoop({ inFront, trustedOrigins: [other] })
  await write(trusting.origin).expect(200).expect('Access-Control-Allow-Origin', other)
  await wary.close()
  await trusting.close()
})

test('a preflight is answered by cors() alone', async () => {
  const app = await openLoop({ inFront: [cors({ origin: [other] })] })
  await request(app.origin)
    .options('/')
    .set({ ...fromOther, 'Access-Control-Request-Method': 'POST' })
    .expect(204)
    .expect('Access-Control-Allow-Origin', other)
  expect(app.texts).toEqual([])
  await app.close()
})
