// What is WebKit's own, in WebKitGTK: it stalls on any brotli stream (facts.md), so it is sent plain text, over https
// too, where it offers br; and it keeps pages for the way back, by rules of its own.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { connect, createOrion, html } from '../../lib/index.js'
import { eventually, listen, stop } from '../support/app.js'
import { until } from './client/harness.js'
import { describeInWebKit, launchWebKit, type WebKitPage } from './webkit.js'

function selfSigned(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'orion-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const asked = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '1',
    '-subj',
    '/CN=127.0.0.1',
  ]
  execFileSync('openssl', [...asked, '-keyout', key, '-out', cert], { stdio: 'ignore' })
  const pair = { key: readFileSync(key), cert: readFileSync(cert) }
  rmSync(folder, { recursive: true })
  return pair
}

// It draws in software, and may start beside others.
const startMs = 60_000

describeInWebKit('WebKitGTK', () => {
  let page: WebKitPage
  beforeAll(async () => {
    page = await launchWebKit()
  }, startMs)
  afterAll(async () => {
    await page.close()
  })

  test.each([4_000, 40_000, 400_000])('sees every frame of %i bytes at once', async (length) => {
    const orion = createOrion({ throttleMs: 0 })
    const filler = Array.from({ length: length / 40 }, (_, i) => html`<li>${i} is an entry</li>`)
    let count = 0
    const asked = new Set<string | undefined>()
    const live = orion.live('n', () => html`<ul id="n"><li id="count">${count}</li>${filler}</ul>`)
    const app = express().use(orion.client())
    app.get('/n', (req, res, next) => {
      asked.add(req.get('accept-encoding'))
      live(req, res, next)
    })
    app.get('/', async (req, res) => {
      const body = html`<main ${connect('/n')}>${await live.render(req)}</main>`
      res.send(`${html`<!doctype html><title>n</title>${orion.script()}${body}`}`)
    })
    const server = createServer(selfSigned(), app).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await page.open(`https://127.0.0.1:${port}/`)
    const seen = async (expected: number) => {
      const deadline = Date.now() + 5000
      const ask = 'return document.getElementById("count")?.textContent'
      while ((await page.evaluate(ask)) !== `${expected}`) {
        if (Date.now() > deadline) throw new Error(`frame ${expected} was not seen`)
      }
    }
    const isOpen = 'return document.documentElement.dataset.orionConnection === "open"'
    while ((await page.evaluate(isOpen)) !== true);
    for (; count < 5; orion.publish('n')) {
      await seen(count)
      count++
    }
    await seen(5)
    expect([...asked]).toEqual([expect.stringContaining('br')])
    await page.open('about:blank')
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
    await orion.close()
  })

  test('a page that is kept for the way back has no stream there, and is right when it comes back', async () => {
    const orion = createOrion({ throttleMs: 0 })
    let text = 'one'
    const live = orion.live('x', () => html`<p id="text">${text}</p>`)
    const app = express().use(orion.client())
    app.get('/', live, async (req, res) => {
      const main = html`<main ${connect('/', { hidden: true })}>${await live.render(req)}</main>`
      res.send(`${html`<!doctype html><title>x</title>${orion.script()}${main}`}`)
    })
    app.get('/elsewhere', (_req, res) => void res.send('<!doctype html><title>x</title>'))
    const { origin, server } = await listen(app)
    await page.open(origin)
    await eventually(() => orion.stats().streams === 1, 'the page is live')
    await page.evaluate('globalThis.isKept = true')
    await page.open(`${origin}/elsewhere`)
    await eventually(() => orion.stats().streams === 0, 'the stream was closed')
    text = 'two'
    orion.publish('x')
    await page.evaluate('history.back()')
    await eventually(() => orion.stats().streams === 1, 'the page is live again')
    const shown = () => page.evaluate('return document.getElementById("text")?.textContent')
    await until(async () => (await shown()) === 'two')
    expect(await page.evaluate('return globalThis.isKept')).toBe(true)
    await page.open('about:blank')
    await stop(server)
    await orion.close()
  })
})
