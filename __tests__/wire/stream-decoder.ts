// node:zlib's decoder of one stream, which tells after each write what it has given for it.
import { createBrotliDecompress } from 'node:zlib'

export class StreamDecoder {
  readonly #zlib = createBrotliDecompress()
  #given: Buffer[] = []
  #error: Error | undefined

  constructor() {
    this.#zlib.on('data', (bytes: Buffer) => this.#given.push(bytes))
    this.#zlib.on('error', (error) => {
      this.#error = error
    })
  }

  /** Decodes the next bytes of the stream, and returns what they add to the text. */
  async write(bytes: Uint8Array): Promise<Buffer> {
    await new Promise<void>((resolve, reject) => {
      this.#zlib.write(bytes, (error) => (error ? reject(error) : resolve()))
    })
    if (this.#error) throw this.#error
    const given = Buffer.concat(this.#given)
    this.#given = []
    return given
  }

  /** The same, byte by byte. */
  async writeSingly(bytes: Uint8Array): Promise<Buffer> {
    const given: Buffer[] = []
    for (const byte of bytes) given.push(await this.write(Uint8Array.of(byte)))
    return Buffer.concat(given)
  }

  close(): void {
    this.#zlib.destroy()
  }
}
