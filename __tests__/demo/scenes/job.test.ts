// The long job: what its worker tells, how it can end, and that no worker outlives its app.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import request from 'supertest'
import { createApp } from '../../../demo/app.js'
import { openDatabase } from '../../../demo/database.js'
import { createRunner } from '../../../demo/scenes/job/runner.js'
import { openLive } from '../../../lib/testing.js'
import { eventually } from '../../support/app.js'

const scene = '/scenes/job'
const form = 'application/x-www-form-urlencoded'
const publicFolder = join(__dirname, '../../../demo/public')
/** More than anybody waits for. */
const endless = 20_000_000

async function openScene(store = ':memory:') {
  const orion = await openDatabase(store)
  const app = createApp(orion, publicFolder)
  const post = (path: string, body = '') =>
    request(app).post(path).set('Content-Type', form).send(body)
  const open = () => openLive(app, scene, { timeoutMs: 10_000 })
  return { orion, app, post, open }
}

const has =
  (...texts: readonly string[]) =>
  (html: string) =>
    texts.every((text) => html.includes(text))

test('a job runs in a worker, and every stream sees its progress and its end', async () => {
  const { orion, post, open } = await openScene()
  const [ada, bob] = [await open(), await open()]
  expect(ada.frame).toContain('78,498 found')
  await post(scene, 'upTo=1000000').expect(303)
  await ada.until(has('Primes up to 1,000,000', 'running', `${scene}/2/cancel`))
  const part = await bob.until(/<progress max="100" value="[1-9]\d?"/)
  expect(part).toContain('running')
  await ada.until(has('id="job-2"', '78,498 found, 100 %', 'done'))
  await bob.until((html) => !html.includes('running'))
  expect(await orion.store.selectFrom('jobs').selectAll().where('id', '=', 2).execute()).toEqual([
    { id: 2, up_to: 1_000_000, state: 'done', progress: 100, found: 78_498, problem: null },
  ])
  await ada.close()
  await bob.close()
  await orion.close()
})

test('a worker that crashes fails its job, with the reason', async () => {
  const { orion, post, open } = await openScene()
  const stream = await open()
  await post(scene, 'upTo=10000&crash=yes').expect(303)
  await stream.until(has('failed', 'the worker tripped over 5000'))
  await stream.close()
  await orion.close()
})

test('a job can be cancelled, once', async () => {
  const { orion, app, post, open } = await openScene()
  const stream = await open()
  await post(scene, `upTo=${endless}`).expect(303)
  await stream.until('running')
  const { headers } = await post(`${scene}/2/cancel`).expect(303)
  await request(app).get(`${headers.location}`).expect(303).expect('location', scene)
  await stream.until('cancelled')
  await post(`${scene}/1/cancel`).expect(303)
  expect(await orion.store.selectFrom('jobs').select('state').orderBy('id').execute()).toEqual([
    { state: 'done' },
    { state: 'cancelled' },
  ])
  await stream.close()
  await orion.close()
})

test('what is no job is refused beside its field, and so is one too many', async () => {
  const { orion, app, post } = await openScene()
  const send = (upTo: string) =>
    request(app)
      .post(scene)
      .set({ 'Datastar-Request': 'true', 'Content-Type': form })
      .send(`upTo=${upTo}`)
      .expect(200)
  expect((await send('many')).text).toContain('{"_errors":{"job":{"upTo":"Write a whole number"}}}')
  expect((await send('7')).text).toContain('Not worth a worker')
  await post(scene, `upTo=${endless}`).expect(303)
  await post(scene, `upTo=${endless}`).expect(303)
  expect((await send('5000')).text).toContain('2 are running already')
  await orion.close()
})

test('a job that ran when the process ended shows as interrupted in the next one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'orion-job-'))
  const file = join(folder, 'demo.db')
  const before = await openScene(file)
  await before.post(scene, `upTo=${endless}`).expect(303)
  await before.orion.close()

  const after = await openScene(file)
  const stream = await after.open()
  await stream.until('interrupted')
  expect(stream.frame).not.toContain('running')
  await stream.close()
  await after.orion.close()
  rmSync(folder, { recursive: true })
})

test('a worker ends with the Orion that keeps its news', async () => {
  const orion = await openDatabase(':memory:')
  const runner = createRunner(orion)
  runner.start(1, { upTo: endless })
  expect(runner.size).toBe(1)
  await orion.close()
  await eventually(() => runner.size === 0, 'the worker has ended')
})
