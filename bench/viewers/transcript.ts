// What a stream said so far. Streams that began with the same bytes share it: equal bytes decode to an
// equal page, so each is decoded once, however many thousand viewers got it.
import type { Dialect } from './events.js'
import { StreamReader } from './stream-reader.js'

interface Continuation {
  readonly bytes: Buffer
  readonly transcript: Promise<Transcript>
}

export class Transcript {
  /** The newest page; undefined too where another has followed it. */
  page: string | undefined
  #dialect: Dialect
  /** All that was said up to here, from the first byte on. */
  #said: readonly Buffer[]
  /** Stands here until the first continuation takes it over. */
  #reader: StreamReader | undefined
  #next: Continuation[] = []

  constructor(dialect: Dialect, said: readonly Buffer[] = [], reader = new StreamReader(dialect)) {
    this.#dialect = dialect
    this.#said = said
    this.#reader = reader
    this.page = reader.page
  }

  /** What it is with more bytes. */
  continue(bytes: Buffer): Promise<Transcript> {
    const known = this.#next.find((next) => next.bytes.equals(bytes))
    if (known) return known.transcript
    const transcript = this.#read(bytes)
    this.#next.push({ bytes, transcript })
    return transcript
  }

  async #read(bytes: Buffer): Promise<Transcript> {
    const reader = await this.#takeReader()
    await reader.take(bytes)
    const next = new Transcript(this.#dialect, [...this.#said, bytes], reader)
    if (next.page !== this.page) this.page = undefined
    return next
  }

  async #takeReader(): Promise<StreamReader> {
    const reader = this.#reader ?? new StreamReader(this.#dialect)
    if (this.#reader === undefined) for (const bytes of this.#said) await reader.take(bytes)
    this.#reader = undefined
    return reader
  }
}
