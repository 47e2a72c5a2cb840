import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import { get, type IncomingMessage } from 'node:http'
import { connect as connectSocket, type Socket } from 'node:net'
import { createGunzip } from 'node:zlib'
import compression from 'compression'
import express, { Router } from 'express'
import session from 'express-session'
import request from 'supertest'
import * as v from 'valibot'
import { createOrion, html } from '../lib/index.js'
import { createManualTimers, openLive } from '../lib/testing.js'
import { answerErrors, eventually, listen, openNotes, pageOf, stop } from './support/app.js'

const eventStream = { Accept: 'text/event-stream' }

test('a request that does not name text/event-stream goes to next()', async () => {
  const { orion, app, notes } = await openNotes()
  app.get('/notes', notes, (_req, res) => void res.send('the page'))
  for (const accept of ['text/html', '*/*', 'application/json']) {
    const { text, headers } = await request(app).get('/notes').set('Accept', accept).expect(200)
    expect(text).toBe('the page')
    expect(headers.vary).toContain('Accept')
  }
  await orion.close()
})

test('a stream has the headers that keep proxies and caches out of its way', async () => {
  const { orion, app, notes } = await openNotes()
  app.get('/notes', notes)
  const { server, origin } = await listen(app)
  const response = await fetch(`${origin}/notes`, { headers: { accept: 'text/event-stream, */*' } })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('x-accel-buffering')).toBe('no')
  expect(response.headers.get('vary')).toContain('Accept')
  await response.body?.cancel()
  await stop(server)
  await orion.close()
})

test('HEAD is answered at once, though Express hands it to GET handlers', async () => {
  const { orion, app, notes } = await openNotes()
  app.get('/notes', notes)
  const { headers } = await request(app).head('/notes').set(eventStream).expect(200)
  expect(headers['content-type']).toContain('text/event-stream')
  expect(orion.stats()).toEqual({ views: 0, streams: 0, parts: 0 })
  await orion.close()
})

test('the first frame comes at once, and a new one after each publish', async () => {
  const { orion, app, notes, add } = await openNotes()
  app.get('/notes', notes)
  await add('one')
  const stream = await openLive(app, '/notes')
  expect(stream.frame).toBe('<ul id="notes"><li>one</li></ul>')
  await add('two')
  expect(await stream.next()).toBe('<ul id="notes"><li>one</li><li>two</li></ul>')
  await stream.close()
  await orion.close()
})

test('requests with equal givens share one view, others have their own', async () => {
  const { orion, app } = await openNotes()
  let renders = 0
  const room = orion.live(
    ({ params }) => `room:${params.id}`,
    ({ params }) => html`<p id="room">${params.id} ${++renders}</p>`,
  )
  app.get('/rooms/:id', room)
  const { server, origin } = await listen(app)
  const streams = await Promise.all(
    ['/rooms/a', '/rooms/a?utm_source=x', '/rooms/b'].map((path) => openLive(origin, path)),
  )
  expect(orion.stats()).toMatchObject({ views: 2, streams: 3 })
  expect(renders).toBe(2)
  orion.publish('room:b')
  expect(await streams[2]?.next()).toContain('b 3')
  expect(renders).toBe(3)
  for (const stream of streams) await stream.close()
  await eventually(() => orion.stats().views === 0, 'the views are gone')
  expect(orion.stats()).toEqual({ views: 0, streams: 0, parts: 0 })
  await stop(server)
  await orion.close()
})

test('a route in two routers has a view for each base', async () => {
  const orion = createOrion()
  const place = orion.live('place', ({ base }) => html`<p id="place">${base}</p>`)
  const app = express()
  app.use(['/north', '/south'], Router().get('/', place))
  const north = await openLive(app, '/north')
  const south = await openLive(app, '/south')
  expect(north.frame).toContain('/north')
  expect(south.frame).toContain('/south')
  await north.close()
  await south.close()
  await orion.close()
})

