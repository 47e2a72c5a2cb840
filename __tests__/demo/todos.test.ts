// The to-do list over HTTP: the loop, the three callers, and what is refused.
import { join } from 'node:path'
import request from 'supertest'
import { createApp } from '../../demo/app.js'
import { openDatabase } from '../../demo/database.js'
import { openLive } from '../../lib/testing.js'

const publicFolder = join(__dirname, '../../demo/public')
const form = 'application/x-www-form-urlencoded'
const datastar = { 'Datastar-Request': 'true', 'Content-Type': form }

async function openDemo() {
  const orion = await openDatabase(':memory:')
  const app = createApp(orion, publicFolder)
  const post = (path: string, body = '') =>
    request(app).post(path).set('Content-Type', form).send(body)
  return { orion, app, post }
}

test('what one adds, ticks off, rewords, deletes and clears appears in every open stream', async () => {
  const { orion, app, post } = await openDemo()
  const all = await openLive(app, '/')
  const done = await openLive(app, '/done')
  expect(all.frame).toContain('A clear day')

  await post('/todos', 'title=Milk').expect(303)
  await all.until('1 thing left to do')
  await post('/todos/1/done', 'done=true').expect(303)
  await all.until('All done')
  await done.until('aria-label="Milk"')
  await post('/todos/1', 'title=Oat+milk').expect(303)
  await done.until('aria-label="Oat milk"')
  await post('/todos', 'title=Bread').expect(303)
  await post('/todos/2/delete').expect(303)
  await all.until((html) => !html.includes('Bread'))
  await post('/todos/clear').expect(303)
  await all.until('A clear day')
  await done.until('Nothing done yet')

  await all.close()
  await done.close()
  await orion.close()
})

test('a form that was sent without script comes back to the list', async () => {
  const { orion, app, post } = await openDemo()
  for (const path of ['/todos', '/todos/1', '/todos/1/done', '/todos/1/delete', '/todos/clear']) {
    const body = path.endsWith('done') ? 'done=true' : 'title=Milk'
    const { headers } = await post(path, body).expect(303)
    const back = await request(app)
      .get(headers.location ?? '')
      .expect(303)
    expect(back.headers.location).toBe('/')
  }
  await orion.close()
})

test('an error stands beside its field, and goes once the input is fine', async () => {
  const { orion, app } = await openDemo()
  const send = (body: string) => request(app).post('/todos').set(datastar).send(body).expect(200)
  expect((await send('title=+')).text).toContain(
    '{"_errors":{"todo":{"title":"Write something first"}}}',
  )
  const { text } = await send('title=Milk')
  expect(text).toContain('{"_errors":{"todo":null}}')
  expect(text).toContain('{"_reset":{"todo":true}}')
  expect((await send('title=Milk')).text).toContain('That is on the list already')
  await orion.close()
})

test('a title is text, whatever is in it', async () => {
  const { orion, app, post } = await openDemo()
  const title = `"><script>alert('x')</script>'); @post('/todos/clear'); ('`
  await post('/todos', `title=${encodeURIComponent(title)}`).expect(303)
  const { text } = await request(app).get('/').expect(200)
  expect(text).not.toContain('<script>alert')
  expect(text).not.toMatch(/data-[a-z:]+="[^"]*todos\/clear'\); \(/)
  await orion.close()
})

test('a page or a to-do that is not there is a 404 page, and shows no stack', async () => {
  const { orion, app, post } = await openDemo()
  const { text } = await request(app).get('/nothing').expect(404)
  expect(text).toContain('<h1>There is no such page</h1>')
  expect(text).not.toContain('node_modules')
  await post('/todos/abc/done', 'done=true').expect(404)
  await orion.close()
})

test("every page has helmet's default policy", async () => {
  const { orion, app } = await openDemo()
  const { headers } = await request(app).get('/').expect(200)
  expect(headers['content-security-policy']).toContain("script-src 'self'")
  expect(headers['content-security-policy']).not.toContain('unsafe-eval')
  await orion.close()
})
