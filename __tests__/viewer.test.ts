// Who is looking, with the real express-session and passport in front.
import express, { type Request } from 'express'
import session, { type SessionOptions } from 'express-session'
import passport from 'passport'
import { Strategy } from 'passport-local'
import request from 'supertest'
import { createOrion, html, type OrionOptions } from '../lib/index.js'
import { createManualTimers, openLive } from '../lib/testing.js'
import { answerErrors, listen, openNotes, pageOf, stop } from './support/app.js'

interface User {
  readonly id: number
  name: string
  role: 'admin' | 'member'
}

declare global {
  namespace Express {
    // What passport puts on a request.
    interface User {
      readonly id: number
      readonly name: string
      readonly role: 'admin' | 'member'
    }
  }
}

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** An app with passport's login, a live page for who is signed in, and its users in a Map. */
async function openMembers(options: OrionOptions = {}, sessions: Partial<SessionOptions> = {}) {
  const users = new Map<number, User>([
    [1, { id: 1, name: 'ada', role: 'admin' }],
    [2, { id: 2, name: 'bob', role: 'member' }],
  ])
  const authenticator = new passport.Passport()
  authenticator.use(
    new Strategy((name, _password, done) => {
      const user = [...users.values()].find((one) => one.name === name)
      done(null, user ?? false)
    }),
  )
  authenticator.serializeUser((user, done) => done(null, user.id))
  authenticator.deserializeUser((id: number, done) => done(null, users.get(id) ?? false))

  const reported: { readonly during: string; readonly error: unknown }[] = []
  const orion = createOrion({
    throttleMs: 0,
    recheckMs: 0,
    onError: (error, { during }) => void reported.push({ during, error }),
    ...options,
  })
  const member = orion.as((req) => req.user && { id: req.user.id, role: req.user.role })
  const state = { news: 'first' }
  const app = express()
  app.use(
    session({ secret: 'secret', resave: false, saveUninitialized: false, ...sessions }),
    authenticator.initialize(),
    authenticator.session(),
  )
  app.post('/login', express.json(), authenticator.authenticate('local'), (_req, res) => {
    res.json({ signedIn: true })
  })
  app.post('/logout', (req, res, next) => {
    req.logout((error) => (error ? next(error) : res.json({ signedOut: true })))
  })
  app.get('/whoami', (req, res) => void res.json(req.user ?? null))
  const home = member.live(
    ['news', 'users'],
    ({ viewer }) => html`<p id="home">${viewer.role} ${viewer.id}: ${state.news}</p>`,
  )
  app.get('/home', home, pageOf(home.render))
  app.post(
    '/news',
    member.command(anything, ({ viewer, publish }) => {
      state.news = `by ${viewer.id}`
      publish('news')
      return { by: viewer }
    }),
  )
  app.use(answerErrors)
  const { server, origin } = await listen(app)
  closing.push(
    () => orion.close(),
    () => stop(server),
  )
  const signIn = async (username: string) => {
    const { headers } = await request(origin)
      .post('/login')
      .send({ username, password: 'x' })
      .expect(200)
    return { cookie: String(headers['set-cookie']?.[0]).split(';')[0] ?? '' }
  }
  return { orion, origin, users, state, reported, home, signIn }
}

const anything = {
  '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) },
} as const

test('who is not signed in is refused with 403: the stream, the page and the command', async () => {
  const { origin } = await openMembers()
  for (const accept of ['text/event-stream', 'text/html']) {
    const { body } = await request(origin).get('/home').set('Accept', accept).expect(403)
    expect(body.code).toBe('ORION_FORBIDDEN')
  }
  await request(origin).post('/news').send({}).expect(403)
})

test('renders and handlers are given the viewer; two of one role and id share a view', async () => {
  const { orion, origin, signIn } = await openMembers()
  const [ada, bob] = [await signIn('ada'), await signIn('bob')]
  const streams = [
    await openLive(origin, '/home', { headers: ada }),
    await openLive(origin, '/home', { headers: await signIn('ada') }),
    await openLive(origin, '/home', { headers: bob }),
  ]
  expect(streams.map(({ frame }) => frame)).toEqual([
    '<p id="home">admin 1: first</p>',
    '<p id="home">admin 1: first</p>',
    '<p id="home">member 2: first</p>',
  ])
  expect(orion.stats()).toMatchObject({ views: 2, streams: 3 })
  const { body } = await request(origin).post('/news').set(bob).send({}).expect(200)
  expect(body).toEqual({ by: { id: 2, role: 'member' } })
  expect(await streams[0]?.until('by 2')).toBe('<p id="home">admin 1: by 2</p>')
  expect((await request(origin).get('/home').set(ada)).text).toContain('admin 1: by 2')
  for (const stream of streams) await stream.close()
})