test('what a render is given is a frozen copy, and the request is not in it', async () => {
  const orion = createOrion()
  let given: { readonly params?: unknown } = {}
  const route = orion.live('x', (context) => {
    given = context
    return html`<p id="x"></p>`
  })
  const app = express().get('/x/:id', route)
  const stream = await openLive(app, '/x/7')
  expect(Object.entries(given)).toEqual([
    ['base', ''],
    ['params', { id: '7' }],
    ['query', {}],
    ['signals', {}],
    ['viewer', null],
    ['store', undefined],
    ['watch', expect.any(Function)],
    ['part', expect.any(Function)],
  ])
  expect(Object.isFrozen(given.params)).toBe(true)
  await stream.close()
  await orion.close()
})

test("a render runs outside of the publisher's async context", async () => {
  const tenants = new AsyncLocalStorage<string>()
  const orion = createOrion({ throttleMs: 0 })
  let count = 0
  const seen: unknown[] = []
  const route = orion.live('x', () => {
    seen.push(tenants.getStore())
    return html`<p id="x">${++count}</p>`
  })
  const app = express()
  app.use((_req, _res, next) => tenants.run('the one who opened', next))
  app.get('/x', route)
  const stream = await openLive(app, '/x')
  tenants.run('the one who published', () => orion.publish('x'))
  await stream.next()
  expect(seen).toEqual([undefined, undefined])
  await stream.close()
  await orion.close()
})

test('params are what their schema puts out; what it refuses is a 404', async () => {
  const orion = createOrion()
  const Id = v.object({ id: v.pipe(v.string(), v.digits(), v.transform(Number)) })
  const route = orion.live('x', ({ params }) => html`<p id="x">${params.id + 1}</p>`, {
    params: Id,
  })
  const app = express().get('/x/:id', route).use(answerErrors)
  const stream = await openLive(app, '/x/7')
  expect(stream.frame).toBe('<p id="x">8</p>')
  await stream.close()
  const { body } = await request(app).get('/x/abc').set(eventStream).expect(404)
  expect(body).toEqual({
    code: 'ORION_PARAMS',
    message: 'orion: no page has the params { id: \'abc\' }: id: Invalid digits: Received "abc"',
  })
  await orion.close()
})

test('authorize refuses with 403 before the first byte, and later ends the streams', async () => {
  const { orion, app } = await openNotes()
  let allowed = false
  const route = orion.live('x', () => html`<p id="x">secret</p>`, { authorize: () => allowed })
  app.get('/x', route, pageOf(route.render))
  app.use(answerErrors)
  expect((await request(app).get('/x').set(eventStream).expect(403)).body.code).toBe(
    'ORION_FORBIDDEN',
  )
  await request(app).get('/x').expect(403)
  allowed = true
  const stream = await openLive(app, '/x')
  allowed = false
  orion.publish('x')
  await expect(stream.next()).rejects.toThrow('the stream ended')
  await stream.close()
  await orion.close()
})

test('handler.render gives the HTML of the view for the first paint, and shares a living one', async () => {
  const orion = createOrion()
  let renders = 0
  const route = orion.live('x', () => html`<p id="x">${++renders}</p>`)
  const app = express()
  app.get('/x', route, async (req, res) => void res.send(`${await route.render(req)}`))
  await request(app).get('/x').expect('<p id="x">1</p>')
  expect(orion.stats().views).toBe(0)
  const stream = await openLive(app, '/x')
  await request(app).get('/x').expect('<p id="x">2</p>')
  expect(stream.frame).toBe('<p id="x">2</p>')
  await stream.close()
  await orion.close()
})

