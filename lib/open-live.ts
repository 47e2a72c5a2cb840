// openLive: opens a live route as the browser client does, and waits for its frames.
import {
  type ClientRequest,
  createServer,
  get,
  type IncomingMessage,
  type RequestListener,
  Server,
} from 'node:http'
import type { AddressInfo } from 'node:net'

/** Where the route is: an Express app, a server (listening or not), or the address of one. */
export type LiveTarget = RequestListener | Server | string

export interface OpenLiveOptions {
  /** Request headers, such as a session's cookie. */
  readonly headers?: Readonly<Record<string, string>>
  /** The signals that are sent, as `connect` would those that it names. Defaults to none. */
  readonly signals?: Readonly<Record<string, unknown>>
  /** How long to wait for a frame, or for the end, in milliseconds. Defaults to 2000. */
  readonly timeoutMs?: number
}

/** A live stream that is open. */
export interface OpenLive {
  /** The HTML of the newest frame. */
  readonly frame: string
  /** Resolves with a frame that is newer than the one at opening and any that was given since. */
  next(): Promise<string>
  /** Resolves with the newest frame once it contains the text, matches the expression, or passes the test. */
  until(match: string | RegExp | ((frame: string) => boolean)): Promise<string>
  /** Resolves once the server has closed the stream. */
  ended(): Promise<void>
  /** Closes the stream, and the server if `openLive` started it; `orion.close()` does both as well. */
  close(): Promise<void>
}

// What lib/client/request.ts sends. Frames come as text, which is all that is read here.
const clientHeaders = {
  Accept: 'text/event-stream, text/html, application/json',
  'Accept-Encoding': 'identity',
  'Datastar-Request': 'true',
}

const defaults = { headers: {}, signals: {}, timeoutMs: 2000 }

/**
 * Opens a live route; resolves once its first frame is there.
 *
 * @throws Error if the answer isn't an event stream (with its status and text), or no frame comes in time
 * @example
 * const stream = await openLive(app, '/todos')
 * await request(app).post('/todos').send({ title: 'Buy milk' })
 * await stream.until('Buy milk')
 * await stream.close()
 */
export async function openLive(
  target: LiveTarget,
  path: string,
  options: OpenLiveOptions = {},
): Promise<OpenLive> {
  const { headers, signals, timeoutMs } = { ...defaults, ...options }
  const { origin, release, stop } = await listen(target)
  const url = new URL(path, origin)
  url.searchParams.set('datastar', JSON.stringify(signals))
  const asked = get(url, { agent: false, headers: { ...clientHeaders, ...headers } })
  const close = async () => {
    asked.destroy()
    await stop()
  }
  try {
    const response = await streamOf(asked, path, timeoutMs)
    // So that what closes the app's Orion leaves nothing of this.
    response.once('close', release)
    const reader = new FrameReader(response, path, timeoutMs)
    await reader.next()
    return {
      get frame() {
        return reader.frame
      },
      next: () => reader.next(),
      until: (match) => reader.until(match),
      ended: () => reader.ended(),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

interface Listening {
  readonly origin: string
  /** Listens no longer; who is connected stays. */
  release(): void
  /** Listens no longer, and breaks what is connected. */
  stop(): Promise<void>
}

async function listen(target: LiveTarget): Promise<Listening> {
  if (typeof target === 'string') {
    return { origin: target, release: () => undefined, stop: async () => undefined }
  }
  const server = target instanceof Server ? target : createServer(target)
  const ours = !server.listening
  if (ours) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    release() {
      if (ours) server.close()
    },
    async stop() {
      if (!ours) return
      const closed = new Promise((done) => server.close(done))
      server.closeAllConnections()
      await closed
    },
  }
}

async function streamOf(
  asked: ClientRequest,
  path: string,
  timeoutMs: number,
): Promise<IncomingMessage> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.once('response', resolve).once('error', reject)
    asked.setTimeout(timeoutMs, () => {
      reject(new Error(`${path}: ${timeoutMs} ms passed without an answer`))
    })
  })
  // A stream may be silent for longer.
  asked.setTimeout(0)
  response.setEncoding('utf8')
  if (response.statusCode === 200 && isEventStream(response)) return response
  let text = ''
  for await (const chunk of response) text += chunk
  throw new Error(`GET ${path} is no live stream: ${response.statusCode} ${text}`)
}

function isEventStream(response: IncomingMessage): boolean {
  return response.headers['content-type']?.startsWith('text/event-stream') ?? false
}

class FrameReader {
  frame = ''
  #path: string
  #timeoutMs: number
  #frames = 0
  #given = 0
  #ended = false
  #buffer = ''
  #waiting = new Set<() => void>()

  constructor(response: IncomingMessage, path: string, timeoutMs: number) {
    this.#path = path
    this.#timeoutMs = timeoutMs
    response.on('data', (text: string) => this.#read(text))
    response.on('error', () => undefined)
    response.once('close', () => {
      this.#ended = true
      this.#wake()
    })
  }

  async next(): Promise<string> {
    await this.#wait(() => this.#frames > this.#given, 'a next frame')
    this.#given = this.#frames
    return this.frame
  }

  async until(match: string | RegExp | ((frame: string) => boolean)): Promise<string> {
    const matches = toTest(match)
    await this.#wait(() => this.#frames > 0 && matches(this.frame), `a frame with ${match}`)
    this.#given = this.#frames
    return this.frame
  }

  ended(): Promise<void> {
    return this.#wait(() => this.#ended, 'the end of the stream')
  }

  #wait(ready: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (timedOut: boolean) => {
        const done = ready()
        if (!done && !timedOut && !this.#ended) return
        clearTimeout(deadline)
        this.#waiting.delete(check)
        if (done) resolve()
        else reject(this.#missed(what))
      }
      const check = () => settle(false)
      const deadline = setTimeout(() => settle(true), this.#timeoutMs)
      this.#waiting.add(check)
      check()
    })
  }

  #missed(what: string): Error {
    const why = this.#ended ? 'the stream ended' : `${this.#timeoutMs} ms passed`
    return new Error(`${this.#path}: ${why} without ${what}; the last frame is:\n${this.frame}`)
  }

  #wake(): void {
    for (const check of this.#waiting) check()
  }

  #read(text: string): void {
    const events = (this.#buffer + text).split('\n\n')
    this.#buffer = events.pop() ?? ''
    for (const event of events) this.#take(event.split('\n'))
    this.#wake()
  }

  #take(lines: readonly string[]): void {
    if (!lines.includes('event: datastar-patch-elements')) return
    const prefix = 'data: elements '
    const html = lines.filter((line) => line.startsWith(prefix))
    this.frame = html.map((line) => line.slice(prefix.length)).join('\n')
    this.#frames++
  }
}

function toTest(match: string | RegExp | ((frame: string) => boolean)): (frame: string) => boolean {
  if (typeof match === 'function') return match
  return (frame) => (typeof match === 'string' ? frame.includes(match) : match.test(frame))
}
