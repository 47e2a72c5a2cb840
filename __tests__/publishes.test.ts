import { once } from 'node:events'
import { connect } from 'node:net'
import express, { type RequestHandler } from 'express'
// @ts-expect-error the alias has no types; they are those of Express 5, near enough
import express4 from 'express-4'
import request from 'supertest'
import { createOrion, html } from '../lib/index.js'
import { openLive } from '../lib/testing.js'
import { answerErrors, eventually, listen, stop } from './support/app.js'

/** An app with an old handler behind `publishes`, and a live count that watches `x`. */
function openOld(old: RequestHandler, topics: Parameters<typeof orion.publishes>[0] = 'x') {
  const orion = createOrion({ throttleMs: 0 })
  const state = { count: 0 }
  const app = express()
  app.get(
    '/live',
    orion.live('x', () => html`<p id="x">${state.count}</p>`),
  )
  app.all(
    '/old/:id',
    (_req, _res, next) => {
      state.count++
      next()
    },
    orion.publishes(topics),
    old,
  )
  return { orion, state, app: app.use(answerErrors) }
}
const orion = createOrion()
afterAll(() => orion.close())

test.each([200, 201, 204, 301, 303, 304])(
  'what an old handler writes appears once it has answered %i',
  async (status) => {
    const { orion, app } = openOld((_req, res) => void res.status(status).end())
    const stream = await openLive(app, '/live')
    await request(app).post('/old/7').redirects(0).expect(status)
    expect(await stream.until('1')).toBe('<p id="x">1</p>')
    await stream.close()
    await orion.close()
  },
)

test.each([400, 404, 422, 500, 503])(
  'nothing is published where it answered %i',
  async (status) => {
    const { orion, app } = openOld((_req, res) => void res.status(status).end())
    const stream = await openLive(app, '/live')
    await request(app).post('/old/7').expect(status)
    orion.publish('nothing')
    // Another route's publish is the next that the stream hears of.
    await request(app).get('/old/7').expect(status)
    orion.publish('x')
    expect(await stream.next()).toBe('<p id="x">2</p>')
    await stream.close()
    await orion.close()
  },
)

test('nothing is published where it threw', async () => {
  const { orion, app } = openOld(() => {
    throw new Error('no luck')
  })
  const stream = await openLive(app, '/live')
  await request(app).post('/old/7').expect(500)
  expect(stream.frame).toBe('<p id="x">0</p>')
  await stream.close()
  await orion.close()
})

test.each<[string, Parameters<typeof orion.publishes>[0]]>([
  ['several', ['x', 'row-7']],
  ['a function of the request', (req) => `row-${req.params.id}`],
  ['a function that gives several', (req) => ['x', `row-${req.params.id}`]],
])('topics may be %s', async (_what, topics) => {
  const { orion, app, state } = openOld((_req, res) => void res.end(), topics)
  app.get(
    '/row',
    orion.live('row-7', () => html`<p id="row">${state.count}</p>`),
  )
  const stream = await openLive(app, '/row')
  await request(app).post('/old/7').expect(200)
  expect(await stream.next()).toBe('<p id="row">1</p>')
  await stream.close()
  await orion.close()
})

describe('wrong topics', () => {
  test('are errors when publishes is called', () => {
    const calls: [unknown, object][] = [
      ['', { code: 'ORION_TOPIC' }],
      [['x', 7], { code: 'ORION_TOPIC' }],
      [[], { code: 'ORION_OPTION' }],
      [undefined, { code: 'ORION_OPTION' }],
      [7, { code: 'ORION_OPTION' }],
    ]
    for (const [topics, expected] of calls) {
      expect(() => orion.publishes(topics as never)).toThrow(expect.objectContaining(expected))
    }
  })

  test('of a function go to next(err), before the handler has written', async () => {
    let reached = false
    const old: RequestHandler = (_req, res) => {
      reached = true
      res.end()
    }
    for (const topics of [() => '', () => [undefined as unknown as string]]) {
      const { orion, app } = openOld(old, topics)
      const { body } = await request(app).post('/old/7').expect(500)
      expect(body.code).toBe('ORION_TOPIC')
      await orion.close()
    }
    expect(reached).toBe(false)
  })
})

describe('a client that leaves before the answer', () => {
  /** An old handler whose client leaves while it runs; the answer comes when the test says. */
  async function openLeaving(answer: (res: express.Response) => void, framework = express) {
    const orion = createOrion({ throttleMs: 0 })
    const state = { text: 'before', left: false }
    let finish = () => {}
    const app = framework()
    app.get(
      '/live',
      orion.live('x', () => html`<p id="x">${state.text}</p>`),
    )
    app.post('/old', orion.publishes('x'), (_req, res) => {
      res.once('close', () => {
        state.left = true
      })
      finish = () => answer(res)
    })
    const { server, origin } = await listen(app)
    const stream = await openLive(origin, '/live')
    const socket = connect(Number(new URL(origin).port), '127.0.0.1')
    await once(socket, 'connect')
    const began = once(server, 'request')
    socket.write('POST /old HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n')
    await began
    return {
      state,
      stream,
      leave: async () => {
        socket.destroy()
        await eventually(() => state.left, 'the server noticed that the client left')
      },
      finish: () => finish(),
      async close() {
        await stream.close()
        await stop(server)
        await orion.close()
      },
    }
  }

  test.each([
    ['Express 5', express],
    ['Express 4', express4 as unknown as typeof express],
  ])(
    'leaves no screen stale: topics are published then, and after the late answer (%s)',
    async (_which, framework) => {
      const opened = await openLeaving((res) => void res.status(201).json({ ok: true }), framework)
      opened.state.text = 'written before the client left'
      await opened.leave()
      await opened.stream.until('written before the client left')
      opened.state.text = 'written after the client left'
      opened.finish()
      await opened.stream.until('written after the client left')
      await opened.close()
    },
  )

  test('and whose late answer is an error hears of the leaving alone', async () => {
    const opened = await openLeaving((res) => void res.status(500).end())
    opened.state.text = 'left'
    await opened.leave()
    await opened.stream.until('left')
    opened.state.text = 'rolled back'
    opened.finish()
    await new Promise((turn) => setImmediate(turn))
    expect(opened.stream.frame).toBe('<p id="x">left</p>')
    await opened.close()
  })

  test('in the middle of an answer of 200 counts as answered', async () => {
    const opened = await openLeaving((res) => void res.write('half'))
    opened.state.text = 'written'
    opened.finish()
    await opened.leave()
    await opened.stream.until('written')
    await opened.close()
  })
})