test('a render that throws before the first byte is a 500 through next(err)', async () => {
  const { orion, app, reported } = await openNotes()
  const route = orion.live('x', () => {
    throw new Error('no database')
  })
  app.get('/x', route).use(answerErrors)
  const { body } = await request(app).get('/x').set(eventStream).expect(500)
  expect(body.message).toBe('no database')
  expect(reported).toEqual([])
  expect(orion.stats()).toEqual({ views: 0, streams: 0, parts: 0 })
  await orion.close()
})

test('a render that throws after the first byte goes to onError, and the last good frame stays', async () => {
  const { orion, app, reported } = await openNotes()
  let broken = false
  let count = 0
  const route = orion.live('x', () => {
    if (broken) throw new Error('no database')
    return html`<p id="x">${++count}</p>`
  })
  app.get('/x', route)
  const stream = await openLive(app, '/x')
  broken = true
  orion.publish('x')
  await eventually(() => reported.length === 1, 'the error is reported')
  expect(reported).toEqual([{ error: new Error('no database'), during: 'render' }])
  expect(stream.frame).toBe('<p id="x">1</p>')
  broken = false
  orion.publish('x')
  expect(await stream.next()).toBe('<p id="x">2</p>')
  await stream.close()
  await orion.close()
})

test.each([
  ['a string', '<p id="x"></p>'],
  ['nothing', undefined],
  ['no markup', html`  `],
])('a render that returns %s is an error that says what to return', async (_name, rendered) => {
  const orion = createOrion()
  // What TypeScript refuses, a JavaScript user may write.
  const route = orion.live('x', () => rendered as never)
  const app = express().get('/x', route).use(answerErrors)
  const { body } = await request(app).get('/x').set(eventStream).expect(500)
  expect(body.code).toBe('ORION_RENDER')
  expect(body.message).toContain('return html`...`')
  await orion.close()
})

test('wrong arguments are errors when live is called, naming the option and the value', async () => {
  const orion = createOrion()
  const render = () => html`<p id="x"></p>`
  const calls: [() => unknown, string, string][] = [
    [() => orion.live(7 as never, render), 'ORION_OPTION', 'topics = 7'],
    [() => orion.live('', render), 'ORION_TOPIC', "''"],
    [() => orion.live(['a', 7 as never], render), 'ORION_TOPIC', '7'],
    [() => orion.live([]), 'ORION_OPTION', 'topics = []'],
    [() => orion.live('x', 'no' as never), 'ORION_OPTION', "render = 'no'"],
    [() => orion.live('x', render, { throttleMs: -1 }), 'ORION_OPTION', 'throttleMs = -1'],
    [() => orion.live('x', render, { throttleMs: 1.5 }), 'ORION_OPTION', 'throttleMs = 1.5'],
    [() => orion.live('x', render, { params: {} as never }), 'ORION_OPTION', 'params = {}'],
    [
      () => orion.live('x', render, { authorize: true as never }),
      'ORION_OPTION',
      'authorize = true',
    ],
    [() => orion.live('x', render, { trottleMs: 1 } as never), 'ORION_OPTION', 'trottleMs = 1'],
  ]
  for (const [call, code, message] of calls) {
    expect(call).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    )
  }
  await orion.close()
})

test('a silent stream gets a heartbeat that no client takes for a frame', async () => {
  const timers = createManualTimers()
  const { orion, app, notes } = await openNotes({ timers, heartbeatMs: 1000 })
  app.get('/notes', notes)
  const { server, origin } = await listen(app)
  const socket = await openRaw(origin, '/notes')
  await eventually(() => socket.text.includes('</ul>'), 'the first frame is there')
  const before = socket.text.length
  timers.advance(1000)
  await eventually(() => socket.text.length > before, 'something came')
  expect(socket.text.slice(before)).toContain(':\n\n')
  socket.destroy()
  await eventually(() => orion.stats().streams === 0, 'the stream is gone')
  expect(timers.waiting).toBe(0)
  await stop(server)
  await orion.close()
})

