// Sessions of express-session in a SQLite file, which other processes write as well.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
// @ts-expect-error it has no types
import sqliteStore from 'better-sqlite3-session-store'
import express from 'express'
import session, { type Store } from 'express-session'
import request from 'supertest'
import { createOrion, html, type OrionOptions } from '../../lib/index.js'
import { openLive } from '../../lib/testing.js'
import { answerErrors, eventually, listen, stop } from '../support/app.js'

declare module 'express-session' {
  interface SessionData {
    name: string
  }
}

const SqliteStore: new (options: { client: Database.Database }) => Store = sqliteStore(session)
// It would sweep at an interval that nothing stops.
Object.assign(SqliteStore.prototype, { startInterval: () => undefined })

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orion-sessions-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** An app that greets who is signed in, with the sessions of a file. */
async function openMembers(options: OrionOptions = {}) {
  const database = new Database(join(folder, 'sessions.db'))
  const store = new SqliteStore({ client: database })
  const orion = createOrion({ throttleMs: 0, recheckMs: 0, ...options })
  const member = orion.as((req) => req.session.name && { name: req.session.name })
  const greeting = member.live('news', ({ viewer }) => html`<p id="hello">Hello ${viewer.name}</p>`)
  const app = express()
    .use(session({ secret: 'secret', resave: false, saveUninitialized: false, store }))
    .post('/login/:name', (req, res) => {
      req.session.name = req.params.name
      res.sendStatus(204)
    })
    .post('/logout', (req, res, next) => {
      req.session.destroy((error) => (error ? next(error) : res.sendStatus(204)))
    })
    .get('/', greeting)
    .use(answerErrors)
  const { server, origin } = await listen(app)
  const close = async () => {
    await orion.close()
    await stop(server)
    database.close()
  }
  return { orion, origin, close }
}

async function signIn(origin: string, name: string): Promise<{ cookie: string }> {
  const { headers } = await request(origin).post(`/login/${name}`).expect(204)
  return { cookie: String(headers['set-cookie']?.[0]).split(';')[0] ?? '' }
}

test('a logout ends the streams of that session, and of no other', async () => {
  const { orion, origin, close } = await openMembers()
  const [ada, bob] = [await signIn(origin, 'ada'), await signIn(origin, 'bob')]
  const adas = await openLive(origin, '/', { headers: ada })
  const bobs = await openLive(origin, '/', { headers: bob })
  expect([adas.frame, bobs.frame]).toEqual([
    '<p id="hello">Hello ada</p>',
    '<p id="hello">Hello bob</p>',
  ])
  await request(origin).post('/logout').set(ada).expect(204)
  orion.publish('news')
  await eventually(() => orion.stats().streams === 1, 'one stream is left')
  await adas.close()
  await bobs.close()
  await close()
})

test('what another process removes from the file ends the stream at its next heartbeat', async () => {
  const { orion, origin, close } = await openMembers({ heartbeatMs: 100 })
  const stream = await openLive(origin, '/', { headers: await signIn(origin, 'ada') })
  const other = new Database(join(folder, 'sessions.db'))
  other.exec('delete from sessions')
  other.close()
  await eventually(() => orion.stats().streams === 0, 'the stream has ended')
  await stream.close()
  await close()
})

test('a session outlives the process: its pages come back with the same cookie', async () => {
  const first = await openMembers()
  const ada = await signIn(first.origin, 'ada')
  await first.close()
  const second = await openMembers()
  const stream = await openLive(second.origin, '/', { headers: ada })
  expect(stream.frame).toContain('Hello ada')
  await stream.close()
  await second.close()
})
