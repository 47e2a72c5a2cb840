// What the client's browser tests share: a real server with a page under a strict CSP and scripted
// answers, and one browser a file. `useClient` opens both and closes everything after the tests.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { bundle, contextOptions } from '../bundle.js'
import { launchChromium } from '../chromium.js'

/** The strictest that the client runs under. */
export const strictPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
  "require-trusted-types-for 'script'"

export interface Received {
  method: string
  url: URL
  headers: IncomingMessage['headers']
  body: string
}

export type Answer = (res: ServerResponse, received: Received) => void

/** One page in the browser, with what it sent and what it said. */
export interface Client {
  page: Page
  /** The requests that it made, without those for the page itself. */
  received: Received[]
  /** The errors on its console, and those that nobody caught. */
  errors: string[]
  origin: string
  /** Sets the answer to `METHOD /path`. */
  answer(route: string, answer: Answer): void
  /** The streams that are open at a path now. */
  streams(path: string): ServerResponse[]
}

/** Writes one Datastar event. */
export function sendEvent(res: ServerResponse, type: string, args: Record<string, string>): void {
  const lines = Object.entries(args).flatMap(([name, value]) =>
    value.split('\n').map((line) => `data: ${name} ${line}`),
  )
  res.write(`event: datastar-${type}\n${lines.join('\n')}\n\n`)
}

export type Event = [type: string, args: Record<string, string>]

/** An answer of one stream of events that stays open. */
export function openStream(...events: Event[]): Answer {
  return (res) => {
    res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    res.flushHeaders()
    for (const [type, args] of events) sendEvent(res, type, args)
  }
}

/** An answer of one stream of events that ends. */
export function endStream(...events: Event[]): Answer {
  return (res, received) => {
    openStream(...events)(res, received)
    res.end()
  }
}

const pollMs = 5

/** Less than a test may take, so that none is over while something still waits. */
const patienceMs = 15_000

/** Waits until a condition holds. */
export async function until(condition: () => unknown): Promise<void> {
  const deadline = Date.now() + patienceMs
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`it never came true: ${condition}`)
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}

/** Opens a page with this body, where these routes have their answers from the start. */
type Open = (body: string, head?: string, answers?: Record<string, Answer>) => Promise<Client>

/** Opens a page with a live stream, for `pushEvents`. */
export async function openLivePage(open: Open, body: string, head?: string): Promise<Client> {
  const client = await open(
    `${body}<i id="mark"></i><div data-init="@get('/live', {retry: 'always'})"></div>`,
    head,
    { 'GET /live': openStream() },
  )
  await until(() => client.streams('/live').length)
  return client
}

/** Sends events over the page's live stream, and waits until what came after them was applied. */
export function pushEvents(client: Client, ...events: Event[]): Promise<void> {
  return pushEventsTo(client, '/live', ...events)
}

/** The same over the stream at a path. */
export async function pushEventsTo(
  client: Client,
  path: string,
  ...events: Event[]
): Promise<void> {
  await until(() => client.streams(path).length)
  const [stream] = client.streams(path)
  if (!stream) throw new Error('no stream is open')
  for (const [type, args] of events) sendEvent(stream, type, args)
  const elements = `<b>${++marks}</b>`
  sendEvent(stream, 'patch-elements', { mode: 'inner', selector: '#mark', elements })
  await client.page.waitForFunction(
    (mark) => document.getElementById('mark')?.innerHTML === mark,
    elements,
  )
}

let marks = 0

/** Opens a browser for the tests of a file, and a server for each page; its policy is strict unless given. */
export function useClient(policy = strictPolicy): Open {
  let browser: Browser
  const servers: Server[] = []

  beforeAll(async () => {
    browser = await launchChromium()
  })

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    for (const server of servers.splice(0)) {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    }
  })

  afterAll(async () => {
    await browser.close()
  })

  return async function openClient(body, head = '', initial = {}) {
    const context = new Context(body, head, initial, policy)
    // Of its own: what a page before has sent may come in late.
    const server = createServer((req, res) => void context.serve(req, res))
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const origin = `http://127.0.0.1:${port}`
    const page = await (await browser.newContext(contextOptions)).newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    page.on('console', (message) => {
      const isOfNetwork = message.text().startsWith('Failed to load resource')
      if (message.type() === 'error' && !isOfNetwork) errors.push(message.text())
    })
    await page.goto(origin)
    // The official client starts in a task of its own, after the page has loaded.
    await page.evaluate(() => new Promise((started) => setTimeout(started)))
    const { received, answers, open } = context
    return {
      page,
      received,
      errors,
      origin,
      answer: (route, answer) => answers.set(route, answer),
      streams: (path) => open.filter((res) => !res.closed && res.req.url?.split('?')[0] === path),
    }
  }
}

class Context {
  readonly received: Received[] = []
  readonly answers: Map<string, Answer>
  readonly open: ServerResponse[] = []
  readonly #html: string
  readonly #policy: string

  constructor(body: string, head: string, answers: Record<string, Answer>, policy: string) {
    this.#policy = policy
    this.answers = new Map(Object.entries(answers))
    this.#html = `<!doctype html><html><head><title>t</title>
<script type="module" src="/client.js"></script>${head}</head><body>${body}</body></html>`
  }

  async serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (req.url === '/' && !this.answers.has('GET /'))
      return this.#reply(res, 'text/html', this.#html)
    if (req.url === '/client.js') return this.#reply(res, 'text/javascript', bundle)
    if (req.url === '/favicon.ico') return this.#reply(res, 'text/plain', '')
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk)
    const url = new URL(req.url ?? '/', 'http://test')
    const method = req.method ?? ''
    const body = Buffer.concat(chunks).toString()
    const received = { method, url, headers: req.headers, body }
    const answer = this.answers.get(`${method} ${url.pathname}`)
    this.open.push(res)
    this.received.push(received)
    if (answer) answer(res, received)
    else res.writeHead(204).end()
  }

  #reply(res: ServerResponse, type: string, text: string): void {
    const policy = { 'Content-Security-Policy': this.#policy }
    res.writeHead(200, { 'Content-Type': type, ...policy }).end(text)
  }
}
