// A page with one live stream, in Chromium, for the tests of one `describe` that do something bad to it: an
// app on a port that it keeps when it is started anew, and what must hold in the end.
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import express, { type RequestHandler } from 'express'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { connect, createOrion, html } from '../../lib/index.js'
import { eventually, stop } from '../support/app.js'
import { clientOptions, contextOptions } from './bundle.js'
import { launchChromium } from './chromium.js'

/** Long enough for two of them to hold the longest wait between two tries on a busy machine. */
export const heartbeatMs = 3000

const typed = 'half a thou'

/** What the app says, and how it answers who asks for it. */
interface State {
  text: string
  status: number
}

interface Options {
  /** What stands in front of the app. */
  readonly before?: readonly RequestHandler[]
  /** Whether the stream stays open in a hidden tab. */
  readonly hidden?: boolean
}

export interface FaultPage {
  readonly page: Page
  readonly context: BrowserContext
  readonly state: State
  readonly origin: string
  /** How many streams are open, as the server sees it, and how many were asked for. */
  streams(): number
  asked(): number
  publish(text: string): void
  /** Ends all streams, as a host does it. */
  disconnect(): void
  /** The connections that streams came over. */
  sockets(): readonly Socket[]
  /** Stops the app, and starts it anew on the same port. */
  stopApp(): Promise<void>
  startApp(): Promise<void>
  /** The screen says so within two heartbeats. */
  shows(text: string): Promise<void>
  /** The page says this of its connection; `null` for nothing. */
  says(connection: string | null): Promise<void>
  /** The screen is right and follows, over one stream, and nothing typed is lost. */
  isRight(text: string): Promise<void>
}

/** Registers the hooks. */
export function useFaultPage({ before = [], hidden = false }: Options = {}): FaultPage {
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let state: State
  let app: Awaited<ReturnType<typeof openApp>>
  let port: number
  let sockets: Socket[]

  /** An app with one live route. */
  async function openApp(at: number) {
    const orion = createOrion({
      heartbeatMs,
      throttleMs: 0,
      recheckMs: 0,
      onError: () => undefined,
    })
    const viewer = orion.as(() => {
      if (state.status === 200) return { id: 1 }
      throw Object.assign(new Error('refused'), { status: state.status })
    })
    const live = viewer.live('x', () => html`<p id="text">${state.text}</p>`)
    const routes = express()
      .use(...before, orion.client(clientOptions), ({ socket, headers }, _res, next) => {
        if (headers.accept?.includes('event-stream')) sockets.push(socket)
        next()
      })
      .get('/', live, (_req, res) => {
        const body =
          state.status === 200
            ? html`<main ${connect('/', { hidden })}><p id="text">page</p></main>`
            : 'Sign in'
        const text = html`<!doctype html><html><head><title>x</title>${orion.script()}</head>
          <body><input id="typed">${body}</body></html>`
        res.type('html').send(text.toString())
      })
      .get('/elsewhere', (_req, res) => void res.type('html').send('<title>Elsewhere</title>'))
    routes.use(((error, _req, res, _next) => {
      res.status(error.status ?? 500).end()
    }) as express.ErrorRequestHandler)
    const server = createServer(routes)
    await new Promise<void>((done) => server.listen(at, '127.0.0.1', done))
    return { orion, server }
  }

  async function stopApp(): Promise<void> {
    await stop(app.server)
    await app.orion.close()
  }

  async function startApp(): Promise<void> {
    app = await openApp(port)
  }

  beforeAll(async () => {
    browser = await launchChromium({ keepsPages: true })
  })
  afterAll(() => browser.close())

  beforeEach(async () => {
    state = { text: 'one', status: 200 }
    sockets = []
    app = await openApp(0)
    port = (app.server.address() as AddressInfo).port
    context = await browser.newContext(contextOptions)
    page = await context.newPage()
    page.setDefaultTimeout(2 * heartbeatMs)
    await page.goto(`http://127.0.0.1:${port}`)
    await shows('one')
    await page.fill('#typed', typed)
  })
  afterEach(async () => {
    await context.close()
    await stopApp()
  })

  const streams = () => app.orion.stats().streams
  const shows = (text: string) => page.locator('#text', { hasText: text }).waitFor()
  const says = (connection: string | null) =>
    page
      .locator(
        connection === null
          ? 'html:not([data-orion-connection])'
          : `html[data-orion-connection=${connection}]`,
      )
      .waitFor()

  function publish(text: string): void {
    state.text = text
    app.orion.publish('x')
  }

  return {
    get page() {
      return page
    },
    get context() {
      return context
    },
    get state() {
      return state
    },
    get origin() {
      return `http://127.0.0.1:${port}`
    },
    streams,
    asked: () => sockets.length,
    publish,
    disconnect: () => app.orion.disconnect({ viewer: { id: 1 } }),
    sockets: () => sockets,
    stopApp,
    startApp,
    shows,
    says,
    async isRight(text) {
      await shows(text)
      await says('open')
      publish('after')
      await shows('after')
      await eventually(() => streams() === 1, 'one stream is open')
      expect(await page.inputValue('#typed')).toBe(typed)
    },
  }
}

/** Makes connections dead without a word to either side, as after a night with the lid closed. */
export function silence(sockets: readonly Socket[]): void {
  for (const socket of sockets) socket.write = (() => true) as typeof socket.write
}
