// The snippets of each of these guides are one app, which is checked for its types as a file in
// __tests__/guides/. The apps are run here, those of the longer guides in files of their own, and that of
// the guide to testing in __tests__/package/.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import request from 'supertest'
import { openLive } from '../lib/testing.js'
import { codeOf, runApp } from './support/guide.js'

test.each([
  'sessions',
  'live-routes',
  'writes',
  'monitoring',
  'testing',
  'errors',
  'lists',
  'files',
  'background-work',
  'deploying',
])('the snippets of %s are a file that is checked', (name) => {
  const file = readFileSync(join(__dirname, `guides/${name}.ts`), 'utf8')
  expect(codeOf(`docs/${name}.md`)).toBe(file)
})

/** Signs in on the board; resolves with the headers of the session. */
async function signIn(origin: string, name: string) {
  const { headers } = await request(origin).post(`/login/${name}`).expect(303)
  return { cookie: String(headers['set-cookie']?.[0]).split(';')[0] ?? '' }
}

test('the board knows who looks, who is there, and who left', async () => {
  const app = await runApp(codeOf('docs/sessions.md'), [
    'express',
    'express-session',
    'valibot',
    'kysely',
  ])
  await request(app.origin).get('/board').expect(303).expect('Location', '/')
  const [ada, bob] = [await signIn(app.origin, 'ada'), await signIn(app.origin, 'bob')]
  const { text } = await request(app.origin).get('/board').set(ada).expect(200)
  expect(text).toContain('<p>ada, admin</p>')
  const adas = await openLive(app.origin, '/board', { headers: ada })
  const bobs = await openLive(app.origin, '/board', { headers: bob })
  await adas.until('Here now: ada, bob')
  await request(app.origin).post('/board').set(bob).send({ text: 'Hello' }).expect(204)
  expect(await bobs.until('bob: Hello')).not.toContain('Clear')
  await request(app.origin).delete('/board').set(bob).send({}).expect(403)
  await request(app.origin).delete('/board').set(ada).send({}).expect(204)
  await adas.until((frame) => !frame.includes('Hello'))
  await request(app.origin).delete('/users/ada').set(bob).send({}).expect(403)
  await request(app.origin).delete('/users/bob').set(ada).send({}).expect(204)
  await expect(bobs.next().then(() => bobs.next())).rejects.toThrow('the stream ended')
  await adas.until((frame) => frame.includes('Here now: ada<'))
  await adas.close()
  await bobs.close()
  await app.stop()
})

test('who signs out is gone from all windows, and a session on another device may come back', async () => {
  const app = await runApp(codeOf('docs/sessions.md'), [
    'express',
    'express-session',
    'valibot',
    'kysely',
  ])
  const [here, there] = [await signIn(app.origin, 'ada'), await signIn(app.origin, 'ada')]
  const open = (headers: Record<string, string>) => openLive(app.origin, '/board', { headers })
  const streams = [await open(here), await open(here), await open(there)]
  await request(app.origin).post('/logout').set(here).expect(303).expect('Location', '/')
  for (const stream of streams) await expect(stream.until('never')).rejects.toThrow('stream ended')
  await expect(open(here)).rejects.toThrow('303')
  const back = await open(there)
  await back.close()
  await app.stop()
})

test('the tasks are filtered, watched, counted in parts, and an old page is told to fetch itself', async () => {
  const app = await runApp(codeOf('docs/live-routes.md'), ['express', 'valibot', 'kysely'])
  const open = (path: string) => openLive(app.origin, path, { timeoutMs: 5000 })
  const list = await open('/projects/garden?q=wat&utm_source=x')
  const overview = await open('/overview')
  const dashboard = await open('/dashboard')
  const report = await open('/report')
  const add = (title: string) =>
    request(app.origin).post('/projects/garden').send({ title }).expect(204)
  await add('Water')
  await add('Weed')
  expect(await list.until('Water')).toBe('<ul id="tasks"><li>Water</li></ul>')
  await overview.until('garden: 2')
  expect(await dashboard.until('garden: 2 open')).toContain('house: 0 open')
  await report.next()
  const { text } = await request(app.origin).get('/report').expect(200)
  expect(text).toContain('2 tasks')
  await request(app.origin).get('/projects/UPPER').expect(404)
  await request(app.origin).get('/projects/garden?page=x').expect(400)
  for (const stream of [list, overview, dashboard, report]) await stream.close()
  await app.stop()
})

