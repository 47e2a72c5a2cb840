// Files by express.static, in front of live routes and behind them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import request from 'supertest'
import { openLive } from '../../lib/testing.js'
import { openLoop } from '../support/loop-app.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'orion-static-'))
  writeFileSync(join(folder, 'style.css'), 'p { color: red }')
  writeFileSync(join(folder, 'index.html'), 'the file')
})
afterAll(() => rmSync(folder, { recursive: true }))

test('in front it serves its files, and leaves everything else to the app', async () => {
  const app = await openLoop({ inFront: [express.static(folder, { index: false })] })
  await request(app.origin).get('/style.css').expect(200, 'p { color: red }')
  const stream = await openLive(app.origin, '/')
  await request(app.origin).post('/').send({ text: 'a' }).expect(200)
  await stream.until('a')
  await stream.close()
  await app.close()
})

test('behind, what it has under the path of a live route is not served', async () => {
  const app = await openLoop({ behind: [express.static(folder)] })
  await request(app.origin).get('/').expect(200, '<ul id="list"></ul>')
  await request(app.origin).get('/index.html').expect(200, 'the file')
  await request(app.origin).get('/style.css').set('Accept', 'text/event-stream').expect(200)
  await app.close()
})

test('an index of it in front takes the page of a live route, its stream too, and openLive says so', async () => {
  const app = await openLoop({ inFront: [express.static(folder)] })
  await expect(openLive(app.origin, '/')).rejects.toThrow('GET / is no live stream: 200 the file')
  await app.close()
})
