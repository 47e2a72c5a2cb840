import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel'
import express from 'express'
import request from 'supertest'
import * as v from 'valibot'
import { createOrion, type DiagnosticsMessages, html } from '../lib/index.js'
import { createManualTimers, openLive } from '../lib/testing.js'
import { answerErrors, eventually, listen, openNotes, stop } from './support/app.js'

type Name = keyof DiagnosticsMessages

const undos: (() => unknown)[] = []
afterEach(async () => {
  for (const undo of undos.splice(0).reverse()) await undo()
})

/** What is published from now on. */
function observe<N extends Name>(name: N): DiagnosticsMessages[N][] {
  const messages: DiagnosticsMessages[N][] = []
  const note = (message: unknown) => void messages.push(message as DiagnosticsMessages[N])
  subscribe(name, note)
  undos.push(() => unsubscribe(name, note))
  return messages
}

const ms = expect.any(Number)

test('a stream tells of its opening, its renders and frames, and of its closing', async () => {
  const [opened, rendered, framed, closed] = [
    observe('express-orion.live.open'),
    observe('express-orion.live.render'),
    observe('express-orion.live.frame'),
    observe('express-orion.live.close'),
  ]
  const timers = createManualTimers()
  const orion = createOrion({ timers, throttleMs: 0, heartbeatMs: null })
  const state = { text: 'one', renderMs: 7 }
  const frameBytes = 'event: datastar-patch-elements\ndata: elements <p id="x">one</p>\n\n'.length
  const route = orion.live(['todos', 'users'], () => {
    timers.advance(state.renderMs)
    return html`<p id="x">${state.text}</p>`
  })
  const app = express()
  app.use('/lists/:list', express.Router().get('/:id', route))
  const stream = await openLive(app, '/lists/secret/private?q=hidden')
  const about = { route: '/:id', view: opened[0]?.view, topics: ['todos', 'users'] }
  expect(opened).toEqual([{ ...about, encoding: undefined, durationMs: 7 }])
  expect(framed).toEqual([{ ...about, viewers: 0, bytes: frameBytes, durationMs: 0 }])
  state.text = 'two'
  state.renderMs = 11
  orion.publish('todos')
  await stream.next()
  expect(rendered).toEqual([
    { ...about, durationMs: 7, error: undefined },
    { ...about, durationMs: 11, error: undefined },
  ])
  expect(framed.slice(1)).toEqual([{ ...about, viewers: 1, bytes: frameBytes, durationMs: 0 }])
  timers.advance(3_600_000)
  await stream.close()
  await eventually(() => closed.length > 0, 'the stream has closed')
  const durationMs = 7 + 11 + 3_600_000
  expect(closed).toEqual([{ ...about, encoding: undefined, reason: 'left', durationMs, bytes: ms }])
  expect(closed[0]?.bytes).toBeGreaterThan(2 * frameBytes)
  expect(closed[0]?.bytes).toBeLessThan(1500)
  expect(JSON.stringify([opened, rendered, framed, closed])).not.toMatch(/secret|private|hidden/)
  await orion.close()
})

test('a frame of nothing new is none, and a render that throws tells its error', async () => {
  const { orion, app, notes, add, reported } = await openNotes()
  app.get('/', notes)
  const stream = await openLive(app, '/')
  const rendered = observe('express-orion.live.render')
  const framed = observe('express-orion.live.frame')
  orion.publish('notes')
  await eventually(() => rendered.length === 1, 'it has rendered')
  await add('a')
  await stream.next()
  expect(framed).toHaveLength(1)
  await orion.store.schema.dropTable('notes').execute()
  orion.publish('notes')
  await eventually(() => reported.length > 0, 'the error is reported')
  expect(rendered.map(({ error }) => error)).toEqual([undefined, undefined, reported[0]?.error])
  await stream.close()
  await orion.close()
})

test('a route has the path that it is mounted with, as soon as it was asked for there', async () => {
  const rendered = observe('express-orion.live.render')
  const orion = createOrion()
  const route = orion.live('x', () => html`<p id="x"></p>`)
  const app = express()
  app.get('/page', async (req, res) => void res.send(`${await route.render(req)}`))
  app.get('/x/:id', route, (_req, res) => void res.send('the page'))
  await request(app).get('/page').expect(200)
  await request(app).get('/x/1').expect(200)
  await request(app).get('/page').expect(200)
  expect(rendered.map(({ route }) => route)).toEqual(['', '/x/:id'])
  await orion.close()
})