test('a reader that takes nothing has one frame waiting at most, and then gets the newest', async () => {
  const { orion, app } = await openNotes()
  const filler = 'x'.repeat(200_000)
  let count = 0
  const route = orion.live('big', () => html`<p id="big">${count} ${filler}</p>`)
  let waiting = 0
  app.use((_req, res, next) => {
    res.on('close', () => clearInterval(watch))
    const watch = setInterval(() => {
      waiting = Math.max(waiting, res.writableLength)
    }, 1)
    next()
  })
  app.get('/big', route)
  const { server, origin } = await listen(app)
  const socket = await openRaw(origin, '/big')
  await eventually(() => socket.text.includes('</p>'), 'the first frame is there')
  socket.pause()
  const publishes = 100
  while (count < publishes) {
    count++
    orion.publish('big')
    await new Promise((turn) => setImmediate(turn))
  }
  socket.resume()
  await eventually(() => socket.text.includes(`<p id="big">${publishes} `), 'the newest has come')
  const frames = socket.text.split('<p id="big">').length - 1
  expect(frames).toBeLessThan(publishes)
  expect(waiting).toBeLessThan(2 * filler.length)
  socket.destroy()
  await stop(server)
  await orion.close()
})

test("behind a host's compression() every frame arrives without waiting for the next", async () => {
  const { orion, app, notes, add } = await openNotes()
  app.use(compression({ threshold: 0 }))
  app.get('/notes', notes)
  const { server, origin } = await listen(app)
  const aborter = new AbortController()
  const response = await fetch(`${origin}/notes`, {
    headers: { ...eventStream, 'accept-encoding': 'gzip' },
    signal: aborter.signal,
  })
  expect(response.headers.get('content-encoding')).toBe('gzip')
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const read = async () => (await reader?.read())?.value
  expect(await read()).toContain('<ul id="notes">')
  for (const text of ['one', 'two', 'three']) {
    await add(text)
    expect(await read()).toContain(`<li>${text}</li>`)
  }
  aborter.abort()
  await stop(server)
  await orion.close()
})

test('behind compression() a paused reader gets the newest frame when it reads on', async () => {
  const { orion, app } = await openNotes()
  let count = 0
  // Text that gzip can't shrink, so that the pause is felt all the way up.
  const noise = () => randomBytes(100_000).toString('base64')
  const route = orion.live('big', () => html`<p id="big">${count} ${noise()}</p>`)
  app.use(compression())
  app.get('/big', route)
  const { server, origin } = await listen(app)
  const response = await new Promise<IncomingMessage>((resolve) => {
    const headers = { ...eventStream, 'accept-encoding': 'gzip' }
    get(`${origin}/big`, { agent: false, headers }, resolve)
  })
  let text = ''
  const unzip = response.pipe(createGunzip()).on('data', (chunk) => {
    text += chunk
  })
  unzip.on('error', () => undefined)
  await eventually(() => text.includes('</p>'), 'the first frame is there')
  response.unpipe(unzip).pause()
  const publishes = 60
  while (count < publishes) {
    count++
    orion.publish('big')
    await new Promise((turn) => setImmediate(turn))
  }
  response.pipe(unzip)
  await eventually(() => text.includes(`<p id="big">${publishes} `), 'the newest has come')
  expect(text.split('<p id="big">').length - 1).toBeLessThan(publishes)
  response.destroy()
  await stop(server)
  await orion.close()
})

