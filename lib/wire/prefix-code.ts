// A prefix code (RFC 7932, section 3): counts of symbols come in; what describes the code and the codes of
// symbols go out. One serves many blocks: `clear` begins the next.
import type { BitWriter } from './bit-writer.js'
import { CodeDescription, describeFlat, flatBits } from './code-description.js'
import { canonicalCodes, codeLengths, reversed } from './code-lengths.js'

const longestCode = 15

/** Lengths of the codes of one to four symbols, the most frequent first (section 3.4). */
const simpleLengths = [[0], [1, 1], [1, 2, 2], [2, 2, 2, 2]] as const
const skewedLengths = [1, 2, 3, 3] as const

export class PrefixCode {
  readonly #size: number
  readonly #counts: Uint32Array
  readonly #lengths: Uint8Array
  readonly #codes: Uint16Array
  /** The symbols that were counted; in ascending order once described. */
  readonly #used: number[] = []

  /** @param size of the alphabet, up to 704 */
  constructor(size: number) {
    this.#size = size
    this.#counts = new Uint32Array(size)
    this.#lengths = new Uint8Array(size)
    this.#codes = new Uint16Array(size)
  }

  /** Counts a symbol that is to be written. */
  count(symbol: number): void {
    const count = this.#counts[symbol] as number
    if (count === 0) this.#used.push(symbol)
    this.#counts[symbol] = count + 1
  }

  /** Writes which code it is; after that, the symbols that were counted can be written. */
  describe(bits: BitWriter): void {
    if (this.#used.length === 0) this.count(0)
    this.#used.sort((a, b) => a - b)
    if (this.#used.length <= simpleLengths.length) this.#describeSimple(bits)
    else this.#describeCheapest(bits)
  }

  /** Writes a symbol that was counted. */
  write(bits: BitWriter, symbol: number): void {
    bits.write(this.#lengths[symbol] as number, this.#codes[symbol] as number)
  }

  /** Forgets what was counted. */
  clear(): void {
    for (const symbol of this.#used) this.#counts[symbol] = 0
    this.#used.length = 0
  }

  // Section 3.4: the symbols are named one by one, those of one length in ascending order.
  #describeSimple(bits: BitWriter): void {
    const countOf = (symbol: number) => this.#counts[symbol] as number
    const named = [...this.#used].sort((a, b) => countOf(b) - countOf(a) || a - b)
    const [first = 0, , third = 0, fourth] = named
    const isSkewed = fourth !== undefined && countOf(first) > countOf(third) + countOf(fourth)
    const lengths = isSkewed ? skewedLengths : simpleLengths[named.length - 1]
    const lengthOf = (symbol: number) => this.#lengths[symbol] as number
    for (const [rank, symbol] of named.entries()) this.#lengths[symbol] = lengths?.[rank] ?? 0
    named.sort((a, b) => lengthOf(a) - lengthOf(b) || a - b)
    bits.write(2, 1)
    bits.write(2, named.length - 1)
    for (const symbol of named) bits.write(32 - Math.clz32(this.#size - 1), symbol)
    if (fourth !== undefined) bits.write(1, isSkewed ? 1 : 0)
    canonicalCodes(this.#used, this.#lengths, this.#codes)
  }

  // A code that fits the counts has to be described at length. For few symbols it can be cheaper to give
  // all that are below a power of two codes of one length.
  #describeCheapest(bits: BitWriter): void {
    codeLengths(this.#used, this.#counts, longestCode, this.#lengths)
    const description = new CodeDescription(this.#used, this.#lengths)
    const flatLength = 32 - Math.clz32(this.#used.at(-1) ?? 0)
    let flatCost = flatBits - description.bits
    for (const symbol of this.#used) {
      flatCost +=
        (flatLength - (this.#lengths[symbol] as number)) * (this.#counts[symbol] as number)
    }
    if (flatCost < 0 && 2 ** flatLength <= this.#size) {
      describeFlat(bits, flatLength)
      this.#makeFlat(flatLength)
      return
    }
    description.write(bits)
    canonicalCodes(this.#used, this.#lengths, this.#codes)
  }

  #makeFlat(flatLength: number): void {
    for (const symbol of this.#used) {
      this.#lengths[symbol] = flatLength
      this.#codes[symbol] = reversed(symbol, flatLength)
    }
  }
}
