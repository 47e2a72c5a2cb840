// What sharing must never do, and what it must: no stream gets a byte of another view, every answered
// command is seen by all who may see it, a rolled-back one by nobody, and nothing is rendered per stream.
import { get, type IncomingMessage } from 'node:http'
import Database from 'better-sqlite3'
import express from 'express'
import fc from 'fast-check'
import { type Generated, Kysely, SqliteDialect } from 'kysely'
import * as v from 'valibot'
import { createOrion, html } from '../lib/index.js'
import { answerErrors, eventually, listen, stop } from './support/app.js'
import { eventsOf, linesOf } from './support/sse.js'

interface Tables {
  facts: { version: Generated<number>; room: string; text: string }
  people: { id: string; role: string }
}

/** Rooms whose page tells, in each frame, for whom it was made and from which version of the store. */
async function openRooms() {
  const orion = createOrion<Tables>({ store: ':memory:', throttleMs: 0, recheckMs: 0 })
  await orion.store.schema
    .createTable('facts')
    .addColumn('version', 'integer', (column) => column.primaryKey())
    .addColumn('room', 'text')
    .addColumn('text', 'text')
    .execute()
  await orion.store.schema
    .createTable('people')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('role', 'text')
    .execute()
  await orion.store
    .insertInto('people')
    .values(['ada', 'bob', 'eve'].map((id) => ({ id, role: 'admin' })))
    .execute()
  const person = orion.as(async (req) => {
    const id = req.get('x-user') ?? ''
    const found = await orion.store
      .selectFrom('people')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    return found?.role === 'nobody' ? null : found
  })
  const page = person.live(
    ({ params }) => ['people', `room:${params.room}`],
    async ({ store, viewer, params, query, signals }) => {
      const facts = await store
        .selectFrom('facts')
        .selectAll()
        .where((is) => is.or([is('room', '=', params.room), is('room', '=', 'people')]))
        .orderBy('version')
        .execute()
      const made = { ...viewer, ...params, ...query, ...signals }
      const version = facts.at(-1)?.version ?? 0
      const texts = facts.filter(({ room }) => room === params.room).map(({ text }) => text)
      return html`<p id="room">${JSON.stringify({ made, version, texts })}</p>`
    },
    {
      params: v.object({ room: v.string() }),
      query: v.object({ page: v.optional(v.string(), '1') }),
      signals: v.object({ filter: v.optional(v.string(), '') }),
    },
  )
  // Says something in a room; `fails` writes it and then throws.
  const Said = v.object({ text: v.string(), fails: v.boolean() })
  const say = person.command(
    Said,
    async ({ store, input, params, publish }) => {
      const { room } = params
      const { version } = await store
        .insertInto('facts')
        .values({ room, text: input.text })
        .returning('version')
        .executeTakeFirstOrThrow()
      publish(`room:${room}`)
      if (input.fails) throw Object.assign(new Error('rolled back'), { status: 409 })
      return { version }
    },
    { params: v.object({ room: v.string() }) },
  )
  const app = express().get('/:room', page).post('/:room', say).use(answerErrors)
  // Changes a role, which is a fact of every room; returns the version from which it holds.
  const setRole = (id: string, role: string) =>
    orion.write(async ({ store, publish }) => {
      await store.updateTable('people').set({ role }).where('id', '=', id).execute()
      publish('people')
      const values = { room: 'people', text: '' }
      const { version } = await store
        .insertInto('facts')
        .values(values)
        .returning('version')
        .executeTakeFirstOrThrow()
      return version
    })
  const { server, origin } = await listen(app)
  const close = async () => {
    await orion.close()
    await stop(server)
  }
  return { orion, origin, setRole, close }
}

interface Frame {
  readonly made: Readonly<Record<'id' | 'role' | 'room' | 'page' | 'filter', string>>
  readonly version: number
  readonly texts: readonly string[]
}

/** A client that keeps every frame that it was ever sent. */
class Reader {
  readonly asked: Readonly<Record<'id' | 'room' | 'page' | 'filter', string>>
  ended = false
  #text = ''
  #response: IncomingMessage

  private constructor(asked: Reader['asked'], response: IncomingMessage) {
    this.asked = asked
    this.#response = response.setEncoding('utf8').on('error', () => undefined)
    response.on('data', (text: string) => {
      this.#text += text
    })
    response.once('close', () => {
      this.ended = true
    })
  }

  static async open(origin: string, asked: Reader['asked']): Promise<Reader> {
    const { id, room, page, filter } = asked
    const signals = encodeURIComponent(JSON.stringify({ filter }))
    const url = `${origin}/${room}?page=${page}&utm_source=${Math.random()}&datastar=${signals}`
    const headers = { accept: 'text/event-stream', 'x-user': id }
    return new Reader(
      asked,
      await new Promise((resolve) => get(url, { agent: false, headers }, resolve)),
    )
  }

  get frames(): readonly Frame[] {
    const complete = this.#text.slice(0, this.#text.lastIndexOf('\n\n') + 2)
    return eventsOf(complete).map((event) => {
      const { elements = '' } = linesOf(event)
      const text = elements.replace(/<[^>]*>/g, '').replaceAll('&quot;', '"')
      return JSON.parse(text) as Frame
    })
  }

  leave(): void {
    this.#response.destroy()
  }
}

