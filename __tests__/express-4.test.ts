// Express 4 differs in two ways that a kit feels: it doesn't catch rejected promises, and its parsers
// leave `{}` for a body that they did not read.
import type { Express, RequestHandler } from 'express'
// @ts-expect-error the alias has no types; they are those of Express 5, near enough
import express4 from 'express-4'
import request from 'supertest'
import * as v from 'valibot'
import { createOrion, html } from '../lib/index.js'
import { openLive } from '../lib/testing.js'
import { answerErrors } from './support/app.js'

const express: (() => Express) & { json(): RequestHandler } = express4

function openApp() {
  const orion = createOrion()
  const texts: string[] = []
  const app = express()
  app.use(express.json())
  const list = orion.live(
    'texts',
    () => html`<ul id="list">${texts.map((t) => html`<li>${t}</li>`)}</ul>`,
  )
  app.get('/', list, (_req, res) => void res.send('the page'))
  app.post(
    '/',
    orion.command(v.object({ text: v.string() }), ({ input, publish }) => {
      if (input.text === 'bad') throw new Error('no luck')
      texts.push(input.text)
      publish('texts')
    }),
  )
  app.use(answerErrors)
  return { orion, app }
}

test('the loop turns on Express 4', async () => {
  const { orion, app } = openApp()
  const stream = await openLive(app, '/')
  await request(app).post('/').send({ text: 'read by the host' }).expect(204)
  await stream.until('read by the host')
  await request(app).get('/').expect('the page')
  await stream.close()
  await orion.close()
})

test('a body that express.json() left as {} on Express 4 is read all the same', async () => {
  const { orion, app } = openApp()
  const stream = await openLive(app, '/')
  await request(app).post('/').type('form').send('text=a+form').expect(303)
  await stream.until('a form')
  await stream.close()
  await orion.close()
})

test('what a handler throws reaches next(err) on Express 4', async () => {
  const { orion, app } = openApp()
  const { body } = await request(app).post('/').send({ text: 'bad' }).expect(500)
  expect(body.message).toBe('no luck')
  await request(app).post('/').type('json').send('{').expect(400)
  await orion.close()
})
