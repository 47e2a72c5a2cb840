// The table of docs/callers.md, cell by cell: what each kind of caller is answered.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import express from 'express'
import request, { type Test } from 'supertest'
import * as v from 'valibot'
import { createOrion, html, invalid, type Respond } from '../lib/index.js'
import { answerErrors } from './support/app.js'
import { elementOf } from './support/markup.js'
import { eventsOf, linesOf } from './support/sse.js'

const input = { title: 'Milk' }
const callers = {
  Datastar: (test: Test) => test.set('Datastar-Request', 'true').send(input),
  JSON: (test: Test) => test.send(input),
  'plain form': (test: Test) => test.type('form').send(input),
}
type Caller = keyof typeof callers
type Handler = (context: { respond: Respond; res: express.Response }) => unknown

/** Sends a write of a caller to a command that does this; the answer, not followed. */
async function call(caller: Caller, handler: Handler, options: { readonly form?: string } = {}) {
  const orion = createOrion()
  const app = express().post(
    '/todos',
    orion.command(v.object({ title: v.string() }), handler, options),
  )
  const answer = await callers[caller](
    request(app.use(answerErrors)).post('/todos?page=2').redirects(0),
  )
  await orion.close()
  return answer
}

const created: Handler = ({ respond, res }) => {
  res.status(201).set('Location', '/todos/7').cookie('seen', '7')
  respond.patch(html`<p id="a">1</p>`)
  respond.toast('Added')
  return { id: 7 }
}

const redirected: Handler = ({ respond }) => {
  respond.redirect('/todos/7?new=1')
  return { id: 7 }
}

const refuse: Handler = () => {
  throw invalid({ title: 'Already there', 'address.street': 'Where?', '': 'Not now' })
}

const fail: Handler = ({ res }) => {
  res.set('X-Seen', 'yes')
  throw Object.assign(new Error('no luck'), { status: 409 })
}

const rows: Readonly<Record<string, Readonly<Record<Caller, () => Promise<void>>>>> = {
  success: {
    async Datastar() {
      const { status, text, headers } = await call('Datastar', created, { form: 'todo' })
      expect(status).toBe(200)
      expect(headers['content-type']).toMatch('text/event-stream')
      const [cleared, patched, toasted] = eventsOf(text).map(linesOf)
      expect(cleared).toEqual({ signals: '{"_errors":{"todo":null}}' })
      expect(patched).toEqual({ elements: '<p id="a">1</p>' })
      expect(toasted?.elements).toContain('Added')
      expect(headers['set-cookie']).toEqual(['seen=7; Path=/'])
    },
    async JSON() {
      const { status, body, headers } = await call('JSON', created, { form: 'todo' })
      expect([status, body, headers.location]).toEqual([201, { id: 7 }, '/todos/7'])
      expect(headers['set-cookie']).toEqual(['seen=7; Path=/'])
      const plain = await call('JSON', () => ({ id: 7 }))
      expect([plain.status, plain.body]).toEqual([200, { id: 7 }])
    },
    async 'plain form'() {
      const { status, headers } = await call('plain form', created, { form: 'todo' })
      expect([status, headers.location]).toEqual([303, '/todos?page=2'])
      expect(headers['set-cookie']).toEqual(['seen=7; Path=/'])
    },
  },
  'success with redirect': {
    async Datastar() {
      const { status, text } = await call('Datastar', redirected)
      expect(status).toBe(200)
      const [event, ...more] = eventsOf(text).map(linesOf)
      expect(more).toEqual([])
      expect(elementOf(event?.elements ?? '').attributes).toEqual({
        'http-equiv': 'refresh',
        content: '0;url=/todos/7?new=1',
      })
    },
    async JSON() {
      const { status, body, headers } = await call('JSON', redirected)
      expect([status, body, headers.location]).toEqual([200, { id: 7 }, undefined])
    },
    async 'plain form'() {
      const { status, headers } = await call('plain form', redirected)
      expect([status, headers.location]).toEqual([303, '/todos/7?new=1'])
    },
  },
  'nothing said': {
    async Datastar() {
      const { status, text } = await call('Datastar', () => ({ ignored: true }))
      expect([status, text]).toEqual([204, ''])
    },
    async JSON() {
      const { status, text } = await call('JSON', () => undefined)
      expect([status, text]).toEqual([204, ''])
      const accepted = await call('JSON', ({ res }) => void res.status(202))
      expect([accepted.status, accepted.text]).toEqual([202, ''])
    },
    async 'plain form'() {
      const { status, headers } = await call('plain form', () => undefined)
      expect([status, headers.location]).toEqual([303, '/todos?page=2'])
    },
  },
  invalid: {
    async Datastar() {
      const { status, text } = await call('Datastar', refuse, { form: 'todo' })
      expect(status).toBe(200)
      const [, { signals = '' } = {}] = eventsOf(text).map(linesOf)
      expect(JSON.parse(signals)).toEqual({
        _errors: {
          todo: {
            title: 'Already there',
            address_street: 'Where?',
            address: 'Where?',
            form: 'Not now',
          },
        },
      })
      const toasted = await call('Datastar', refuse)
      expect(linesOf(eventsOf(toasted.text)[0]).selector).toBe('#orion-toasts')
    },
    async JSON() {
      const { status, headers, text } = await call('JSON', refuse, { form: 'todo' })
      expect([status, headers['content-type']]).toEqual([
        422,
        'application/problem+json; charset=utf-8',
      ])
      expect(JSON.parse(text)).toEqual({
        type: 'about:blank',
        title: 'Unprocessable Entity',
        status: 422,
        errors: [
          { path: 'title', message: 'Already there' },
          { path: 'address.street', message: 'Where?' },
          { path: '', message: 'Not now' },
        ],
      })
    },
    async 'plain form'() {
      const { status, text } = await call('plain form', refuse)
      expect(status).toBe(422)
      expect(text).toContain(
        '<li>title: Already there</li><li>address.street: Where?</li><li>Not now</li>',
      )
    },
  },
  'thrown error': Object.fromEntries(
    (Object.keys(callers) as Caller[]).map((caller) => [
      caller,
      async () => {
        const { status, body, headers } = await call(caller, fail, { form: 'todo' })
        expect([status, body.message, headers['x-seen']]).toEqual([409, 'no luck', 'yes'])
      },
    ]),
  ) as Record<Caller, () => Promise<void>>,
}