test('an order is cancelled, paid once, and cleared, on a store of the app itself', async () => {
  const app = await runApp(codeOf('docs/writes.md'), ['express', 'valibot', 'kysely'])
  const orders = await openLive(app.origin, '/', { timeoutMs: 5000 })
  expect(orders.frame).toContain('1 open')
  const post = (path: string) => request(app.origin).post(path).send({ id: '1' })
  const [first, second] = await Promise.all([post('/pay'), post('/pay')])
  expect([first.status, second.status].sort()).toEqual([204, 422])
  await orders.until('1 paid')
  const refused = await post('/cancel').expect(422)
  expect(refused.body.errors).toEqual([{ path: 'id', message: 'It is too late for that' }])
  await request(app.origin).get('/sent').expect(200, [])
  await post('/clear').expect(303)
  await orders.until((frame) => !frame.includes('paid'))
  await orders.close()
  await app.stop()
})

test('the votes are counted, and the metrics tell of streams, renders, frames and commands', async () => {
  const packages = ['express', 'valibot', 'kysely', 'morgan', 'prom-client']
  const app = await runApp(codeOf('docs/monitoring.md'), packages)
  const metrics = async () => (await request(app.origin).get('/metrics').expect(200)).text
  const until = async (line: RegExp) => {
    for (;;) {
      const text = await metrics()
      if (line.test(text)) return text
    }
  }
  const first = await openLive(app.origin, '/live/votes', { timeoutMs: 5000 })
  const second = await openLive(app.origin, '/live/votes', { timeoutMs: 5000 })
  await request(app.origin).post('/').send({}).expect(204)
  await first.until('Yes: 1')
  await request(app.origin)
    .get('/')
    .expect(200, /Yes: 1/)
  expect(await metrics()).toContain('orion_streams{route="/live/votes"} 2')
  await first.close()
  const text = await until(/orion_streams\{route="\/live\/votes"\} 1/)
  expect(text).toContain('orion_closes_total{route="/live/votes",reason="left"} 1')
  expect(text).toContain('orion_open_seconds_count{route="/live/votes"} 2')
  expect(text).toContain('orion_stream_seconds_count{route="/live/votes"} 1')
  expect(text).toMatch(/orion_sent_bytes_total\{route="\/live\/votes"\} [1-9]/)
  expect(text).toContain('orion_render_seconds_count{route="/live/votes",outcome="ok"} 2')
  expect(text).toContain('orion_frame_bytes_count{route="/live/votes"} 2')
  expect(text).toContain('orion_fan_out_seconds_count{route="/live/votes"} 2')
  expect(text).toContain('orion_command_seconds_count{route="/",method="POST",status="204"} 1')
  await second.close()
  await app.stop()
})

test('errors go to the handler or to onError, and streams keep their last good frame', async () => {
  const app = await runApp(codeOf('docs/errors.md'), ['express', 'valibot', 'kysely'])
  const stock = await openLive(app.origin, '/', { timeoutMs: 5000 })
  const post = (apples: unknown) => request(app.origin).post('/').send({ apples })
  const { body } = await post('many').expect(422)
  expect(body.errors).toEqual([{ path: 'apples', message: 'Say how many' }])
  const foreign = await post(1).set('Sec-Fetch-Site', 'cross-site').expect(403)
  expect(foreign.body).toMatchObject({
    code: 'ORION_CROSS_SITE',
    message: expect.stringContaining('another site'),
  })
  await post(-1).expect(204)
  let log: string[] = []
  while (log.length === 0) log = (await request(app.origin).get('/log').expect(200)).body
  expect(log).toEqual([expect.stringMatching(/^render of stock: RangeError/)])
  expect(stock.frame).toContain('>ooo<')
  await request(app.origin).get('/').expect(500, { message: 'Something went wrong' })
  await post(1).expect(204)
  await stock.until('>o<')
  await stock.close()
  await app.stop()
})