test('a logout ends the streams of that session at the next wake, and no others', async () => {
  const { orion, origin, state, signIn } = await openMembers()
  const [ada, other] = [await signIn('ada'), await signIn('ada')]
  const gone = await openLive(origin, '/home', { headers: ada })
  const stays = await openLive(origin, '/home', { headers: other })
  await request(origin).post('/logout').set(ada).expect(200)
  state.news = 'secret'
  orion.publish('news')
  await expect(gone.next()).rejects.toThrow('the stream ended')
  expect(gone.frame).not.toContain('secret')
  expect(await stays.until('secret')).toContain('secret')
  await stays.close()
  await gone.close()
})

test('without a publish the next heartbeat finds the logout', async () => {
  const timers = createManualTimers()
  const { origin, signIn } = await openMembers({ timers, heartbeatMs: 15_000, recheckMs: 5000 })
  const ada = await signIn('ada')
  const stream = await openLive(origin, '/home', { headers: ada })
  await request(origin).post('/logout').set(ada).expect(200)
  timers.advance(15_000)
  await expect(stream.next()).rejects.toThrow('the stream ended')
  await stream.close()
})

test('a demotion while the page is open moves the stream to the view of the new role', async () => {
  const { orion, origin, users, signIn } = await openMembers()
  const stream = await openLive(origin, '/home', { headers: await signIn('ada') })
  expect(stream.frame).toContain('admin')
  const ada = users.get(1)
  if (ada) ada.role = 'member'
  orion.publish('users')
  expect(await stream.until('member')).toBe('<p id="home">member 1: first</p>')
  expect(orion.stats()).toMatchObject({ views: 1, streams: 1 })
  await stream.close()
})

test('a user who is removed is nobody any more', async () => {
  const { orion, origin, users, signIn } = await openMembers()
  const stream = await openLive(origin, '/home', { headers: await signIn('bob') })
  users.delete(2)
  orion.publish('users')
  await expect(stream.next()).rejects.toThrow('the stream ended')
  await stream.close()
})

test('a frame made for an admin is never shown to who was demoted before it', async () => {
  const { orion, origin, users, state, signIn } = await openMembers()
  const watcher = await openLive(origin, '/home', { headers: await signIn('ada') })
  const frames: string[] = []
  const ada = users.get(1)
  for (let round = 0; round < 20; round++) {
    if (ada) ada.role = round % 2 ? 'admin' : 'member'
    state.news = `${ada?.role} only ${round}`
    orion.publish('users', 'news')
    frames.push(await watcher.until(`only ${round}`))
  }
  for (const [round, frame] of frames.entries()) {
    const role = round % 2 ? 'admin' : 'member'
    expect(frame).toBe(`<p id="home">${role} 1: ${role} only ${round}</p>`)
  }
  await watcher.close()
})

test('an expired session ends the stream', async () => {
  const store = new session.MemoryStore()
  const { orion, origin, signIn } = await openMembers({}, { store })
  const headers = await signIn('ada')
  const stream = await openLive(origin, '/home', { headers })
  const [sid] = Object.keys((store as unknown as { sessions: Record<string, string> }).sessions)
  await new Promise<void>((done) => {
    store.get(sid ?? '', (_error, found) => {
      if (found) found.cookie.expires = new Date(0)
      store.set(sid ?? '', found as session.SessionData, () => done())
    })
  })
  orion.publish('news')
  await expect(stream.next()).rejects.toThrow('the stream ended')
  await stream.close()
})

test('under resave the end of a stream does not log in again who has logged out', async () => {
  const { orion, origin, signIn } = await openMembers({}, { resave: true, rolling: true })
  const ada = await signIn('ada')
  const stream = await openLive(origin, '/home', { headers: ada })
  await request(origin).post('/logout').set(ada).expect(200)
  orion.publish('news')
  await expect(stream.next()).rejects.toThrow('the stream ended')
  await request(origin).get('/whoami').set(ada).expect(200, 'null')
  await stream.close()
})

test('on wakes it is asked at most every recheckMs, and once more when that has passed', async () => {
  const timers = createManualTimers()
  const { orion, origin, users, state, signIn } = await openMembers({
    timers,
    heartbeatMs: null,
    recheckMs: 5000,
  })
  const stream = await openLive(origin, '/home', { headers: await signIn('ada') })
  const ada = users.get(1)
  if (ada) ada.role = 'member'
  state.news = 'second'
  orion.publish('users')
  expect(await stream.until('second')).toContain('admin')
  timers.advance(5000)
  expect(await stream.until('member')).toContain('second')
  await stream.close()
})

test('a session store that fails breaks the stream, so that the client comes back, and is reported', async () => {
  const store = new session.MemoryStore()
  const { orion, origin, signIn, reported } = await openMembers({}, { store })
  const stream = await openLive(origin, '/home', { headers: await signIn('ada') })
  const get = store.get
  store.get = (_sid, done) => done(new Error('no redis'))
  orion.publish('news')
  await expect(stream.next()).rejects.toThrow('the stream ended')
  store.get = get
  expect(reported).toEqual([
    {
      during: 'viewer',
      error: expect.objectContaining({ code: 'ORION_VIEWER', cause: new Error('no redis') }),
    },
  ])
  await stream.close()
})

