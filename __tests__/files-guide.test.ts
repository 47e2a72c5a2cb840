// The app of docs/files.md.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import request from 'supertest'
import { openLive } from '../lib/testing.js'
import { eventually } from './support/app.js'
import { type AppProcess, codeOf, type InstalledApp, installApp } from './support/guide.js'
import { eventsOf, linesOf } from './support/sse.js'

const datastar = { 'Datastar-Request': 'true' }
let app: InstalledApp
let running: AppProcess

beforeEach(async () => {
  app = installApp(codeOf('docs/files.md'), ['express', 'valibot', 'kysely', 'multer'])
  running = await app.start()
})
afterEach(async () => {
  await running.end()
  app.remove()
})

const open = () => openLive(running.origin, '/files', { timeoutMs: 5000 })
const post = () => request(running.origin).post('/files').redirects(0)
const stored = () => readdirSync(join(app.folder, 'uploads'))
const linked = (frame: string) => /href="(\/files\/\d+)">([^<]*)</.exec(frame)?.slice(1)

/** The error beside the field, as the client is told it. */
const errorOf = ({ text }: { text: string }) => {
  const [{ signals = '{}' } = {}] = eventsOf(text).map(linesOf).slice(-1)
  return JSON.parse(signals)._errors.upload.file
}

/** Begins to send a file of a megabyte, half of it. */
function sendHalf() {
  const boundary = 'between'
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="big.bin"\r\n\r\n`
  const body = Buffer.concat([
    Buffer.from(head),
    Buffer.alloc(1_000_000, 'x'),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  const upload = httpRequest(`${running.origin}/files`, {
    method: 'POST',
    agent: false,
    headers: {
      'Content-Type': `multipart/form-data; boundary=${boundary}`,
      'Content-Length': body.length,
    },
  })
  upload.on('error', () => undefined)
  const answer = new Promise<IncomingMessage>((resolve) => upload.once('response', resolve))
  const half = Math.ceil(body.length / 2)
  upload.write(body.subarray(0, half))
  return {
    sendRest: () => upload.end(body.subarray(half)),
    leave: () => upload.destroy(),
    answer,
  }
}

test('a file is stored, seen by others, and comes out as it went in, in ranges too', async () => {
  const others = await open()
  const bytes = Buffer.from('<script>alert(1)</script>')
  await post().attach('file', bytes, 'Grüße.html').expect(303).expect('Location', '/files')
  const [path = '', name] = linked(await others.until('href')) ?? []
  expect(name).toBe('Grüße.html')
  const download = await request(running.origin).get(path).expect(200)
  expect(download.body).toEqual(bytes)
  expect(download.headers['content-disposition']).toMatch(/^attachment; .*Gr%C3%BC%C3%9Fe\.html/)
  expect(download.headers['x-content-type-options']).toBe('nosniff')
  const { headers, body } = await request(running.origin)
    .get(path)
    .set('Range', 'bytes=8-12')
    .expect(206)
  expect(headers['content-range']).toBe('bytes 8-12/25')
  expect(String(body)).toBe('alert')
  await request(running.origin).delete(path).expect(204)
  await others.until((frame) => !frame.includes('href'))
  await request(running.origin).get(path).expect(404)
  expect(stored()).toEqual([])
  await others.close()
})

test('what is refused is told beside the field, and leaves nothing behind', async () => {
  expect(errorOf(await post().set(datastar).field('x', '').expect(200))).toBe('Choose a file')
  const large = Buffer.alloc(5_000_001)
  const refused = await post().set(datastar).attach('file', large, 'large.bin').expect(200)
  expect(errorOf(refused)).toBe('File too large')
  await post()
    .attach('file', large, 'large.bin')
    .expect(422)
    .expect(/File too large/)
  const foreign = post().set('Sec-Fetch-Site', 'cross-site')
  await foreign.attach('file', Buffer.from('x'), 'x.txt').expect(403)
  await eventually(() => stored().length === 0, 'nothing is left')
})

test('everybody sees how much of a file has come in', async () => {
  const others = await open()
  const upload = sendHalf()
  await others.until('value="50"')
  upload.sendRest()
  expect((await upload.answer).statusCode).toBe(303)
  const frame = await others.until(
    (frame) => frame.includes('href') && !frame.includes('<progress'),
  )
  const [path = ''] = linked(frame) ?? []
  const { body } = await request(running.origin).get(path).expect(200)
  expect(Buffer.alloc(1_000_000, 'x').equals(body)).toBe(true)
  await others.close()
})

test('the bar of a sender who leaves goes, and so does what was stored', async () => {
  const others = await open()
  const upload = sendHalf()
  await others.until('value="50"')
  upload.leave()
  expect(await others.until((frame) => !frame.includes('<progress'))).not.toContain('href')
  await eventually(() => stored().length === 0, 'nothing is left')
  await others.close()
})

test('a file that no row names is removed at the start, and the others are kept', async () => {
  await post().attach('file', Buffer.from('x'), 'x.txt').expect(303)
  const kept = stored()
  await running.end()
  writeFileSync(join(app.folder, 'uploads/litter'), '')
  running = await app.start()
  expect(stored()).toEqual(kept)
  expect(readFileSync(join(app.folder, 'uploads', ...kept), 'utf8')).toBe('x')
})
