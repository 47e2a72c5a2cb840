// The app of docs/background-work.md.
import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import request from 'supertest'
import { openLive } from '../lib/testing.js'
import { type AppProcess, codeOf, type InstalledApp, installApp } from './support/guide.js'

let app: InstalledApp
let running: AppProcess

beforeEach(async () => {
  app = installApp(codeOf('docs/background-work.md'), ['express', 'valibot', 'kysely'])
  running = await app.start()
})
afterEach(async () => {
  await running.end()
  app.remove()
})

const open = () => openLive(running.origin, '/', { timeoutMs: 5000 })
const order = (title: string) => request(running.origin).post('/').send({ title }).expect(204)

function sendSigned(path: string, body: object, secret = 'change me') {
  const text = JSON.stringify(body)
  const signature = createHmac('sha256', secret).update(text).digest('hex')
  const headers = { 'Content-Type': 'application/json', 'X-Signature': signature }
  return request(running.origin).post(path).set(headers).send(text)
}

/** What another process does to the file. */
function inDatabase(sql: string): void {
  const db = new Sqlite(join(app.folder, 'work.db'))
  db.exec(sql)
  db.close()
}

test('a job is answered at once, shows its progress, and the next waits for it', async () => {
  const page = await open()
  await Promise.all([order('One'), order('Two')])
  const frame = await page.until(/running\s+<progress max="100" value="[1-9]0"/)
  expect(frame).toMatch(/: waiting\s+<progress max="100" value="0"/)
  await page.until((frame) => frame.includes('One: done') && frame.includes('Two: done'))
  await page.close()
})

test('a job that throws has failed, and the next one is done', async () => {
  const page = await open()
  await order('Nothing')
  await page.until('Nothing: failed')
  await order('Something')
  await page.until('Something: done')
  await page.close()
})

test('what ran when the process was ended is run again by the next', async () => {
  const page = await open()
  await order('Long')
  await page.until('Long: running')
  await running.end()
  running = await app.start()
  const again = await open()
  await again.until('Long: done')
  await again.close()
})

test('what is old is removed', async () => {
  await running.end()
  const [week, now] = [7 * 24 * 60 * 60 * 1000, Date.now()]
  inDatabase(`insert into reports (title, state, made) values
    ('Old', 'done', ${now - week - 1000}), ('Young', 'done', ${now - week + 600_000})`)
  running = await app.start()
  const page = await open()
  expect(page.frame).toContain('Young')
  expect(page.frame).not.toContain('Old')
  await page.close()
})

test('a webhook counts once, and only with the right signature', async () => {
  const page = await open()
  const sold = { event: 'e1', title: 'Sold' }
  await sendSigned('/from/shop', sold, 'guessed').expect(401)
  await request(running.origin).post('/from/shop').expect(401)
  await sendSigned('/from/shop', sold).expect(204)
  await sendSigned('/from/shop', sold).expect(204)
  await sendSigned('/from/shop', { event: 'e2' }).expect(422)
  await sendSigned('/from/shop', { event: 'e3', title: 'Another' }).expect(204)
  const frame = await page.until('Another: done')
  expect(frame.match(/Sold/g)).toHaveLength(1)
  await page.close()
})

test('what another process wrote is seen once it has told of it', async () => {
  const page = await open()
  inDatabase(`insert into reports (title, state, made) values ('Script', 'done', ${Date.now()})`)
  await sendSigned('/from/script', { topics: ['payments'] }).expect(204)
  expect(page.frame).not.toContain('Script')
  await sendSigned('/from/script', { topics: ['reports'] }).expect(204)
  await page.until('Script: done')
  await page.close()
})
