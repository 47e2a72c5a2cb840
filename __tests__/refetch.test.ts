import express from 'express'
import request from 'supertest'
import { createOrion } from '../lib/index.js'
import { openLive } from '../lib/testing.js'
import { answerErrors } from './support/app.js'
import { elementOf } from './support/markup.js'

test('without a render the page answers as before, and each wake is a frame that tells the client to fetch it', async () => {
  const orion = createOrion({ throttleMs: 0 })
  const state = { hits: 0 }
  const app = express()
  app.get('/old', orion.live('news'), (_req, res) => void res.send(`old page ${++state.hits}`))
  await request(app).get('/old').expect(200, 'old page 1')
  const stream = await openLive(app, '/old')
  const first = stream.frame
  expect(elementOf(first).attributes['data-init']).toMatch(
    /^@get\('#', \{headers: \{Accept: 'text\/html'\}/,
  )
  orion.publish('news')
  const second = await stream.next()
  expect(second).not.toBe(first)
  expect(state.hits).toBe(1)
  await stream.close()
  await orion.close()
})

test('its topics may be a function of the params, and its viewer is asked', async () => {
  const orion = createOrion({ throttleMs: 0 })
  const user = orion.as((req) => req.get('x-user'))
  const app = express()
  app.get(
    '/old/:id',
    user.live(({ params, viewer }) => `${params.id} of ${viewer}`),
  )
  app.use(answerErrors)
  await request(app).get('/old/7').set('Accept', 'text/event-stream').expect(403)
  const stream = await openLive(app, '/old/7', { headers: { 'x-user': 'ada' } })
  orion.publish('7 of ada')
  await stream.next()
  await stream.close()
  await orion.close()
})
