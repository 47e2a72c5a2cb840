// The search over HTTP: one state, told by the address of the page or by the signals of the stream.
import { join } from 'node:path'
import request from 'supertest'
import { createApp } from '../../../demo/app.js'
import { openDatabase } from '../../../demo/database.js'
import { openLive } from '../../../lib/testing.js'

const scene = '/scenes/search'
const form = 'application/x-www-form-urlencoded'

async function openScene() {
  const orion = await openDatabase(':memory:')
  const app = createApp(orion, join(__dirname, '../../../demo/public'))
  const post = (path: string, body: string) =>
    request(app).post(path).set('Content-Type', form).send(body)
  const withSignals = (signals: Record<string, unknown>) => openLive(app, scene, { signals })
  return { orion, app, post, withSignals }
}

test('the address of the page says what is looked for, of which kind and at which page', async () => {
  const { orion, app } = await openScene()
  const all = await request(app).get(scene).expect(200)
  expect(all.text).toContain('200 things')
  const { text } = await request(app).get(`${scene}?q=RED&kind=garden&page=1`).expect(200)
  expect(text).toContain('8 things')
  expect(text).toContain('<mark>Red</mark> lantern')
  expect(text).toContain('name="q" value="RED"')
  expect(text).toMatch(/data-signals="[^"]*q[^"]*RED[^"]*garden/)
  const last = await request(app).get(`${scene}?kind=toys&page=4`).expect(200)
  expect(last.text).toContain('Page 4 of 4')
  expect(last.text).toContain(`href="${scene}?q=&amp;kind=toys&amp;page=3"`)
  expect(last.text).not.toContain('rel="next"')
  await orion.close()
})

test('whatever stands in the address or the signals, there is an answer', async () => {
  const { orion, app, withSignals } = await openScene()
  const odd = `${scene}?q[]=a&kind=cars&page=-1&utm_source=x`
  expect((await request(app).get(odd).expect(200)).text).toContain('Page 1 of 20')
  expect((await request(app).get(`${scene}?page=999`).expect(200)).text).toContain('Page 20 of 20')
  expect((await request(app).get(`${scene}?q=%25`).expect(200)).text).toContain('0 things')
  const { text } = await request(app)
    .get(`${scene}?q=${encodeURIComponent('"><script>')}`)
    .expect(200)
  expect(text).not.toContain('"><script>')
  const stream = await withSignals({ q: 7, kind: null, page: 'one' })
  expect(stream.frame).toContain('200 things')
  await stream.close()
  await orion.close()
})

test('a stream shows what its signals look for, and the page shows the same view', async () => {
  const { orion, app, withSignals } = await openScene()
  const stream = await withSignals({ q: 'mug', kind: '', page: 1 })
  expect(stream.frame).toContain('5 things')
  expect((await request(app).get(`${scene}?q=mug`)).text).toContain('5 things')
  expect(orion.stats()).toEqual({ views: 1, streams: 1, parts: 0 })
  await stream.close()
  await orion.close()
})

test('what somebody adds or renames comes into the results of others, or leaves them', async () => {
  const { orion, post, withSignals } = await openScene()
  const mugs = await withSignals({ q: 'mug', kind: 'kitchen', page: 1 })
  await post(scene, 'name=Green+mug&kind=kitchen').expect(303)
  await mugs.until('6 things')
  const { headers } = await post(`${scene}/201?q=mug&kind=kitchen&page=1`, 'name=Cup').expect(303)
  expect(headers.location).toBe(`${scene}/201?q=mug&kind=kitchen&page=1`)
  await mugs.until('5 things')
  await mugs.close()
  await orion.close()
})

test('a rename without script comes back to the same search', async () => {
  const { orion, app } = await openScene()
  const { headers } = await request(app).get(`${scene}/7?q=mug&page=2`).expect(303)
  expect(headers.location).toBe(`${scene}?q=mug&page=2`)
  await orion.close()
})

test('an error stands at the field of the form that was sent', async () => {
  const { orion, app } = await openScene()
  const send = (path: string, body: string) =>
    request(app)
      .post(path)
      .set({ 'Datastar-Request': 'true', 'Content-Type': form })
      .send(body)
      .expect(200)
  expect((await send(scene, 'name=+&kind=toys')).text).toContain(
    '{"_errors":{"thing":{"name":"Give it a name"}}}',
  )
  expect((await send(`${scene}/7`, 'name=')).text).toContain(
    '{"_errors":{"rename_7":{"name":"Give it a name"}}}',
  )
  await request(app).post(`${scene}/abc`).set('Content-Type', form).send('name=x').expect(404)
  await orion.close()
})