test('the table has these rows and columns', () => {
  const guide = readFileSync(join(__dirname, '../docs/callers.md'), 'utf8')
  const [head = [], , ...body] = [...guide.matchAll(/^\|(.*)\|$/gm)].map(([, row = '']) =>
    row.split(' | ').map((cell) => cell.replaceAll('|', '').trim()),
  )
  expect(head.slice(1)).toEqual(Object.keys(callers))
  expect(body.map(([name]) => name)).toEqual(Object.keys(rows))
})

describe.each(Object.entries(rows))('%s', (_name, cells) => {
  test.each(Object.entries(cells))('%s', async (_caller, check) => check())
})

describe('callers are told apart', () => {
  test.each([
    [
      'Datastar',
      { 'Datastar-Request': 'true', 'Content-Type': 'application/x-www-form-urlencoded' },
    ],
    ['JSON', { 'Content-Type': 'application/json', Accept: 'text/html' }],
    ['JSON', { 'Content-Type': 'application/vnd.api+json' }],
    [
      'plain form',
      { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
    ],
    ['plain form', { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }],
    ['JSON', { Accept: '*/*' }],
    ['JSON', {}],
  ])('%s: %j', async (caller, headers) => {
    const orion = createOrion()
    const app = express().delete(
      '/',
      orion.command(v.object({}), () => 'json'),
    )
    const { status } = await request(app).delete('/').set(headers).redirects(0)
    expect(status).toBe({ Datastar: 204, JSON: 200, 'plain form': 303 }[caller])
    await orion.close()
  })
})

test.each([301, 302, 303, 307])(
  'a form is sent on with the %i that the handler set',
  async (set) => {
    const asked = (location?: string): Handler => {
      return ({ respond, res }) => {
        res.status(set)
        if (location) respond.redirect(location)
      }
    }
    const back = await call('plain form', asked())
    expect([back.status, back.headers.location]).toEqual([set, '/todos?page=2'])
    const on = await call('plain form', asked('/todos/7'))
    expect([on.status, on.headers.location]).toEqual([set, '/todos/7'])
  },
)

test('forms are told from JSON by the type of what they sent', async () => {
  const handler: Handler = ({ res }) => {
    if (res.req.is('urlencoded')) res.status(302)
    return { id: 7 }
  }
  expect((await call('plain form', handler)).status).toBe(302)
  expect((await call('JSON', handler)).status).toBe(200)
  expect((await call('Datastar', handler)).status).toBe(204)
})
