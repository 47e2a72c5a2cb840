// Commands that write more than once: `transaction: false`.

import type { Transaction } from 'kysely'
import request from 'supertest'
import * as v from 'valibot'
import { invalid, type WritesCommandContext } from '../lib/index.js'
import { openLive } from '../lib/testing.js'
import { answerErrors, type Database, eventually, listen, openNotes, stop } from './support/app.js'

type Context = WritesCommandContext<unknown, unknown, Transaction<Database>>

/** The notes app with one command that isn't a transaction, which does what the test says. */
async function openWrites(act: (context: Context) => unknown) {
  const notes = await openNotes()
  notes.app.get('/notes', notes.notes)
  notes.app.post('/', notes.orion.command(v.object({}), act, { transaction: false, form: 'note' }))
  notes.app.use(answerErrors)
  const insert = (text: string) => (context: Pick<Context, 'write'>) =>
    context.write(async ({ store, publish }) => {
      await store.insertInto('notes').values({ text }).execute()
      publish('notes')
    })
  return { ...notes, insert, post: () => request(notes.app).post('/').send({}) }
}

/** Something that waits until it is told to go on. */
function gate() {
  let open = () => {}
  const passed = new Promise<void>((done) => {
    open = done
  })
  return { open, passed }
}

test('each write is a transaction of its own, and publishes when it has committed', async () => {
  const payment = gate()
  const opened = await openWrites(async (context) => {
    await opened.insert('ordered')(context)
    await payment.passed
    await opened.insert('paid')(context)
    return { ok: true }
  })
  const { orion, app, add, post } = opened
  const stream = await openLive(app, '/notes')
  const answered = post().then(({ status, body }) => [status, body])
  await stream.until('ordered')
  // The store isn't held meanwhile.
  await add('by somebody else')
  await stream.until('by somebody else')
  payment.open()
  await stream.until('paid')
  expect(await answered).toEqual([200, { ok: true }])
  await stream.close()
  await orion.close()
})

test('a write gives its result, and rolls back alone where it throws', async () => {
  const { orion, texts, post } = await openWrites(async ({ write }) => {
    const kept = await write(async ({ store }) => {
      await store.insertInto('notes').values({ text: 'kept' }).execute()
      return 7
    })
    const failed = await write(async ({ store }) => {
      await store.insertInto('notes').values({ text: 'lost' }).execute()
      throw new Error('no luck')
    }).catch((error: Error) => error.message)
    return { kept, failed }
  })
  await post().expect(200, { kept: 7, failed: 'no luck' })
  expect(await texts()).toEqual(['kept'])
  await orion.close()
})

test('publish outside of a write is at once; inside of one it waits for the commit', async () => {
  let duringWrite = 0
  const { orion, app, counts, post } = await openWrites(async ({ write, publish }) => {
    publish('notes')
    await eventually(() => counts.renders === 2, 'the view is rendered while the handler runs')
    await write(async ({ store }) => {
      publish('notes')
      await new Promise((turn) => setImmediate(turn))
      duringWrite = counts.renders
      await store.insertInto('notes').values({ text: 'a' }).execute()
    })
  })
  const stream = await openLive(app, '/notes')
  await post().expect(204)
  expect(await stream.until('<li>a</li>')).toBeDefined()
  expect([duringWrite, counts.renders]).toEqual([2, 3])
  await stream.close()
  await orion.close()
})

test('after runs once the handler has returned, before the answer, and never when it fails', async () => {
  const order: string[] = []
  const ran = await openWrites(async ({ write, after }) => {
    after(() => void order.push('after the handler'))
    await write(({ after: afterWrite }) => afterWrite(() => void order.push('after the write')))
    order.push('handler')
  })
  await ran.post().expect(204)
  order.push('answer')
  expect(order).toEqual(['after the write', 'handler', 'after the handler', 'answer'])
  await ran.orion.close()

  const failing = await openWrites(({ after }) => {
    after(() => void order.push('never'))
    throw new Error('no luck')
  })
  await failing.post().expect(500)
  expect(order).not.toContain('never')
  await failing.orion.close()
})

