// Streams of a real app that meet real faults, in Chromium: after each one stream is open or the page has
// moved on, the screen is right, and nothing typed is lost.
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import express from 'express'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { connect, createOrion, html } from '../../lib/index.js'
import { eventually } from '../support/app.js'
import { describeInBrowser, launchChromium } from './chromium.js'

const heartbeatMs = 100

/** What the app says, and who may see it. */
interface State {
  text: string
  status: number
}

/** An app with one live route, on a port that it keeps through a restart. */
async function openApp(state: State, port = 0) {
  const orion = createOrion({ heartbeatMs, throttleMs: 0, recheckMs: 0, onError: () => undefined })
  const viewer = orion.as(() => {
    if (state.status === 200) return { id: 1 }
    throw Object.assign(new Error('refused'), { status: state.status })
  })
  const live = viewer.live('x', () => html`<p id="text">${state.text}</p>`)
  // Those of streams: others are kept by the browser for its next requests.
  const sockets = new Set<Socket>()
  const app = express()
    .use(orion.client())
    .use(({ socket, headers }, _res, next) => {
      if (headers.accept?.includes('event-stream')) sockets.add(socket)
      next()
    })
    .get('/', live, (_req, res) => {
      const body =
        state.status === 200 ? html`<main ${connect('/')}><p id="text">page</p></main>` : 'Sign in'
      const page = html`<!doctype html><html><head><title>x</title>${orion.script()}</head>
        <body><input id="typed">${body}</body></html>`
      res.type('html').send(page.toString())
    })
  app.use(((error, _req, res, _next) => {
    res.status(error.status ?? 500).end()
  }) as express.ErrorRequestHandler)
  const server = createServer(app)
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  return { orion, server, sockets, app }
}

type App = Awaited<ReturnType<typeof openApp>>

describeInBrowser('a page whose stream meets a fault', () => {
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let state: State
  let app: App

  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())

  beforeEach(async () => {
    state = { text: 'one', status: 200 }
    app = await openApp(state)
    context = await browser.newContext()
    page = await context.newPage()
    page.setDefaultTimeout(10_000)
    await page.goto(origin())
    await shows('one')
    await page.fill('#typed', 'half a thou')
  })
  afterEach(async () => {
    await context.close()
    await close(app)
  })

  const origin = () => `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const shows = (text: string) => page.locator('#text', { hasText: text }).waitFor()
  const isOpen = () => page.locator('html[data-orion-connection=open]').waitFor()

  async function close({ orion, server }: App): Promise<void> {
    const closed = stopped(server)
    await orion.close()
    await closed
  }

  function stopped(server: Server): Promise<unknown> {
    const closed = new Promise((done) => server.close(done))
    server.closeAllConnections()
    return closed
  }

  function publish(text: string): void {
    state.text = text
    app.orion.publish('x')
  }

  /** The screen follows, over one stream, and nothing typed is lost. */
  async function isRight(): Promise<void> {
    await isOpen()
    publish('after')
    await shows('after')
    await eventually(() => app.orion.stats().streams === 1, 'one stream is open')
    expect(await page.inputValue('#typed')).toBe('half a thou')
  }

  test('the server ends it cleanly', async () => {
    app.orion.disconnect({ viewer: { id: 1 } })
    await eventually(() => app.orion.stats().streams === 0, 'the stream has ended')
    state.text = 'missed'
    await shows('missed')
    await isRight()
  })

  test('the socket is cut in the middle of a frame', async () => {
    state.text = `cut${'x'.repeat(100_000)}`
    for (const socket of app.sockets) {
      const write = socket.write.bind(socket) as (chunk: Buffer | string) => boolean
      // Whatever comes next goes out by half, and then the connection breaks.
      socket.write = ((chunk: Buffer | string) => {
        write(chunk.slice(0, chunk.length / 2))
        setImmediate(() => socket.destroy())
        return true
      }) as typeof socket.write
    }
    app.orion.publish('x')
    await shows('cut')
    await isRight()
  })

  test('the process is gone, a proxy answers 502 meanwhile, and it is started again', async () => {
    const { port } = app.server.address() as AddressInfo
    await close(app)
    let asked = 0
    const proxy = createServer((_req, res) => {
      asked++
      res.writeHead(502, { 'Content-Type': 'text/html' }).end('<h1>Bad Gateway</h1>')
    })
    await new Promise<void>((done) => proxy.listen(port, '127.0.0.1', done))
    await eventually(() => asked >= 2, 'it was tried twice')
    await stopped(proxy)
    state.text = 'started again'
    app = await openApp(state, port)
    await shows('started again')
    await isRight()
  })

  test('the network is off and on again', async () => {
    await context.setOffline(true)
    for (const socket of app.sockets) socket.destroy()
    await page.locator('html[data-orion-connection=connecting]').waitFor()
    publish('while away')
    await context.setOffline(false)
    await shows('while away')
    await isRight()
  })

  test('the tab is hidden and shown in the middle of a back-off', async () => {
    const { port } = app.server.address() as AddressInfo
    await close(app)
    await page.locator('html[data-orion-connection=connecting]').waitFor()
    await setHidden(true)
    await page.locator('html:not([data-orion-connection])').waitFor()
    state.text = 'while hidden'
    app = await openApp(state, port)
    expect(app.orion.stats().streams).toBe(0)
    await setHidden(false)
    await shows('while hidden')
    await isRight()
  })

  async function setHidden(isHidden: boolean): Promise<void> {
    await page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }, isHidden)
  }

  test('the page is frozen for longer than the heartbeat, and its stream dies unseen', async () => {
    const devtools = await context.newCDPSession(page)
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
    // Without a word to the client: it is silent from now on, as after a night with the lid closed.
    for (const socket of app.sockets) socket.write = (() => true) as typeof socket.write
    const began = Date.now()
    publish('while frozen')
    await eventually(() => Date.now() - began > 10 * heartbeatMs, 'ten heartbeats are over')
    await devtools.send('Page.setWebLifecycleState', { state: 'active' })
    await shows('while frozen')
    await isRight()
  })

  test('the stream falls silent, and the server keeps the newer one of the tab', async () => {
    for (const socket of app.sockets) socket.write = (() => true) as typeof socket.write
    publish('unheard')
    await shows('unheard')
    await isRight()
  })

  test.each([
    ['the session expires', 401],
    ['somebody may see it no more', 403],
    ['its row is deleted', 404],
  ])('%s: the page moves on', async (_name, status) => {
    state.status = status
    app.orion.publish('x')
    await page.getByText('Sign in').waitFor()
    expect(app.orion.stats().streams).toBe(0)
  })
})
