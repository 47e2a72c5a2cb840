// Reads one stream as a client would: the bytes of a socket in, the newest page in it out.
import { once } from 'node:events'
import type { Transform } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { createBrotliDecompress, createGunzip } from 'node:zlib'
import { type Dialect, Events } from './events.js'
import { ResponseBody } from './response-body.js'

const decoders: Readonly<Record<string, () => Transform>> = {
  br: () => createBrotliDecompress(),
  gzip: () => createGunzip(),
}

export class StreamReader {
  #body = new ResponseBody()
  #decoder: Transform | undefined
  #decoded: Buffer[] = []
  #failed: Error | undefined
  #text = new TextDecoder('utf-8', { fatal: true })
  #events: Events

  constructor(dialect: Dialect) {
    this.#events = new Events(dialect)
  }

  /** The newest page. */
  get page(): string | undefined {
    return this.#events.page
  }

  /** @throws Error for bytes that are no such stream */
  async take(bytes: Buffer): Promise<void> {
    const body = this.#body.take(bytes)
    if (body.length === 0) return
    const plain = this.#body.encoding === 'identity' ? body : await this.#decode(body)
    this.#events.take(this.#text.decode(plain, { stream: true }))
  }

  close(): void {
    this.#decoder?.destroy()
  }

  async #decode(body: Buffer): Promise<Buffer> {
    this.#decoder ??= this.#open()
    await new Promise<void>((done) => {
      this.#decoder?.write(body, () => done())
    })
    // What a decoder has put out is told on the next turn.
    await setImmediate()
    if (this.#failed) throw this.#failed
    return Buffer.concat(this.#decoded.splice(0))
  }

  #open(): Transform {
    const open = decoders[this.#body.encoding ?? '']
    if (open === undefined) throw new Error(`a viewer was sent ${this.#body.encoding}`)
    const decoder = open()
    decoder.on('data', (bytes: Buffer) => this.#decoded.push(bytes))
    once(decoder, 'error').then(([error]) => {
      this.#failed = error
    })
    return decoder
  }
}
