// An app whose one page goes through the whole loop, between the middleware of a host.
import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import request from 'supertest'
import * as v from 'valibot'
import { createOrion, html, type OrionOptions } from '../../lib/index.js'
import { openLive } from '../../lib/testing.js'
import { answerErrors, listen, pageOf, stop } from './app.js'

export interface LoopOptions extends OrionOptions {
  readonly inFront?: readonly RequestHandler[]
  /** Defaults to errors as JSON. */
  readonly behind?: readonly (RequestHandler | ErrorRequestHandler)[]
  /** Settings of the app. */
  readonly settings?: Readonly<Record<string, unknown>>
}

export type LoopApp = Awaited<ReturnType<typeof openLoop>>

/** Starts an app with a live list at `/`, and the command that adds to it. */
export async function openLoop({
  inFront = [],
  behind = [answerErrors],
  settings = {},
  ...options
}: LoopOptions = {}) {
  const orion = createOrion({ throttleMs: 0, ...options })
  const texts: string[] = []
  const list = orion.live(
    'texts',
    () => html`<ul id="list">${texts.map((text) => html`<li>${text}</li>`)}</ul>`,
  )
  const Text = v.object({ text: v.pipe(v.string(), v.minLength(1, 'Write something')) })
  const add = orion.command(
    Text,
    ({ input, publish }) => {
      texts.push(input.text)
      publish('texts')
      return { count: texts.length }
    },
    { form: 'text' },
  )
  const app = express()
  for (const [name, value] of Object.entries(settings)) app.set(name, value)
  for (const handler of inFront) app.use(handler)
  app.use(orion.client())
  app.get('/', list, pageOf(list.render))
  app.post('/', add)
  for (const handler of behind) app.use(handler)
  const { server, origin } = await listen(app)
  return {
    orion,
    origin,
    texts,
    async close() {
      await orion.close()
      await stop(server)
    },
  }
}

/** Lets each kind of caller add a text, sees it in a stream and on the page, and each answer as it should be. */
export async function turnTheLoop(
  { origin }: LoopApp,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const stream = await openLive(origin, '/', { headers })
  const post = () => request(origin).post('/').set(headers)
  await post().send({ text: 'of JSON' }).expect(200, { count: 1 })
  await stream.until('of JSON')
  await post().type('form').send('text=of+a+form').expect(303).expect('Location', '/')
  await stream.until('of a form')
  await post().field('text', 'of many parts').expect(303).expect('Location', '/')
  await stream.until('of many parts')
  const said = await post()
    .set('Datastar-Request', 'true')
    .send({ text: 'of the client' })
    .expect(200)
  expect(said.text).toContain('event: datastar-patch-signals')
  await stream.until('of the client')
  const refused = await post().send({ text: '' }).expect(422)
  expect(refused.body.errors).toEqual([{ path: 'text', message: 'Write something' }])
  await request(origin).get('/').set(headers).expect(200, stream.frame)
  await stream.close()
}
