// Cookies by cookie-parser: signed ones tell who is looking, and commands set them.
import cookieParser from 'cookie-parser'
import express from 'express'
import request from 'supertest'
import * as v from 'valibot'
import { createOrion, html } from '../../lib/index.js'
import { openLive } from '../../lib/testing.js'
import { answerErrors, listen, stop } from '../support/app.js'

async function openApp() {
  const orion = createOrion({ throttleMs: 0, recheckMs: 0 })
  const guest = orion.as(({ signedCookies: { guest } }) =>
    guest ? { guest: String(guest) } : null,
  )
  const app = express()
    .use(cookieParser('secret'))
    .get(
      '/',
      guest.live('x', ({ viewer }) => html`<p id="x">${viewer.guest}</p>`),
    )
    .post(
      '/enter',
      orion.command(v.object({ name: v.string() }), ({ input, res }) => {
        res.cookie('guest', input.name, { signed: true, httpOnly: true })
      }),
    )
    .use(answerErrors)
  const { server, origin } = await listen(app)
  const close = async () => {
    await orion.close()
    await stop(server)
  }
  return { origin, close }
}

test.each([
  ['the client', { 'Datastar-Request': 'true', 'Content-Type': 'application/json' }, 204],
  ['JSON', { 'Content-Type': 'application/json' }, 204],
  ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }, 303],
])(
  'a cookie that a command signs reaches %s, and its stream is that of the guest',
  async (_caller, headers, status) => {
    const { origin, close } = await openApp()
    const body = status === 303 ? 'name=ada' : '{"name":"ada"}'
    const entered = await request(origin).post('/enter').set(headers).send(body).expect(status)
    const cookie = String(entered.headers['set-cookie']?.[0]).split(';')[0] ?? ''
    const stream = await openLive(origin, '/', { headers: { cookie } })
    expect(stream.frame).toBe('<p id="x">ada</p>')
    await stream.close()
    await close()
  },
)

test('a cookie that somebody wrote by hand is nobody', async () => {
  const { origin, close } = await openApp()
  const headers = { cookie: `guest=${encodeURIComponent('s:ada.forged')}` }
  await expect(openLive(origin, '/', { headers })).rejects.toThrow('403')
  await close()
})