test('a stream that ends after a logout does not log the user in again', async () => {
  const store = new session.MemoryStore()
  const { orion, app } = await openNotes()
  let over = false
  const route = orion.live('x', () => html`<p id="x"></p>`, { authorize: () => !over })
  app.use(session({ secret: 'test', resave: true, saveUninitialized: false, store }))
  app.get('/login', (req, res) => {
    Object.assign(req.session, { user: 'ada' })
    res.send('in')
  })
  app.get('/logout', (req, res) => req.session.destroy(() => res.send('out')))
  app.get('/x', route)
  const { server, origin } = await listen(app)
  const login = await request(origin).get('/login')
  const cookie = String(login.headers['set-cookie']).split(';')[0] ?? ''
  const stream = await openLive(origin, '/x', { headers: { cookie } })
  await request(origin).get('/logout').set('Cookie', cookie)
  over = true
  orion.publish('x')
  await expect(stream.next()).rejects.toThrow('the stream ended')
  await eventually(() => orion.stats().streams === 0, 'the stream is gone')
  const sessions = await new Promise((done) => store.all?.((_error, all) => done(all)))
  expect(sessions).toEqual({})
  await stream.close()
  await stop(server)
  await orion.close()
})

test('a client that leaves before the first frame leaves nothing behind', async () => {
  const { orion, app } = await openNotes()
  let finish = () => {}
  const route = orion.live('x', async () => {
    await new Promise<void>((done) => {
      finish = done
    })
    return html`<p id="x"></p>`
  })
  app.get('/x', route)
  const { server, origin } = await listen(app)
  const socket = await openRaw(origin, '/x')
  await eventually(() => orion.stats().views === 1, 'the view is there')
  socket.destroy()
  await eventually(() => socket.closed, 'the socket is closed')
  await new Promise((turn) => setImmediate(turn))
  finish()
  await eventually(() => orion.stats().views === 0, 'the view is gone')
  expect(orion.stats().streams).toBe(0)
  await stop(server)
  await orion.close()
})