const person = fc.constantFrom('ada', 'bob', 'eve')
const room = fc.constantFrom('a', 'b')
const asked = fc.record({
  id: person,
  room,
  page: fc.constantFrom('1', '2'),
  filter: fc.constantFrom('', 'x'),
})
const step = fc.oneof(
  fc.record({ do: fc.constant('open' as const), asked }),
  fc.record({ do: fc.constant('leave' as const), reader: fc.nat(5) }),
  fc.record({ do: fc.constant('say' as const), id: person, room, fails: fc.boolean() }),
  fc.record({
    do: fc.constant('role' as const),
    id: person,
    role: fc.constantFrom('admin', 'member', 'nobody'),
  }),
  fc.record({ do: fc.constant('disconnect' as const), id: person }),
  fc.record({ do: fc.constant('wait' as const), turns: fc.nat(6) }),
)

test('no stream gets a byte of another view, and all who may see it see every answered command', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const { orion, origin, setRole, close } = await openRooms()
      const readers: Reader[] = []
      // What each person's role is from a version on, and what was said and answered.
      const roles: { readonly id: string; readonly role: string; readonly from: number }[] = []
      const answered = new Map<string, string[]>([
        ['a', []],
        ['b', []],
      ])
      const pending: Promise<unknown>[] = []
      let said = 0
      const refused = ({ fails }: { fails: boolean }) => (fails ? expect.any(Number) : 403)
      const say = async (next: { id: string; room: string; fails: boolean }) => {
        const text = `${next.fails ? 'rolled back' : 'kept'} ${said++}`
        const response = await fetch(`${origin}/${next.room}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-user': next.id },
          body: JSON.stringify({ text, fails: next.fails }),
        })
        const body = await response.text()
        if (response.status === 200) answered.get(next.room)?.push(text)
        else expect({ status: response.status, body }).toMatchObject({ status: refused(next) })
      }
      for (const next of steps) {
        if (next.do === 'open') readers.push(await Reader.open(origin, next.asked))
        else if (next.do === 'leave') readers[next.reader]?.leave()
        else if (next.do === 'say') pending.push(say(next))
        else if (next.do === 'disconnect') orion.disconnect({ viewer: { id: next.id } })
        else if (next.do === 'role') {
          roles.push({ ...next, from: await setRole(next.id, next.role) })
        } else for (let i = 0; i < next.turns; i++) await new Promise((turn) => setImmediate(turn))
      }
      await Promise.all(pending)
      const last = await setRole('ada', roles.findLast(({ id }) => id === 'ada')?.role ?? 'admin')
      const isDone = (reader: Reader) => reader.ended || reader.frames.at(-1)?.version === last
      await eventually(() => readers.every(isDone), 'every stream ended or is on the newest state')

      const roleAt = (id: string, version: number) =>
        roles.findLast((change) => change.id === id && change.from <= version)?.role ?? 'admin'
      for (const reader of readers) {
        for (const { made, version, texts } of reader.frames) {
          expect(made).toEqual({ ...reader.asked, role: roleAt(reader.asked.id, version) })
          for (const text of texts) expect(text).toMatch(/^kept/)
        }
        if (reader.ended) continue
        expect(roleAt(reader.asked.id, last)).not.toBe('nobody')
        const texts = [...(reader.frames.at(-1)?.texts ?? [])].sort()
        expect(texts).toEqual([...(answered.get(reader.asked.room) ?? [])].sort())
      }
      const stored = await orion.store.selectFrom('facts').select('text').execute()
      expect(
        stored
          .map(({ text }) => text)
          .filter(Boolean)
          .sort(),
      ).toEqual([...answered.values()].flat().sort())
      await close()
    }),
    { numRuns: 12, endOnFailure: true },
  )
})

test('100 streams of 3 views and 10 publishes merge to at most 30 renders, each with the queries of one', async () => {
  const counts = { renders: 0, queries: 0 }
  const store = new Kysely<{ n: { value: number } }>({
    dialect: new SqliteDialect({ database: new Database(':memory:') }),
    log: () => void counts.queries++,
  })
  await store.schema.createTable('n').addColumn('value', 'integer').execute()
  await store.insertInto('n').values({ value: 0 }).execute()
  const orion = createOrion({ store, throttleMs: 0 })
  const route = orion.live(
    'n',
    async ({ store, params }) => {
      counts.renders++
      const { value } = await store.selectFrom('n').selectAll().executeTakeFirstOrThrow()
      return html`<p id="n">${params.page} ${value}</p>`
    },
    { params: v.object({ page: v.string() }) },
  )
  const { server, origin } = await listen(express().get('/:page', route))
  const newest: string[] = []
  const responses = await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const headers = { accept: 'text/event-stream' }
      const url = `${origin}/${index % 3}`
      const response = await new Promise<IncomingMessage>((resolve) => {
        get(url, { agent: false, headers }, resolve)
      })
      response.setEncoding('utf8').on('data', (text: string) => {
        newest[index] = text
      })
      return response.on('error', () => undefined)
    }),
  )
  await eventually(() => newest.filter(Boolean).length === 100, 'all streams have a frame')
  expect(orion.stats()).toMatchObject({ views: 3, streams: 100 })
  const before = { ...counts }
  for (let value = 1; value <= 10; value++) {
    await orion.write(async ({ store, publish }) => {
      await store.updateTable('n').set({ value }).execute()
      publish('n')
    })
  }
  await eventually(() => newest.every((text) => text.includes(' 10<')), 'all are on the newest')
  const renders = counts.renders - before.renders
  expect(renders).toBeLessThanOrEqual(30)
  // Besides those of the renders: begin, update and commit of each write.
  expect(counts.queries - before.queries).toBe(renders + 10 * 3)
  for (const response of responses) response.destroy()
  await orion.close()
  await stop(server)
  await store.destroy()
})
