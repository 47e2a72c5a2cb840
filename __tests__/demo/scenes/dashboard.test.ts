// The scene of the dashboard over HTTP: each region is rendered when its own topic is published.
import { join } from 'node:path'
import request from 'supertest'
import { createApp } from '../../../demo/app.js'
import { openDatabase } from '../../../demo/database.js'
import { openLive } from '../../../lib/testing.js'

const publicFolder = join(__dirname, '../../../demo/public')
const page = '/scenes/dashboard'

async function openScene() {
  const orion = await openDatabase(':memory:')
  const app = createApp(orion, publicFolder)
  const post = (path: string, body = '') => request(app).post(path).type('form').send(body)
  return { orion, app, post }
}

/** How many times a region was rendered, and the figure that it shows. */
function region(frame: string, title: string): { renders: number; figure: string } {
  const [, rest = ''] = frame.split(`<h2>${title}</h2>`)
  const [, renders] = /(\d+) renders?</.exec(rest) ?? []
  const [, figure = ''] = /class="figure">([^<]*)</.exec(rest) ?? []
  return { renders: Number(renders), figure }
}

test('five regions are one page, and what is published re-renders its own region alone', async () => {
  const { orion, app, post } = await openScene()
  const { text } = await request(app).get(page).expect(200)
  for (const title of ['Temperature', 'Open pages', 'To do', 'Coffees sold', 'Slow report']) {
    expect(text).toContain(`<h2>${title}</h2>`)
  }
  const stream = await openLive(app, page)
  await stream.until((frame) => region(frame, 'Open pages').figure === '1')
  await post(`${page}/coffees`).expect(303)
  await stream.until((frame) => region(frame, 'Coffees sold').figure === '1')
  await post('/todos', 'title=Milk').expect(303)
  const frame = await stream.until((html) => region(html, 'To do').figure === '1')
  expect(region(frame, 'Coffees sold').renders).toBe(2)
  expect(region(frame, 'To do').renders).toBe(2)
  expect(region(frame, 'Slow report').renders).toBe(1)
  await stream.close()
  await orion.close()
})

test('the clock goes on without a publish, and the slow report is not run for it', async () => {
  const { orion, app } = await openScene()
  const stream = await openLive(app, page)
  const time = (frame: string) => /<time>(.*?)<\/time>/.exec(frame)?.[1]
  const before = time(stream.frame)
  const frame = await stream.until((html) => time(html) !== before)
  expect(region(frame, 'Slow report').renders).toBe(1)
  await stream.close()
  await orion.close()
})

test('the slow report runs again when it is asked for', async () => {
  const { orion, app, post } = await openScene()
  const stream = await openLive(app, page, { timeoutMs: 5000 })
  expect(region(stream.frame, 'Slow report').figure).toBe('2 messages')
  const { headers } = await post(`${page}/report`).expect(303)
  const back = await request(app).get(String(headers.location)).expect(303)
  expect(back.headers.location).toBe(page)
  await stream.until((frame) => region(frame, 'Slow report').renders === 2)
  await stream.close()
  await orion.close()
})

test('it measures while somebody watches, and a page that closes is counted out', async () => {
  const { orion, app } = await openScene()
  const options = { timeoutMs: 6000 }
  const [stays, goes] = [await openLive(app, page, options), await openLive(app, page, options)]
  await stays.until((frame) => region(frame, 'Open pages').figure === '2')
  await goes.close()
  await stays.until((frame) => region(frame, 'Open pages').figure === '1')
  await stays.until((frame) => region(frame, 'Temperature').renders > 1)
  // The environment of the tests fails on a timer that this leaves.
  await orion.close()
  await stays.close()
})