test('the viewer function is asked in the async context of its own request', async () => {
  const { AsyncLocalStorage } = await import('node:async_hooks')
  const tenants = new AsyncLocalStorage<string>()
  const orion = createOrion({ throttleMs: 0, recheckMs: 0 })
  const tenant = orion.as(() => ({ tenant: tenants.getStore() ?? 'none' }))
  let count = 0
  const app = express()
  app.use((req, _res, next) => tenants.run(String(req.query.tenant), next))
  app.get(
    '/x',
    tenant.live('x', ({ viewer }) => html`<p id="x">${viewer.tenant} ${count}</p>`),
  )
  const stream = await openLive(app, '/x?tenant=a')
  count++
  tenants.run('b', () => orion.publish('x'))
  expect(await stream.next()).toBe('<p id="x">a 1</p>')
  await stream.close()
  await orion.close()
})

const unfit: [string, (req: Request) => unknown][] = [
  [
    'a class',
    () =>
      new (class Account {
        id = 1
      })(),
  ],
  ['a member that is a Date', () => ({ id: 1, since: new Date(0) })],
  ['a function', () => () => 1],
]
test.each(unfit)('a viewer that is %s is an error that names it', async (_name, viewer) => {
  const orion = createOrion()
  const app = express()
  app.get(
    '/x',
    orion.as(viewer).live('x', () => html`<p id="x"></p>`),
  )
  app.use(answerErrors)
  const { body } = await request(app).get('/x').set('Accept', 'text/event-stream').expect(500)
  expect(body).toMatchObject({
    code: 'ORION_GIVEN',
    message: expect.stringMatching(
      /^orion: the viewer.* is .*, which JSON can't hold; make it plain JSON$/,
    ),
  })
  await orion.close()
})

test.each([[null], [undefined], [false], ['' as const], [0 as const]])(
  '%p is nobody',
  async (nobody) => {
    const orion = createOrion()
    const app = express()
    app.get(
      '/x',
      orion.as(() => nobody).live('x', () => html`<p id="x"></p>`),
    )
    app.use(answerErrors)
    await request(app).get('/x').set('Accept', 'text/event-stream').expect(403)
    await orion.close()
  },
)

test('the function reads by orion.reader, which an open transaction does not keep waiting', async () => {
  const { orion } = await openNotes()
  const reader = orion.as(async () => {
    const notes = await orion.reader.selectFrom('notes').selectAll().execute()
    return { notes: notes.length }
  })
  const app = express()
  app.get(
    '/x',
    reader.live('x', ({ viewer }) => html`<p id="x">${viewer.notes}</p>`),
  )
  let finish = () => {}
  const writing = orion.write(async ({ store }) => {
    await store.insertInto('notes').values({ text: 'not yet' }).execute()
    expect(() => orion.reader).toThrow(expect.objectContaining({ code: 'ORION_STORE_IN_COMMAND' }))
    await new Promise<void>((done) => {
      finish = done
    })
  })
  const stream = await openLive(app, '/x')
  expect(stream.frame).toBe('<p id="x">0</p>')
  finish()
  await writing
  await stream.close()
  await orion.close()
})

test('a viewer function that throws is a 500 that says so', async () => {
  const orion = createOrion()
  const app = express()
  const broken = orion.as((): { id: number } => {
    throw new TypeError('no session')
  })
  app.get(
    '/x',
    broken.live('x', () => html`<p id="x"></p>`),
  )
  app.use(answerErrors)
  const { body } = await request(app).get('/x').set('Accept', 'text/event-stream').expect(500)
  expect(body).toEqual({
    code: 'ORION_VIEWER',
    message:
      'orion: the viewer function or its session threw TypeError: no session; ' +
      'let it answer null where nobody is signed in',
  })
  await orion.close()
})

test('a viewer function that throws an error with a status is answered with that', async () => {
  const orion = createOrion()
  const app = express()
  const broken = orion.as((): { id: number } => {
    throw Object.assign(new Error('not here'), { status: 418 })
  })
  app.get(
    '/x',
    broken.live('x', () => html`<p id="x"></p>`),
  )
  app.use(answerErrors)
  await request(app).get('/x').set('Accept', 'text/event-stream').expect(418)
  await orion.close()
})

test('wrong arguments of as are errors at once', () => {
  const orion = createOrion()
  expect(() => orion.as('me' as never)).toThrow(expect.objectContaining({ code: 'ORION_OPTION' }))
  expect(() => orion.as(() => 1, { recheckMs: -1 })).toThrow('as got recheckMs = -1')
})