describe('why a stream closed', () => {
  async function openMember() {
    const closed = observe('express-orion.live.close')
    const orion = createOrion({ throttleMs: 0, recheckMs: 0, onError: () => undefined })
    const state = { viewer: { id: 1 } as object | null, allowed: true }
    const member = orion.as(() => {
      if (state.viewer === null) throw new Error('no session store')
      return Object.keys(state.viewer).length > 0 && state.viewer
    })
    const route = member.live('x', () => html`<p id="x"></p>`, {
      authorize: () => state.allowed,
    })
    const { server, origin } = await listen(express().get('/', route))
    undos.push(
      () => orion.close(),
      () => stop(server),
    )
    const headers = { 'Orion-Tab': 'tab' }
    const open = () => openLive(origin, '/', { headers })
    const reason = async () => {
      await eventually(() => closed.length > 0, 'a stream has closed')
      return closed[0]?.reason
    }
    return { orion, state, open, reason }
  }

  test('a view that is over, and a viewer who is gone', async () => {
    const { orion, state, open, reason } = await openMember()
    await open()
    state.allowed = false
    orion.publish('x')
    expect(await reason()).toBe('over')
  })

  test('nobody is signed in any more', async () => {
    const { orion, state, open, reason } = await openMember()
    await open()
    state.viewer = {}
    orion.publish('x')
    expect(await reason()).toBe('over')
  })

  test('the host disconnects it', async () => {
    const { orion, open, reason } = await openMember()
    await open()
    orion.disconnect({ viewer: { id: 1 } })
    expect(await reason()).toBe('disconnected')
  })

  test('a newer one of the same tab takes its place', async () => {
    const { open, reason } = await openMember()
    await open()
    await open()
    expect(await reason()).toBe('replaced')
  })

  test('the process drains', async () => {
    const { orion, open, reason } = await openMember()
    await open()
    await orion.drain()
    expect(await reason()).toBe('drained')
  })

  test('it could not be asked who is looking', async () => {
    const { orion, state, open, reason } = await openMember()
    await open()
    state.viewer = null
    orion.publish('x')
    expect(await reason()).toBe('failed')
  })
})

describe('a command', () => {
  const Note = v.object({ text: v.pipe(v.string(), v.minLength(1)) })

  async function openCommand(
    handler: () => unknown,
    headers: Readonly<Record<string, string>> = {},
  ) {
    const commanded = observe('express-orion.command')
    const timers = createManualTimers()
    const orion = createOrion({ timers })
    const command = orion.command(Note, async () => {
      timers.advance(5)
      return handler()
    })
    const app = express()
    app.use('/lists/:list', express.Router().post('/notes/:id', command))
    app.use(answerErrors)
    const post = (text: string) =>
      request(app).post('/lists/secret/notes/private').set(headers).send({ text })
    undos.push(() => orion.close())
    return { commanded, post }
  }

  const about = { route: '/notes/:id', method: 'POST', caller: 'json', error: undefined }

  test('tells its status and how long it took', async () => {
    const { commanded, post } = await openCommand(() => undefined)
    await post('hidden').expect(204)
    expect(commanded).toEqual([{ ...about, status: 204, durationMs: 5 }])
    expect(JSON.stringify(commanded)).not.toMatch(/secret|private|hidden/)
  })

  test('tells who called it', async () => {
    const { commanded, post } = await openCommand(() => 1, { 'Datastar-Request': 'true' })
    await post('a').expect(204)
    expect(commanded).toEqual([{ ...about, caller: 'datastar', status: 204, durationMs: 5 }])
  })

  test('tells of an input that was refused by its status', async () => {
    const { commanded, post } = await openCommand(() => undefined)
    await post('').expect(422)
    expect(commanded).toEqual([{ ...about, status: 422, durationMs: 0 }])
  })

  test('tells the error that went to next(err), and the status that it asks for', async () => {
    const errors = [new Error('x'), Object.assign(new Error('y'), { status: 409 })]
    let asked = 0
    const { commanded, post } = await openCommand(() => {
      throw errors[asked++]
    })
    await post('a').expect(500)
    await post('a').expect(409)
    expect(commanded).toEqual([
      { ...about, status: 500, durationMs: 5, error: errors[0] },
      { ...about, status: 409, durationMs: 5, error: errors[1] },
    ])
  })
})

test('who comes later hears of the closing of what opened before', async () => {
  const { orion, app, notes } = await openNotes()
  app.get('/', notes)
  const stream = await openLive(app, '/')
  const closed = observe('express-orion.live.close')
  await stream.close()
  await eventually(() => closed.length > 0, 'the stream has closed')
  await orion.close()
})

test('without a subscriber no message is made', async () => {
  const names = ['live.open', 'live.render', 'live.frame', 'live.close', 'command']
  const published = names.map((name) => jest.spyOn(channel(`express-orion.${name}`), 'publish'))
  const { orion, app, notes, add } = await openNotes()
  app.get('/', notes)
  app.post(
    '/',
    orion.command(v.object({}), () => undefined),
  )
  const stream = await openLive(app, '/')
  await add('a')
  await stream.next()
  await request(app).post('/').send({}).expect(204)
  await stream.close()
  await eventually(() => orion.stats().streams === 0, 'the stream has closed')
  for (const publish of published) {
    expect(publish).not.toHaveBeenCalled()
    publish.mockRestore()
  }
  await orion.close()
})
