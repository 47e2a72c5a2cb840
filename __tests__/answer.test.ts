import express, { type Response } from 'express'
import fc from 'fast-check'
import request from 'supertest'
import { sendAnswer, sendInvalid } from '../lib/answer.js'
import type { InputIssue } from '../lib/errors.js'
import { html } from '../lib/html.js'
import { createRespond, type Respond } from '../lib/respond.js'
import { hostileText } from './support/hostile.js'
import { elementOf, elementsOf, shapeOf } from './support/markup.js'
import { eventsOf, linesOf } from './support/sse.js'

const datastar = { 'Datastar-Request': 'true' }

/** An app that answers as a command does whose handler said and returned this. */
function answering(
  handle: (respond: Respond, res: Response) => unknown = () => undefined,
  formName?: string,
) {
  return express().use((req, res) => {
    const { respond, said } = createRespond()
    const result = handle(respond, res)
    sendAnswer(req, res, { said, formName, result })
  })
}

/** An app that answers as a command does whose input was refused. */
function refusing(issues: readonly InputIssue[], formName?: string) {
  const showPage = undefined
  return express().use((req, res) => sendInvalid(req, res, { issues, formName, showPage }))
}

describe('a Datastar caller', () => {
  const post = (app: express.Express) => request(app).post('/todos').set(datastar)

  // "It reads a body only when the status is exactly 200; 204 means done" (facts.md).
  test('gets 200 with what was said, in order, not to be kept', async () => {
    const app = answering((respond, res) => {
      res.status(201)
      respond.patch(html`<p id="a">1</p>`)
      respond.signals({ b: 2 })
      return { ignored: true }
    })
    const { text } = await post(app)
      .expect(200)
      .expect('Content-Type', /^text\/event-stream/)
      .expect('Cache-Control', 'no-store')
    expect(eventsOf(text).map(linesOf)).toEqual([
      { elements: '<p id="a">1</p>' },
      { signals: '{"b":2}' },
    ])
  })

  test('gets 204 where nothing was said', async () => {
    const { text } = await post(answering(() => ({ ignored: true }))).expect(204)
    expect(text).toBe('')
  })

  test('gets the errors of the form cleared first', async () => {
    const { text } = await post(answering((respond) => respond.reset('todo'), 'todo')).expect(200)
    expect(eventsOf(text).map(linesOf)).toEqual([
      { signals: '{"_errors":{"todo":null}}' },
      { signals: '{"_reset":{"todo":true}}' },
    ])
  })

  test('is sent on by an event', async () => {
    const { text } = await post(answering((respond) => respond.redirect('/done'))).expect(200)
    expect(text).toContain('content="0;url=/done"')
  })

  test('gets the errors of a form as signals at status 200, those of the last try removed first', async () => {
    const issues = [
      { path: 'title', message: 'Too "short"' },
      { path: '', message: 'Not now' },
    ]
    const { text } = await post(refusing(issues, 'todo')).expect(200)
    expect(eventsOf(text).map(linesOf)).toEqual([
      { signals: '{"_errors":{"todo":null}}' },
      { signals: '{"_errors":{"todo":{"title":"Too \\"short\\"","form":"Not now"}}}' },
    ])
  })

  test('gets the errors of no form as one toast', async () => {
    const issues = [
      { path: 'title', message: 'Too <b>' },
      { path: '', message: 'Not now' },
    ]
    const { text } = await post(refusing(issues)).expect(200)
    const [event, ...more] = eventsOf(text)
    expect(more).toEqual([])
    const { elements = '', ...rest } = linesOf(event)
    expect(rest).toEqual({ selector: '#orion-toasts', mode: 'append' })
    expect(elementOf(elements).attributes['data-tone']).toBe('error')
    expect(elementsOf(elements)[1]?.text).toBe('title: Too <b>\nNot now')
  })
})

describe('a JSON caller', () => {
  const post = (app: express.Express) => request(app).post('/todos').send({})

  test.each([[{ id: 1 }], [[1]], ['text'], [0], [false], [null]])('gets %j', async (value) => {
    const { text } = await post(answering(() => value))
      .expect(200)
      .expect('Content-Type', /^application\/json/)
    expect(JSON.parse(text)).toEqual(value)
  })

  test('gets 204 for nothing', async () => {
    await post(answering((respond) => respond.toast('Added'))).expect(204, '')
  })

  test('gets the status and the headers that the handler set', async () => {
    const created = answering((_respond, res) => {
      res.status(201).set('Location', '/todos/1')
      return { id: 1 }
    })
    await post(created).expect(201, { id: 1 }).expect('Location', '/todos/1')
    await post(answering((_respond, res) => void res.status(202))).expect(202, '')
  })

  test('is not redirected', async () => {
    await post(answering((respond) => respond.redirect('/done'))).expect(204)
  })

  test('gets 422 with a problem document for invalid input', async () => {
    const issues = [{ path: 'a.0', message: 'No <b>' }]
    const { text } = await post(refusing(issues, 'todo'))
      .expect(422)
      .expect('Content-Type', /^application\/problem\+json/)
    expect(JSON.parse(text)).toEqual({
      type: 'about:blank',
      title: 'Unprocessable Entity',
      status: 422,
      errors: issues,
    })
  })
})

describe('a plain form', () => {
  const post = (app: express.Express, path = '/todos') =>
    request(app).post(path).type('form').send('a=1')

  test('is sent to a GET of the same URL, its query too', async () => {
    await post(
      answering(() => ({ ignored: true })),
      '/todos?page=2&x=%20',
    )
      .expect(303)
      .expect('Location', '/todos?page=2&x=%20')
  })

  test('is sent to where the handler said', async () => {
    await post(answering((respond) => respond.redirect('/done?a=b#c')))
      .expect(303)
      .expect('Location', '/done?a=b#c')
    const away = answering((respond) =>
      respond.redirect('https://pay.example/1', { external: true }),
    )
    await post(away).expect(303).expect('Location', 'https://pay.example/1')
  })

  test('gets 422 with a page that shows what is wrong and a way back', async () => {
    const issues = [
      { path: 'title', message: 'Write something first' },
      { path: '', message: 'Not now' },
    ]
    const { text } = await post(refusing(issues, 'todo'), '/todos?page=2&q="x')
      .expect(422)
      .expect('Content-Type', /^text\/html/)
    expect(text).toMatch(/^<!doctype html>/)
    const elements = elementsOf(text)
    expect(elements.filter(({ tag }) => tag === 'li').map((item) => item.text)).toEqual([
      'title: Write something first',
      'Not now',
    ])
    const back = elements.find(({ tag }) => tag === 'a')
    expect(back?.attributes.href).toBe('/todos?page=2&q=%22x')
  })

  test('any message is text on that page', async () => {
    const shapes = new Set<string>()
    await fc.assert(
      fc.asyncProperty(hostileText, async (message) => {
        const { text } = await post(refusing([{ path: 'title', message }])).expect(422)
        shapes.add(shapeOf(text))
        const item = elementsOf(text).find(({ tag }) => tag === 'li')
        expect(item?.text).toBe(`title: ${message.replace(/\r\n?/g, '\n').replaceAll('\0', '')}`)
      }),
      { numRuns: 40 },
    )
    expect(shapes.size).toBe(1)
  })
})
