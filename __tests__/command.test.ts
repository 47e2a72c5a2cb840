import { AsyncLocalStorage } from 'node:async_hooks'
import express from 'express'
import request from 'supertest'
import * as v from 'valibot'
import { type CommandContext, createOrion, html, invalid } from '../lib/index.js'
import { openLive } from '../lib/testing.js'
import { answerErrors, openNotes } from './support/app.js'

const Text = v.object({ text: v.pipe(v.string(), v.trim(), v.minLength(1, 'Write something')) })
const datastar = { 'Datastar-Request': 'true' }

/** The notes app with one command, which does what the test says after it has written. */
async function openCommand(
  act: (
    context: Pick<
      CommandContext<unknown, unknown, unknown>,
      'publish' | 'after' | 'respond' | 'res'
    >,
  ) => unknown = () => undefined,
) {
  const notes = await openNotes()
  notes.app.get('/notes', notes.notes)
  notes.app.post(
    '/notes',
    notes.orion.command(
      Text,
      async ({ input, store, ...context }) => {
        await store.insertInto('notes').values(input).execute()
        context.publish('notes')
        return act(context)
      },
      { form: 'note' },
    ),
  )
  notes.app.use(answerErrors)
  return notes
}

test('a Datastar caller gets 200 with events, or 204 where nothing is said', async () => {
  const { orion, app } = await openNotes()
  app.post(
    '/quiet',
    orion.command(v.object({}), () => ({ ignored: true })),
  )
  app.post(
    '/loud',
    orion.command(v.object({}), ({ respond }) => respond.remove('#x')),
  )
  await request(app).post('/quiet').set(datastar).send({}).expect(204)
  const { text } = await request(app).post('/loud').set(datastar).send({}).expect(200)
  expect(text).toBe('event: datastar-patch-elements\ndata: selector #x\ndata: mode remove\n\n')
  await orion.close()
})

test('a JSON caller gets what the handler returned, with the status and headers that it set', async () => {
  const { orion, app, texts } = await openCommand(({ res }) => {
    res.status(201).set('Location', '/notes/1')
    return { id: 1 }
  })
  const { headers } = await request(app).post('/notes').send({ text: 'a' }).expect(201, { id: 1 })
  expect(headers.location).toBe('/notes/1')
  expect(await texts()).toEqual(['a'])
  await orion.close()
})

test('a JSON caller gets 204 where the handler returned nothing', async () => {
  const { orion, app } = await openCommand()
  await request(app).post('/notes').send({ text: 'a' }).expect(204)
  await orion.close()
})

test('a plain form gets 303 to a GET of the same URL, or to where the handler said', async () => {
  const { orion, app } = await openCommand()
  const { headers } = await request(app).post('/notes?x=1').type('form').send('text=a').expect(303)
  expect(headers.location).toBe('/notes?x=1')
  await orion.close()
  const other = await openCommand(({ respond }) => respond.redirect('/elsewhere'))
  const sent = await request(other.app).post('/notes').type('form').send('text=a').expect(303)
  expect(sent.headers.location).toBe('/elsewhere')
  await other.orion.close()
})

test('invalid input never reaches the handler, and each caller is told in its way', async () => {
  let calls = 0
  const { orion, app, texts } = await openCommand(() => void calls++)
  const json = await request(app).post('/notes').send({ text: ' ' }).expect(422)
  expect(json.headers['content-type']).toContain('application/problem+json')
  expect(JSON.parse(json.text)).toEqual({
    type: 'about:blank',
    title: 'Unprocessable Entity',
    status: 422,
    errors: [{ path: 'text', message: 'Write something' }],
  })
  const page = await request(app).post('/notes').type('form').send('text=').expect(422)
  expect(page.text).toContain('<li>text: Write something</li>')
  const events = await request(app).post('/notes').set(datastar).send({ text: '' }).expect(200)
  expect(events.text).toContain('{"_errors":{"note":null}}')
  expect(events.text).toContain('{"_errors":{"note":{"text":"Write something"}}}')
  expect(calls).toBe(0)
  expect(await texts()).toEqual([])
  await orion.close()
})

