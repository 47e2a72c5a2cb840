// Tokens against cross-site writes, as an app may have them already: in a header from script, in a field of
// a form without.
import cookieParser from 'cookie-parser'
import { doubleCsrf } from 'csrf-csrf'
import express from 'express'
import request from 'supertest'
import * as v from 'valibot'
import { action, createOrion, html } from '../../lib/index.js'
import { openLive } from '../../lib/testing.js'
import { answerErrors, listen, stop } from '../support/app.js'

async function openApp() {
  const { doubleCsrfProtection, generateCsrfToken } = doubleCsrf({
    getSecret: () => 'secret',
    getSessionIdentifier: () => 'somebody',
    cookieName: 'csrf',
    cookieOptions: { secure: false },
    getCsrfTokenFromRequest: (req) => req.get('x-csrf-token') ?? req.body?._csrf,
  })
  const orion = createOrion({ throttleMs: 0 })
  const texts: string[] = []
  const app = express()
    .use(cookieParser(), express.urlencoded({ extended: false }), doubleCsrfProtection)
    .get('/token', (req, res) => {
      const headers = { 'X-CSRF-Token': generateCsrfToken(req, res) }
      res.json({ headers, expression: action('post', '/', { headers }) })
    })
    .get(
      '/',
      orion.live('texts', () => html`<p id="texts">${texts.join()}</p>`),
    )
    .post(
      '/',
      orion.command(v.object({ text: v.string() }), ({ input, publish }) => {
        texts.push(input.text)
        publish('texts')
      }),
    )
    .use(answerErrors)
  const { server, origin } = await listen(app)
  const { body, headers } = await request(origin).get('/token').expect(200)
  const cookie = { cookie: String(headers['set-cookie']?.[0]).split(';')[0] ?? '' }
  const close = async () => {
    await orion.close()
    await stop(server)
  }
  return { origin, cookie, token: body, close }
}

test('a stream needs no token; a write without one never reaches the command', async () => {
  const { origin, cookie, close } = await openApp()
  const stream = await openLive(origin, '/')
  const { body } = await request(origin).post('/').set(cookie).send({ text: 'a' }).expect(403)
  expect(body.code).toBe('EBADCSRFTOKEN')
  expect(stream.frame).toBe('<p id="texts"></p>')
  await stream.close()
  await close()
})

test('script sends it in a header that its expression names', async () => {
  const { origin, cookie, token, close } = await openApp()
  const value: string = token.headers['X-CSRF-Token']
  expect(token.expression).toBe(`@post('/', {'headers':{'X-CSRF-Token':'${value}'}})`)
  const stream = await openLive(origin, '/')
  await request(origin)
    .post('/')
    .set({ ...cookie, ...token.headers, 'Datastar-Request': 'true' })
    .send({ text: 'by script' })
    .expect(204)
  await stream.until('by script')
  await stream.close()
  await close()
})

test('a form without script sends it as a field, which the schema of the command passes over', async () => {
  const { origin, cookie, token, close } = await openApp()
  const stream = await openLive(origin, '/')
  await request(origin)
    .post('/')
    .set(cookie)
    .type('form')
    .send({ text: 'by a form', _csrf: token.headers['X-CSRF-Token'] })
    .expect(303)
  await stream.until('by a form')
  await stream.close()
  await close()
})
