// Live streams in tabs that are really hidden, by another tab in front of them. What a page shows it tells the
// server itself, since nobody looks.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { connect, createOrion, html } from '../../lib/index.js'
import { eventually, stop } from '../support/app.js'
import { clientOptions, differs } from './bundle.js'
import { describeInBrowser } from './chromium.js'
import { openTabs, type Tabs } from './tabs.js'

const heartbeatMs = 1000

describeInBrowser('a tab that another one hides', () => {
  let tabs: Tabs
  let orion: ReturnType<typeof createOrion>
  let server: Server
  let port: number
  let text: string
  let shown: string[]
  let asked: number

  async function startApp(at: number): Promise<void> {
    orion = createOrion({ heartbeatMs, throttleMs: 0 })
    const live = orion.live(
      'x',
      () => html`<p id="text" data-init="@post('/shown/${text}')">${text}</p>`,
    )
    const app = express()
    app.use(orion.client(clientOptions), ({ method, headers }, _res, next) => {
      if (method === 'GET' && headers.accept?.includes('event-stream')) asked++
      next()
    })
    app.post('/shown/:text', ({ params }, res) => {
      shown.push(params.text)
      res.sendStatus(204)
    })
    app.get(['/', '/always'], live, ({ path }, res) => {
      const options = { hidden: path === '/always' }
      const page = html`<!doctype html>${orion.script()}<main ${connect(path, options)}><p id="text"></p></main>`
      res.send(page.toString())
    })
    server = createServer(app)
    await new Promise<void>((done) => server.listen(at, '127.0.0.1', done))
  }

  async function stopApp(): Promise<void> {
    await stop(server)
    await orion.close()
  }

  beforeAll(async () => {
    tabs = await openTabs()
  })
  afterAll(() => tabs.end())

  beforeEach(async () => {
    text = 'one'
    shown = []
    asked = 0
    await startApp(0)
    port = (server.address() as AddressInfo).port
  })
  afterEach(async () => {
    await tabs.clear()
    await stopApp()
  })

  async function open(path: string): Promise<string> {
    const tab = await tabs.open(`http://127.0.0.1:${port}${path}`)
    await eventually(() => shown.includes('one'), 'the page is live')
    return tab
  }

  const streams = () => orion.stats().streams
  const pass = (ms: number) => new Promise((passed) => setTimeout(passed, ms))

  function publish(now: string): void {
    text = now
    orion.publish('x')
  }

  test('has no stream, and is right once it is shown', async () => {
    const tab = await open('/')
    await tabs.open('about:blank')
    await eventually(() => streams() === 0, 'the stream is closed')
    publish('missed')
    await tabs.show(tab)
    await eventually(() => shown.includes('missed'), 'the page shows it')
    publish('after')
    await eventually(() => shown.includes('after'), 'the page follows')
    expect([streams(), asked]).toEqual([1, 2])
  })

  test('asks for nothing in the middle of a back-off, and at once when it is shown', async () => {
    differs('it gives up what it was waiting for')
    const tab = await open('/')
    await stopApp()
    await tabs.open('about:blank')
    text = 'started again'
    await startApp(port)
    const before = asked
    await pass(3 * heartbeatMs)
    expect(asked).toBe(before)
    await tabs.show(tab)
    await eventually(() => shown.includes('started again'), 'the page shows it')
    expect([streams(), asked]).toEqual([1, before + 1])
  })

  test('that wants its stream when hidden keeps the one, through its heartbeats', async () => {
    await open('/always')
    await tabs.open('about:blank')
    await pass(3 * heartbeatMs)
    publish('unseen')
    await eventually(() => shown.includes('unseen'), 'the page has it')
    expect([streams(), asked]).toEqual([1, 1])
  })
})
