// A page that reads streams through fetch and tells each piece that it got, and the server that sends them:
// each frame only once the page has told the whole of the one before.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { stop } from '../support/app.js'

/** What is sent, and what the page has to get for it. */
export interface SentFrame {
  readonly bytes: Buffer
  readonly text: Buffer
}

const page = `<!doctype html><meta charset="utf-8"><title>reader</title><script type="module">
for (;;) {
  const number = await (await fetch('/next')).text()
  const tell = (what, body) => fetch('/' + what + '?' + number, { method: 'POST', body })
  try {
    const reader = (await fetch('/stream')).body.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      await tell('got', value)
    }
    await tell('ended')
  } catch (error) {
    await tell('failed', String(error))
  }
}
</script>`

/** Starts the server; one page at a time reads from it. */
export async function openStreamReader() {
  const reader = new StreamReader()
  const server = createServer((req, res) => {
    reader.answer(req, res).catch((error) => reader.fail(error))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    /** Sends a stream to the page; resolves once it has read all of it, frame by frame. */
    send: (frames: readonly SentFrame[], cut: 'frames' | 'bytes') => reader.send(frames, cut),
    close: () => stop(server),
  }
}

class StreamReader {
  /** Which stream it is: what the page tells of an earlier one is too late. */
  #number = 0
  #frames: readonly SentFrame[] = []
  #cut: 'frames' | 'bytes' = 'frames'
  #sent = 0
  #got = Buffer.alloc(0)
  #stream: ServerResponse | undefined
  #settle: { resolve: () => void; reject: (error: unknown) => void } | undefined
  /** Begins the next stream, once the page has asked for it. */
  #begin = new Gate()

  send(frames: readonly SentFrame[], cut: 'frames' | 'bytes'): Promise<void> {
    this.#number++
    this.#frames = frames
    this.#cut = cut
    this.#sent = 0
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
      this.#begin.open()
    })
  }

  /** Ends the stream for the page, too. */
  fail(error: unknown): void {
    this.#settle?.reject(error)
    this.#stream?.destroy()
  }

  async answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await buffer(req)
    const [path, number] = req.url?.split('?') ?? []
    if (path === '/') res.setHeader('content-type', 'text/html').end(page)
    else if (path === '/stream') await this.#answerStream(req, res)
    else if (path === '/next') {
      await this.#begin.pass()
      res.end(String(this.#number))
    } else {
      res.writeHead(204).end()
      if (Number(number) === this.#number) await this.#take(path, body)
    }
  }

  async #answerStream(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (!req.headers['accept-encoding']?.includes('br')) throw new Error('it takes no brotli')
    this.#stream = res
    res.writeHead(200, {
      'content-type': 'text/event-stream',
      'content-encoding': 'br',
      'cache-control': 'no-store',
    })
    res.socket?.setNoDelay(true)
    await this.#sendNext()
  }

  async #take(what: string | undefined, body: Buffer): Promise<void> {
    if (what === '/got') await this.#takePiece(body)
    else if (what === '/ended') this.#takeEnd()
    else if (what === '/failed') throw new Error(`the page: ${body}`)
  }

  async #takePiece(piece: Buffer): Promise<void> {
    this.#got = Buffer.concat([this.#got, piece])
    const { text } = this.#frames[this.#sent - 1] ?? { text: Buffer.alloc(0) }
    if (!text.subarray(0, this.#got.length).equals(this.#got)) {
      throw new Error(`frame ${this.#sent} is wrong: ${this.#got.toString('latin1').slice(0, 200)}`)
    }
    if (this.#got.length === text.length) await this.#sendNext()
  }

  async #sendNext(): Promise<void> {
    this.#got = Buffer.alloc(0)
    const frame = this.#frames[this.#sent]
    if (!this.#stream) throw new Error('the page asked for no stream')
    if (!frame) return void this.#stream.end()
    this.#sent++
    await write(this.#stream, frame.bytes, this.#cut)
    // The page tells nothing of a frame that adds nothing.
    if (frame.text.length === 0) await this.#sendNext()
  }

  #takeEnd(): void {
    if (this.#sent === this.#frames.length && this.#got.length === 0) this.#settle?.resolve()
    else throw new Error(`the stream ended at frame ${this.#sent}`)
  }
}

async function write(res: ServerResponse, bytes: Buffer, cut: 'frames' | 'bytes'): Promise<void> {
  const pieces = cut === 'frames' ? [bytes] : Array.from(bytes, (byte) => Buffer.of(byte))
  for (const piece of pieces) await new Promise((written) => res.write(piece, written))
}

/** Lets one pass each time it is opened. */
class Gate {
  #opened = 0
  #waiting: (() => void) | undefined

  open(): void {
    this.#opened++
    this.#letPass()
  }

  pass(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = resolve
      this.#letPass()
    })
  }

  #letPass(): void {
    if (!this.#waiting || this.#opened === 0) return
    this.#opened--
    this.#waiting()
    this.#waiting = undefined
  }
}