/** A GET over a bare socket, with all that came as `text`. */
async function openRaw(origin: string, path: string): Promise<Socket & { text: string }> {
  const { hostname, port } = new URL(origin)
  const socket = Object.assign(connectSocket(Number(port), hostname), { text: '' })
  socket.on('data', (chunk) => {
    socket.text += chunk
  })
  socket.on('error', () => undefined)
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nAccept: text/event-stream\r\n\r\n`)
  return socket
}

const Search = v.object({
  q: v.optional(v.pipe(v.string(), v.trim()), ''),
  page: v.optional(v.pipe(v.string(), v.digits('Digits'), v.transform(Number)), '1'),
})

test('query and signals are what their schemas put out, and only that makes a view', async () => {
  const orion = createOrion()
  const Signals = v.object({ wide: v.optional(v.boolean(), false) })
  const route = orion.live(
    'x',
    ({ query, signals }) =>
      html`<p id="x">${query.q} ${query.page + 1} ${signals.wide ? 'wide' : 'narrow'}</p>`,
    { query: Search, signals: Signals },
  )
  const app = express().get('/x', route).use(answerErrors)
  const { server, origin } = await listen(app)
  const streams = await Promise.all([
    openLive(origin, '/x'),
    openLive(origin, '/x?utm_source=mail'),
    openLive(origin, '/x?q=%20a&page=2'),
    openLive(origin, '/x?q=a&page=2', { signals: { wide: true, other: 1 } }),
  ])
  expect(streams.map(({ frame }) => frame)).toEqual([
    '<p id="x"> 2 narrow</p>',
    '<p id="x"> 2 narrow</p>',
    '<p id="x">a 3 narrow</p>',
    '<p id="x">a 3 wide</p>',
  ])
  expect(orion.stats()).toMatchObject({ views: 3, streams: 4 })
  await orion.close()
  await stop(server)
})

test.each([
  ['?page=x', 'ORION_QUERY', "the query can't be { page: 'x' }: page: Digits"],
  ['?datastar={"wide":7}', 'ORION_SIGNALS', "signals can't be { wide: 7 }: wide: Invalid type"],
  ['?datastar={', 'ORION_SIGNALS', "?datastar= is not JSON: '{'"],
])('%s is a 400 that says why', async (search, code, message) => {
  const orion = createOrion()
  const route = orion.live('x', () => html`<p id="x"></p>`, {
    query: Search,
    signals: v.object({ wide: v.optional(v.boolean()) }),
  })
  const app = express().get('/x', route).use(answerErrors)
  const { body } = await request(app).get(`/x${search}`).set(eventStream).expect(400)
  expect(body).toEqual({ code, message: expect.stringContaining(message) })
  await orion.close()
})

test('handler.render takes what counts in place of what the request says', async () => {
  const orion = createOrion()
  const route = orion.live(
    'x',
    ({ params, query, signals }) => html`<p id="x">${params.id} ${query.q} ${signals.open}</p>`,
    {
      params: v.object({ id: v.string() }),
      query: Search,
      signals: v.object({ open: v.optional(v.number(), 0) }),
    },
  )
  const app = express()
  app.get('/x/:id', async (req, res) => void res.send(`${await route.render(req)}`))
  app.get('/y', async (req, res) => {
    res.send(
      `${await route.render(req, { params: { id: '9' }, query: { q: 'b' }, signals: { open: 3 } })}`,
    )
  })
  await request(app).get('/x/7?q=a').expect('<p id="x">7 a 0</p>')
  await request(app).get('/y?q=a').expect('<p id="x">9 b 3</p>')
  await orion.close()
})

test('a view with everyMs is rendered at least that often while it is watched, and not after', async () => {
  const timers = createManualTimers()
  const orion = createOrion({ timers, heartbeatMs: null, throttleMs: 0 })
  let renders = 0
  const route = orion.live('x', () => html`<p id="x">${++renders}</p>`, { everyMs: 1000 })
  const app = express().get('/x', route)
  const stream = await openLive(app, '/x')
  timers.advance(999)
  expect(renders).toBe(1)
  timers.advance(1)
  expect(await stream.next()).toBe('<p id="x">2</p>')
  orion.publish('x')
  expect(await stream.next()).toBe('<p id="x">3</p>')
  timers.advance(1000)
  expect(await stream.next()).toBe('<p id="x">4</p>')
  await stream.close()
  await eventually(() => orion.stats().views === 0, 'the view is gone')
  expect(timers.waiting).toBe(0)
  await orion.close()
})

test('a view may have no topic of its own: its clock or its parts wake it', async () => {
  const timers = createManualTimers()
  const orion = createOrion({ timers, heartbeatMs: null, throttleMs: 0 })
  const state = { sum: 1 }
  const sum = orion.part('sum', () => html`${state.sum}`)
  const route = orion.live(
    [],
    async ({ part }) => html`<p id="x">${timers.now()} ${await part(sum)}</p>`,
    { everyMs: 1000 },
  )
  const stream = await openLive(express().get('/x', route), '/x')
  timers.advance(1000)
  expect(await stream.next()).toBe('<p id="x">1000 1</p>')
  state.sum = 2
  orion.publish('sum')
  expect(await stream.next()).toBe('<p id="x">1000 2</p>')
  await stream.close()
  await orion.close()
})

test('a render of everyMs that fails is tried again when its time has come, not before', async () => {
  const timers = createManualTimers()
  const errors: unknown[] = []
  const onError = (error: unknown) => void errors.push(error)
  const orion = createOrion({ timers, heartbeatMs: null, throttleMs: 0, onError })
  const state = { broken: false }
  const render = () => {
    if (state.broken) throw new Error('no database')
    return html`<p id="x">${timers.now()}</p>`
  }
  const app = express().get('/x', orion.live('x', render, { everyMs: 1000 }))
  const stream = await openLive(app, '/x')
  state.broken = true
  timers.advance(1000)
  await eventually(() => errors.length === 1, 'it is reported')
  state.broken = false
  for (let i = 0; i < 10; i++) await new Promise((turn) => setImmediate(turn))
  expect(stream.frame).toBe('<p id="x">0</p>')
  timers.advance(1000)
  expect(await stream.next()).toBe('<p id="x">2000</p>')
  await stream.close()
  await orion.close()
})

test('selector and mode say where the frames go; an inner frame may be empty', async () => {
  const orion = createOrion({ throttleMs: 0 })
  const state = { text: 'some' }
  const route = orion.live('x', () => html`${state.text}`, { selector: '#log', mode: 'inner' })
  const { server, origin } = await listen(express().get('/x', route))
  const response = await fetch(`${origin}/x`, { headers: eventStream })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader?.read())?.value).toBe(
    'event: datastar-patch-elements\ndata: selector #log\ndata: mode inner\ndata: elements some\n\n',
  )
  state.text = ''
  orion.publish('x')
  expect((await reader?.read())?.value).toContain('data: elements <!---->')
  await reader?.cancel()
  await orion.close()
  await stop(server)
})

test('a render that never ends is given up after limits.renderMs, and hangs nobody else', async () => {
  const orion = createOrion({ limits: { renderMs: 50, renders: 1 } })
  const app = express()
  app.get(
    '/hung',
    orion.live('x', () => new Promise<never>(() => undefined)),
  )
  app.get(
    '/fine',
    orion.live('x', () => html`<p id="x"></p>`),
  )
  app.use(answerErrors)
  const { server, origin } = await listen(app)
  const hung = openLive(origin, '/hung')
  const fine = await openLive(origin, '/fine')
  await expect(hung).rejects.toThrow(/503.*ORION_TIMEOUT/)
  await fine.close()
  await eventually(() => orion.stats().views === 0, 'the views are gone')
  await orion.close()
  await stop(server)
})

test('authorize is asked again at each heartbeat, once for all streams of a view', async () => {
  const timers = createManualTimers()
  const orion = createOrion({ timers })
  const state = { allowed: true, asked: 0 }
  const authorize = () => {
    state.asked++
    return state.allowed
  }
  const app = express().get(
    '/x',
    orion.live('x', () => html`<p id="x"></p>`, { authorize }),
  )
  const { server, origin } = await listen(app)
  const streams = [await openLive(origin, '/x'), await openLive(origin, '/x')]
  const before = state.asked
  timers.advance(15_000)
  expect(state.asked).toBe(before + 1)
  await new Promise((turn) => setImmediate(turn))
  state.allowed = false
  timers.advance(15_000)
  for (const stream of streams) await expect(stream.next()).rejects.toThrow('the stream ended')
  await orion.close()
  await stop(server)
})

test('a live route that is called without next says how to mount it', () => {
  const orion = createOrion()
  const route = orion.live('x', () => html`<p id="x"></p>`) as unknown as (
    req: object,
    res: object,
  ) => void
  expect(() => route({}, {})).toThrow(
    'a live route was called with next = undefined; mount the route itself',
  )
})

test('a live route under app.use without a path is an error, for each request, that says how to mount it', async () => {
  const { orion, app, notes } = await openNotes()
  app.use(notes)
  app.get('/', (_req, res) => void res.send('the page'))
  app.use(answerErrors)
  for (const path of ['/', '/anything']) {
    const { body } = await request(app).get(path).expect(500)
    expect(body).toEqual({
      code: 'ORION_OPTION',
      message:
        'orion: a live route was mounted by app.use without a path, and would answer every stream; ' +
        "mount it where its page is, as in app.get('/todos', route)",
    })
  }
  await orion.close()
})

test('under app.use with a path it streams, and leaves what the client writes to the command', async () => {
  const { orion, app, notes, add } = await openNotes()
  app.use('/notes', notes)
  app.post('/notes', (_req, res) => void res.send('the command'))
  const stream = await openLive(app, '/notes')
  await add('a')
  expect(await stream.next()).toContain('<li>a</li>')
  await request(app)
    .post('/notes')
    .set('Accept', 'text/event-stream, text/html, application/json')
    .expect(200, 'the command')
  await stream.close()
  await orion.close()
})
