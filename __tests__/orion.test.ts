import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import express from 'express'
import request from 'supertest'
import * as v from 'valibot'
import { createOrion, html } from '../lib/index.js'
import { openLive } from '../lib/testing.js'
import { answerErrors, openNotes, pageOf } from './support/app.js'

test('a command writes, a topic is published, an open stream shows the new state', async () => {
  const { orion, app, notes } = await openNotes()
  app.get('/notes', notes, async (req, res) => void res.send(`${await notes.render(req)}`))
  app.post(
    '/notes',
    orion.command(v.object({ text: v.string() }), async ({ input, store, publish }) => {
      await store.insertInto('notes').values(input).execute()
      publish('notes')
      return { ok: true }
    }),
  )
  const stream = await openLive(app, '/notes')
  expect(stream.frame).toBe('<ul id="notes"></ul>')
  await request(app).post('/notes').send({ text: 'Milk & <b>' }).expect(200, { ok: true })
  expect(await stream.until('Milk')).toBe('<ul id="notes"><li>Milk &amp; &lt;b&gt;</li></ul>')
  await request(app).get('/notes').expect(200, stream.frame)
  await stream.close()
  await orion.close()
})

test('wrong options are errors when createOrion is called, naming the option and the value', () => {
  const cases: [unknown, string][] = [
    [{ store: 7 }, 'store = 7'],
    [{ store: '' }, "store = ''"],
    [{ store: 'postgres://localhost/app' }, "store = 'postgres://localhost/app'"],
    [{ heartbeatMs: 99 }, 'heartbeatMs = 99'],
    [{ heartbeatMs: '15s' }, "heartbeatMs = '15s'"],
    [{ throttleMs: -1 }, 'throttleMs = -1'],
    [{ throttleMs: Number.NaN }, 'throttleMs = NaN'],
    [{ maxBodyBytes: 0 }, 'maxBodyBytes = 0: expected a whole number of bytes, from 1'],
    [{ maxBodyBytes: '1mb' }, "maxBodyBytes = '1mb': expected a whole number of bytes, from 1"],
    [{ trustedOrigins: ['https://a.example/'] }, "trustedOrigins.0 = 'https://a.example/'"],
    [{ onError: 'log' }, "onError = 'log'"],
    [{ timers: {} }, 'timers.setTimeout'],
    [{ heartbeat: 1 }, 'heartbeat = 1: there is only store, reader, onError'],
    [null, 'createOrion got null'],
  ]
  for (const [options, message] of cases) {
    expect(() => createOrion(options as never)).toThrow(
      expect.objectContaining({ code: 'ORION_OPTION', message: expect.stringContaining(message) }),
    )
  }
})

/** Runs a program that uses the kit; resolves with what it wrote to the standard error. */
async function runProgram(code: string): Promise<string> {
  const program = `import { createOrion } from './lib/index.ts'; ${code}`
  const flags = ['--import', 'tsx', '--input-type=module', '--eval', program]
  const { stderr } = await promisify(execFile)(process.execPath, flags, {
    cwd: join(__dirname, '..'),
  })
  return stderr
}

test('without onError an error that nobody waits for is a process warning, never silence', async () => {
  const warned = await runProgram(`await createOrion().write(({ after }) => {
    after(() => { throw new Error('no mail') })
  })`)
  expect(warned).toMatch(/OrionError: Error: no mail\n\s+at /)
})

test('an onError that throws is a process warning too, and the write is as it was', async () => {
  const warned = await runProgram(`
    const orion = createOrion({ onError() { throw new Error('the logger is down') } })
    const result = await orion.write(({ after }) => {
      after(() => Promise.reject(new Error('no mail')))
      return 7
    })
    console.error('result', result)`)
  expect(warned).toContain('OrionError: Error: the logger is down')
  expect(warned).toContain('result 7')
})

test('the client, its script and the place for toasts are one thing that fits together', async () => {
  const orion = createOrion()
  const app = express().use(orion.client())
  const [, src = ''] = /src="([^"]+)"/.exec(orion.script().toString()) ?? []
  await request(app).get(src).expect(200).expect('Content-Type', 'text/javascript; charset=utf-8')
  expect(orion.toasts().toString()).toContain('id="orion-toasts"')
  await orion.close()
})

test('after close streams, renders and writes fail with a clear error, and pages come by next()', async () => {
  const { orion, app, notes, add } = await openNotes()
  app.get('/notes', notes, (_req, res) => void res.send('the page'))
  app.get('/render', pageOf(notes.render))
  app.use(answerErrors)
  await orion.close()
  await request(app).get('/notes').expect('the page')
  const stream = await request(app).get('/notes').set('Accept', 'text/event-stream').expect(503)
  expect(stream.body.code).toBe('ORION_CLOSED')
  expect((await request(app).get('/render').expect(503)).body.code).toBe('ORION_CLOSED')
  await expect(add('late')).rejects.toMatchObject({ code: 'ORION_CLOSED' })
})

test('close can be called twice, and both calls wait for the writes under way', async () => {
  const { orion } = await openNotes()
  let committed = false
  const writing = orion.write(async ({ store, after }) => {
    await store.insertInto('notes').values({ text: 'a' }).execute()
    after(() => {
      committed = true
    })
  })
  const closings = [orion.close(), orion.close()].map((closing) => closing.then(() => committed))
  expect(await Promise.all(closings)).toEqual([true, true])
  await writing
  await orion.close()
})

test('an idle Orion keeps no timer: a view that nobody follows leaves nothing running', async () => {
  const orion = createOrion({ throttleMs: 60_000 })
  const route = orion.live('x', () => html`<p id="x"></p>`)
  const app = express().get('/x', route, async (req, res) => {
    res.send(`${await route.render(req)}`)
  })
  await request(app).get('/x').expect('<p id="x"></p>')
  orion.publish('x')
  expect(orion.stats()).toEqual({ views: 0, streams: 0, parts: 0 })
  await orion.close()
})