test('an after that fails is reported, and the answer is the same', async () => {
  const { orion, post, reported } = await openWrites(({ after }) => {
    after(() => Promise.reject(new Error('no mail')))
  })
  await post().expect(204)
  expect(reported).toEqual([{ error: new Error('no mail'), during: 'after' }])
  await orion.close()
})

test('throw invalid() answers as ever; what was written before stays', async () => {
  const opened = await openWrites(async (context) => {
    await opened.insert('kept')(context)
    throw invalid({ card: 'Refused by the bank' })
  })
  const { body } = await opened.post().expect(422)
  expect(body.errors).toEqual([{ path: 'card', message: 'Refused by the bank' }])
  expect(await opened.texts()).toEqual(['kept'])
  await opened.orion.close()
})

test('orion.store may be used between the writes, and not in one', async () => {
  const { orion, post } = await openWrites(async ({ write }) => {
    const between = await orion.store.selectFrom('notes').selectAll().execute()
    const inside = await write(() => orion.store).catch((error) => error.code)
    const nested = await write(() => write(() => undefined)).catch((error) => error.code)
    return { between, inside, nested }
  })
  const code = 'ORION_STORE_IN_COMMAND'
  await post().expect(200, { between: [], inside: code, nested: code })
  await orion.close()
})

test('a handler that sends the response itself is an error', async () => {
  const errors: unknown[] = []
  const opened = await openNotes()
  opened.app.post(
    '/',
    opened.orion.command(v.object({}), ({ res }) => void res.json({ done: true }), {
      transaction: false,
    }),
  )
  opened.app.use(((error, _req, _res, _next) => void errors.push(error)) as typeof answerErrors)
  await request(opened.app).post('/').send({}).expect(200)
  expect(errors).toEqual([expect.objectContaining({ code: 'ORION_RESPONSE_IN_COMMAND' })])
  await opened.orion.close()
})

describe('while the process goes away', () => {
  test.each(['drain', 'close'] as const)(
    '%s waits for the handler, and lets it make its second write',
    async (how) => {
      const order: string[] = []
      const payment = gate()
      const opened = await openWrites(async (context) => {
        await opened.insert('ordered')(context)
        order.push('ordered')
        await payment.passed
        await opened.insert('paid')(context)
        order.push(`paid: ${await opened.texts()}`)
      })
      const { server, origin } = await listen(opened.app)
      const answered = request(origin)
        .post('/')
        .send({})
        .then(({ status }) => status)
      await eventually(() => order.includes('ordered'), 'the first write was made')
      const gone = opened.orion[how]().then(() => order.push(how))
      await new Promise((turn) => setImmediate(turn))
      payment.open()
      await gone
      expect(order).toEqual(['ordered', 'paid: ordered,paid', how])
      expect(await answered).toBe(204)
      await stop(server)
      await opened.orion.close()
    },
  )

  test('one that is admitted while the rest is waited for is let through to its end too', async () => {
    const first = gate()
    const second = gate()
    const started: string[] = []
    const opened = await openWrites(async (context) => {
      const mine = started.length === 0 ? first : second
      started.push('handler')
      await mine.passed
      await opened.insert(`note ${started.length}`)(context)
      return await opened.texts()
    })
    const { server, origin } = await listen(opened.app)
    const post = () => request(origin).post('/').send({})
    const one = post().then(({ status }) => status)
    await eventually(() => started.length === 1, 'the first began')
    const closing = opened.orion.close()
    const two = post().then(({ status }) => status)
    await eventually(() => started.length === 2, 'the second began')
    first.open()
    expect(await one).toBe(200)
    // The store is being closed by now: whoever comes late is refused.
    const late = await post().expect(503)
    expect(late.body.code).toBe('ORION_CLOSED')
    second.open()
    expect(await two).toBe(200)
    await closing
    await stop(server)
  })
})
