import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test' // or 'vitest', or '@jest/globals'
import express, { type Express } from 'express'
import { createOrion, html, type OrionOptions } from 'express-orion'
import { createManualTimers, openLive } from 'express-orion/testing'
import session from 'express-session'
import request from 'supertest'
import * as v from 'valibot'

declare module 'express-session' {
  interface SessionData {
    userId: string
  }
}

interface Database {
  notes: { author: string; text: string }
}

const Note = v.object({ text: v.pipe(v.string(), v.trim(), v.minLength(1, 'Write something')) })

async function createApp(options: OrionOptions) {
  const orion = createOrion<Database>({ store: ':memory:', ...options })
  await orion.store.schema
    .createTable('notes')
    .addColumn('author', 'text')
    .addColumn('text', 'text')
    .execute()

  const member = orion.as((req) => req.session.userId && { id: req.session.userId })
  const board = member.live('board', async ({ store, viewer }) => {
    const notes = await store.selectFrom('notes').selectAll().execute()
    const whose = (author: string) => (author === viewer.id ? 'You' : author)
    return html`<ul id="board">${notes.map(({ author, text }) => html`<li>${whose(author)}: ${text}</li>`)}</ul>`
  })
  const add = member.command(
    Note,
    async ({ input, viewer, store, publish }) => {
      await store.insertInto('notes').values({ author: viewer.id, text: input.text }).execute()
      publish('board')
    },
    { form: 'note' },
  )

  const app = express()
  app.use(session({ secret: 'change me', resave: false, saveUninitialized: false }))
  app.post('/login/:id', orion.sameOrigin(), (req, res) => {
    req.session.userId = req.params.id
    res.sendStatus(204)
  })
  app.post('/logout', orion.sameOrigin(), (req, res, next) => {
    req.session.destroy((error) => (error ? next(error) : res.sendStatus(204)))
  })
  app.get('/board', board, async (req, res) => {
    res.send(`<!doctype html><title>Board</title>${await board.render(req)}`)
  })
  app.post('/board', add)
  return { app, orion }
}

let close: () => Promise<void>
afterEach(() => close())

async function start(options: OrionOptions = {}): Promise<Express> {
  const { app, orion } = await createApp(options)
  close = () => orion.close()
  return app
}

async function signIn(app: Express, id: string) {
  const { headers } = await request(app).post(`/login/${id}`).expect(204)
  return { cookie: String(headers['set-cookie']).replace(/;.*/, '') }
}

test('a note that is added appears on a board that is open', async () => {
  const app = await start()
  const ada = await signIn(app, 'ada')
  const board = await openLive(app, '/board', { headers: ada })
  assert.equal(board.frame, '<ul id="board"></ul>')
  await request(app).post('/board').set(ada).send({ text: 'Hello' }).expect(204)
  await board.until('You: Hello')
})

test('the page itself shows the board, to members', async () => {
  const app = await start()
  await request(app).get('/board').expect(403)
  const ada = await signIn(app, 'ada')
  const { text } = await request(app).get('/board').set(ada).expect(200)
  assert.match(text, /<ul id="board"><\/ul>/)
})

test('a form that is sent without script comes back to the page', async () => {
  const app = await start()
  const ada = await signIn(app, 'ada')
  const post = request(app).post('/board').set(ada).type('form')
  await post.send({ text: 'Hello' }).expect(303).expect('Location', '/board')
})

test('an empty note is refused, whoever sends it, and nothing is written', async () => {
  const app = await start()
  const ada = await signIn(app, 'ada')
  const post = () => request(app).post('/board').set(ada)

  const json = await post().send({ text: ' ' }).expect(422)
  assert.deepEqual(json.body.errors, [{ path: 'text', message: 'Write something' }])

  const form = await post().type('form').send({ text: ' ' }).expect(422)
  assert.match(form.text, /Write something/)

  const browser = await post().set('Datastar-Request', 'true').send({ text: ' ' }).expect(200)
  assert.match(browser.text, /"_errors":{"note":{"text":"Write something"}}/)

  const page = await request(app).get('/board').set(ada)
  assert.match(page.text, /<ul id="board"><\/ul>/)
})

test('each sees whose a note is', async () => {
  const app = await start()
  const [ada, bob] = [await signIn(app, 'ada'), await signIn(app, 'bob')]
  const adas = await openLive(app, '/board', { headers: ada })
  const bobs = await openLive(app, '/board', { headers: bob })
  await request(app).post('/board').set(ada).send({ text: 'Hello' }).expect(204)
  await adas.until('<li>You: Hello</li>')
  await bobs.until('<li>ada: Hello</li>')
})

test('what is written within a throttle comes as one frame', async () => {
  const timers = createManualTimers()
  const app = await start({ timers, throttleMs: 1000 })
  const ada = await signIn(app, 'ada')
  const board = await openLive(app, '/board', { headers: ada })
  await request(app).post('/board').set(ada).send({ text: 'One' }).expect(204)
  await request(app).post('/board').set(ada).send({ text: 'Two' }).expect(204)
  assert.equal(board.frame, '<ul id="board"></ul>')
  timers.advance(1000)
  assert.match(await board.next(), /One.*Two/)
})

test('a board that is open when its member signs out ends at the next heartbeat', async () => {
  const timers = createManualTimers()
  const app = await start({ timers, heartbeatMs: 15_000 })
  const ada = await signIn(app, 'ada')
  const board = await openLive(app, '/board', { headers: ada })
  await request(app).post('/logout').set(ada).expect(204)
  timers.advance(15_000)
  await board.ended()
})