test('throw invalid() answers as the schema would, after a rollback', async () => {
  const { orion, app, texts } = await openCommand(() => {
    throw invalid({ text: 'Already there' })
  })
  const stream = await openLive(app, '/notes')
  const { text } = await request(app).post('/notes').set(datastar).send({ text: 'a' }).expect(200)
  expect(text).toContain('Already there')
  expect(await texts()).toEqual([])
  expect(stream.frame).toBe('<ul id="notes"></ul>')
  await stream.close()
  await orion.close()
})

test('an answer that succeeds clears the errors of the form', async () => {
  const { orion, app } = await openCommand()
  const { text } = await request(app).post('/notes').set(datastar).send({ text: 'a' }).expect(200)
  expect(text).toBe('event: datastar-patch-signals\ndata: signals {"_errors":{"note":null}}\n\n')
  await orion.close()
})

test('a handler that throws rolls back, publishes nothing, says nothing, and goes to next(err)', async () => {
  const after: string[] = []
  const { orion, app, texts, counts, add } = await openCommand(({ respond, after: later }) => {
    respond.toast('Saved')
    later(() => after.push('mail'))
    throw new Error('no luck')
  })
  const stream = await openLive(app, '/notes')
  const { body } = await request(app).post('/notes').set(datastar).send({ text: 'a' }).expect(500)
  expect(body.message).toBe('no luck')
  expect(await texts()).toEqual([])
  expect(after).toEqual([])
  await add('later')
  expect(await stream.next()).toBe('<ul id="notes"><li>later</li></ul>')
  expect(counts.renders).toBe(2)
  await stream.close()
  await orion.close()
})

test('topics are published after the commit, then comes what was to come after, then the answer', async () => {
  const order: string[] = []
  const { orion, app, texts } = await openCommand(({ after }) => {
    after(async () => {
      order.push(`after: ${(await texts()).join()}`)
    })
    order.push(`handler`)
  })
  const watch = orion.live('notes', async ({ store }) => {
    const rows = await store.selectFrom('notes').select('text').execute()
    order.push(`render: ${rows.map(({ text }) => text).join()}`)
    return html`<p id="watch">${rows.length}</p>`
  })
  app.get('/watch', watch)
  const stream = await openLive(app, '/watch')
  await request(app).post('/notes').send({ text: 'a' })
  order.push('answer')
  await stream.until('1')
  expect(order.slice(0, 2)).toEqual(['render: ', 'handler'])
  expect(order).toContain('render: a')
  expect(order.indexOf('after: a')).toBeLessThan(order.indexOf('answer'))
  await stream.close()
  await orion.close()
})

test('orion.publish inside a command waits for the commit, and is dropped by a rollback', async () => {
  const { orion, app } = await openNotes()
  let state = 'before'
  let renders = 0
  const route = orion.live('x', () => html`<p id="x">${++renders} ${state}</p>`)
  app.get('/x', route)
  app.post(
    '/commit',
    orion.command(v.object({}), async () => {
      orion.publish('x')
      await new Promise((turn) => setImmediate(turn))
      state = 'committed'
    }),
  )
  app.post(
    '/roll-back',
    orion.command(v.object({}), () => {
      orion.publish('x')
      throw invalid({ x: 'no' })
    }),
  )
  const stream = await openLive(app, '/x')
  await request(app).post('/roll-back').send({}).expect(422)
  await request(app).post('/commit').send({}).expect(204)
  expect(await stream.next()).toBe('<p id="x">2 committed</p>')
  await stream.close()
  await orion.close()
})

test('the store outside of the transaction would wait for it for ever: ORION_STORE_IN_COMMAND instead', async () => {
  const { orion, app, notes } = await openNotes()
  const held = orion.store
  const asks: Record<string, (req: express.Request) => unknown> = {
    getter: () => orion.store,
    'held-query': () => held.selectFrom('notes').selectAll().execute(),
    'held-transaction': () => held.transaction().execute(async () => undefined),
    write: () => orion.write(() => undefined),
    render: (req) => notes.render(req),
  }
  app.post(
    '/:ask',
    orion.command(v.object({}), ({ params, req }) => asks[params.ask ?? '']?.(req)),
  )
  app.use(answerErrors)
  for (const ask of Object.keys(asks)) {
    const { body } = await request(app).post(`/${ask}`).send({}).expect(500)
    expect(body.code).toBe('ORION_STORE_IN_COMMAND')
  }
  expect(await held.selectFrom('notes').selectAll().execute()).toEqual([])
  await orion.close()
})

test('what a command left running may use the store once the transaction is over', async () => {
  const { orion, app } = await openNotes()
  let left: Promise<unknown> = Promise.resolve()
  app.post(
    '/',
    orion.command(v.object({}), () => {
      left = new Promise((turn) => setImmediate(turn)).then(() =>
        orion.store.selectFrom('notes').selectAll().execute(),
      )
    }),
  )
  await request(app).post('/').send({}).expect(204)
  expect(await left).toEqual([])
  await orion.close()
})

test('a render reads the last committed state and never waits for a transaction that waits', async () => {
  const { orion, app, notes } = await openNotes()
  let finish = () => {}
  const waiting = new Promise<void>((done) => {
    finish = done
  })
  app.get('/notes', notes, async (req, res) => void res.send(`${await notes.render(req)}`))
  const writing = orion.write(async ({ store }) => {
    await store.insertInto('notes').values({ text: 'not yet' }).execute()
    await waiting
  })
  await request(app).get('/notes').expect('<ul id="notes"></ul>')
  finish()
  await writing
  await request(app).get('/notes').expect('<ul id="notes"><li>not yet</li></ul>')
  await orion.close()
})

test('a handler that sends the response itself is an error, and nothing is written', async () => {
  const { orion, app, texts } = await openCommand(({ res }) => void res.json({ done: true }))
  await request(app)
    .post('/notes')
    .send({ text: 'a' })
    .catch(() => undefined)
  expect(await texts()).toEqual([])
  await orion.close()
})

test('an after callback that fails is reported, and the answer is the same', async () => {
  const { orion, app, reported } = await openCommand(({ after }) => {
    after(() => Promise.reject(new Error('no mail')))
  })
  await request(app).post('/notes').send({ text: 'a' }).expect(204)
  expect(reported).toEqual([{ error: new Error('no mail'), during: 'after' }])
  await orion.close()
})

test('bad input is a clear error through next(err); nothing is written, nothing published', async () => {
  const { orion, app, texts, counts, add } = await openCommand()
  const big = JSON.stringify({ text: 'x'.repeat(1_048_577) })
  const cases: [number, string, (r: request.Test) => request.Test][] = [
    [400, 'ORION_BODY_INVALID', (r) => r.type('json').send('{"text":')],
    [400, 'ORION_BODY_INVALID', (r) => r.type('json').send('["text"]')],
    [400, 'ORION_BODY_INVALID', (r) => r.type('json').send('7')],
    [400, 'ORION_BODY_INVALID', (r) => r.type('json').send('{"text":"a","__proto__":{}}')],
    [413, 'ORION_BODY_TOO_LARGE', (r) => r.type('json').send(big)],
    [415, 'ORION_BODY_TYPE', (r) => r.type('text/csv').send('text,a')],
  ]
  const stream = await openLive(app, '/notes')
  for (const [status, code, send] of cases) {
    const { body } = await send(request(app).post('/notes').set(datastar)).expect(status)
    expect(body).toEqual({ code, message: expect.stringMatching(/^orion: /) })
  }
  expect(await texts()).toEqual([])
  await add('later')
  await stream.until('later')
  expect(counts.renders).toBe(2)
  await stream.close()
  await orion.close()
})

test('a bad ?datastar= of a DELETE is a 400', async () => {
  const { orion, app } = await openNotes()
  app.delete(
    '/notes',
    orion.command(v.object({ n: v.number() }), ({ input }) => void input.n),
  )
  app.use(answerErrors)
  const send = (query: string) => request(app).delete(`/notes?datastar=${query}`).set(datastar)
  await send(encodeURIComponent('{"n":1}')).expect(204)
  for (const bad of ['{', '[]', 'null', '{"__proto__":1}', '']) {
    const { body } = await send(encodeURIComponent(bad)).expect(400)
    expect(body.code).toBe('ORION_BODY_INVALID')
  }
  await orion.close()
})

test('a write that another site sent is refused before anything is read', async () => {
  const { orion, app, texts } = await openCommand()
  const send = () => request(app).post('/notes').send({ text: 'a' })
  const { body } = await send().set('Sec-Fetch-Site', 'cross-site').expect(403)
  expect(body.code).toBe('ORION_CROSS_SITE')
  await send().set('Origin', 'https://evil.example').expect(403)
  expect(await texts()).toEqual([])
  await send().set('Sec-Fetch-Site', 'same-origin').expect(204)
  await orion.close()
})

test('params are what their schema puts out, name the form of the row, and are a 404 if refused', async () => {
  const orion = createOrion()
  const Id = v.object({ id: v.pipe(v.string(), v.digits(), v.transform(Number)) })
  const app = express()
  app.post(
    '/:id',
    orion.command(Text, () => undefined, { params: Id, form: ({ id }) => `row_${id + 1}` }),
  )
  app.use(answerErrors)
  const { text } = await request(app).post('/7').set(datastar).send({ text: '' })
  expect(text).toContain('{"_errors":{"row_8":{"text":"Write something"}}}')
  expect((await request(app).post('/x').send({ text: 'a' }).expect(404)).body.code).toBe(
    'ORION_PARAMS',
  )
  await orion.close()
})

test('a command keeps the async context of its request', async () => {
  const tenants = new AsyncLocalStorage<string>()
  const orion = createOrion()
  const app = express()
  app.use((_req, _res, next) => tenants.run('ada', next))
  app.post(
    '/',
    orion.command(v.object({}), () => ({ tenant: tenants.getStore() })),
  )
  await request(app).post('/').send({}).expect(200, { tenant: 'ada' })
  await orion.close()
})

test('a command that is called by GET is an error that says how to mount it', async () => {
  const orion = createOrion()
  const app = express()
  app
    .get(
      '/',
      orion.command(v.object({}), () => undefined),
    )
    .use(answerErrors)
  const { body } = await request(app).get('/').expect(500)
  expect(body).toEqual({
    code: 'ORION_COMMAND_METHOD',
    message: expect.stringContaining('app.post'),
  })
  await orion.close()
})

test('an async schema is refused with what to do instead', async () => {
  const orion = createOrion()
  const Slow = v.objectAsync({
    text: v.pipeAsync(
      v.string(),
      v.checkAsync(async () => true),
    ),
  })
  const app = express()
  app
    .post(
      '/',
      orion.command(Slow, () => undefined),
    )
    .use(answerErrors)
  const { body } = await request(app).post('/').send({ text: 'a' }).expect(500)
  expect(body.code).toBe('ORION_SCHEMA_ASYNC')
  await orion.close()
})

test('wrong arguments are errors when command is called, naming the option and the value', async () => {
  const orion = createOrion()
  const handler = () => undefined
  const calls: [() => unknown, string][] = [
    [() => orion.command({} as never, handler), 'schema = {}'],
    [() => orion.command(Text, 7 as never), 'handler = 7'],
    [() => orion.command(Text, handler, { params: 'id' as never }), "params = 'id'"],
    [() => orion.command(Text, handler, { form: 'to do' }), "'to do'"],
    [() => orion.command(Text, handler, { from: 'todo' } as never), "from = 'todo'"],
  ]
  for (const [call, message] of calls) {
    expect(call).toThrow(
      expect.objectContaining({ code: 'ORION_OPTION', message: expect.stringContaining(message) }),
    )
  }
  await orion.close()
})

test('commands at once are written one after the other, and none is lost', async () => {
  const { orion, app, texts } = await openCommand()
  const server = app.listen(0)
  const sent = Array.from({ length: 20 }, (_, n) => `note ${n}`)
  await Promise.all(sent.map((text) => request(server).post('/notes').send({ text }).expect(204)))
  expect((await texts()).sort()).toEqual(sent.sort())
  await new Promise((done) => server.close(done))
  await orion.close()
})
