// How a prefix code is described on the wire: the length of each symbol's code, itself coded, with runs
// shortened (RFC 7932, section 3.5).
import type { BitWriter } from './bit-writer.js'
import { canonicalCodes, codeLengths } from './code-lengths.js'

const longestLengthCode = 5

// In which order the code lengths' own lengths are sent, and the fixed code that sends each of them.
const sendingOrder = [1, 2, 3, 4, 0, 5, 17, 6, 16, 7, 8, 9, 10, 11, 12, 13, 14, 15] as const
const fixedLengths = [2, 4, 3, 2, 2, 4] as const
const fixedCodes = [0b00, 0b0111, 0b011, 0b10, 0b01, 0b1111] as const

// What shortens a run: the last length again, and zeros. Each has extra bits for how often.
const repeatLast = 16
const repeatZero = 17
const extraBitsOf = (code: number) => (code < repeatLast ? 0 : code - 14)

/** The fewest that can be shortened. */
const shortestRun = 3

/** How much it takes to say that the codes of all symbols below a power of two have one length. */
export const flatBits = 2 + 2 * 16

/** Says so: a length that is the only one needs no bits, however often it comes. */
export function describeFlat(bits: BitWriter, flatLength: number): void {
  // No code of more than four symbols has a length of 1 or 2 alone.
  const skipped = 2
  bits.write(2, skipped)
  for (const code of sendingOrder.slice(skipped)) {
    // Which length the code has that has no bits doesn't matter; this one takes two bits to say, as 0 does.
    const length = code === flatLength ? 3 : 0
    bits.write(fixedLengths[length], fixedCodes[length])
  }
}

export class CodeDescription {
  /** The lengths and repeats in their order, each followed by the value of its extra bits. */
  readonly #tokens: number[] = []
  readonly #counts = new Uint16Array(18)
  readonly #lengths = new Uint8Array(18)
  readonly #codes = new Uint16Array(18)
  // Zeros at either end of the order are left out: none, two or three first, and all that come last.
  #skipped = 0
  #sent: number = sendingOrder.length

  /**
   * @param symbols at least two, in ascending order
   * @param lengths of their codes; the code is complete, so the last symbol's length is the last one sent
   */
  constructor(symbols: readonly number[], lengths: Uint8Array) {
    this.#addLengths(symbols, lengths)
    this.#makeCode()
  }

  #addLengths(symbols: readonly number[], lengths: Uint8Array): void {
    let next = 0
    for (let at = 0; at < symbols.length; ) {
      const symbol = symbols[at] as number
      const length = lengths[symbol] as number
      let run = 1
      while (symbols[at + run] === symbol + run && lengths[symbol + run] === length) run++
      this.#addRun(repeatZero, 0, symbol - next)
      this.#add(length, 0)
      this.#addRun(repeatLast, length, run - 1)
      at += run
      next = symbol + run
    }
  }

  // The code of the lengths themselves.
  #makeCode(): void {
    const used: number[] = []
    for (let code = 0; code <= repeatZero; code++) if (this.#counts[code]) used.push(code)
    // A code of one symbol is a case of its own; with a second it isn't.
    if (used.length === 1) used.push(repeatZero)
    codeLengths(used, this.#counts, longestLengthCode, this.#lengths)
    canonicalCodes(used, this.#lengths, this.#codes)
    while (this.#lengths[sendingOrder[this.#sent - 1] as number] === 0) this.#sent--
    const isZero = (code: number) => this.#lengths[code] === 0
    if (isZero(sendingOrder[0]) && isZero(sendingOrder[1])) {
      this.#skipped = isZero(sendingOrder[2]) ? 3 : 2
    }
  }

  /** How much it takes, in bits. */
  get bits(): number {
    let bits = 2
    for (let at = this.#skipped; at < this.#sent; at++) {
      const length = this.#lengths[sendingOrder[at] as number] as number
      bits += fixedLengths[length] as number
    }
    for (let code = 0; code < 18; code++) {
      const each = (this.#lengths[code] as number) + extraBitsOf(code)
      bits += each * (this.#counts[code] as number)
    }
    return bits
  }

  write(bits: BitWriter): void {
    bits.write(2, this.#skipped)
    for (let at = this.#skipped; at < this.#sent; at++) {
      const length = this.#lengths[sendingOrder[at] as number] as number
      bits.write(fixedLengths[length] as number, fixedCodes[length] as number)
    }
    for (let at = 0; at < this.#tokens.length; at += 2) {
      const code = this.#tokens[at] as number
      bits.write(this.#lengths[code] as number, this.#codes[code] as number)
      bits.write(extraBitsOf(code), this.#tokens[at + 1] as number)
    }
  }

  #add(code: number, extra: number): void {
    this.#tokens.push(code, extra)
    this.#counts[code] = (this.#counts[code] as number) + 1
  }

  // A repeat right after another makes one number of both: its digits, the first one first.
  #addRun(repeat: number, length: number, run: number): void {
    if (run >= shortestRun) this.#addRepeats(repeat, run - shortestRun)
    else for (let left = run; left > 0; left--) this.#add(length, 0)
  }

  #addRepeats(repeat: number, more: number): void {
    const bits = extraBitsOf(repeat)
    if (more >> bits > 0) this.#addRepeats(repeat, (more >> bits) - 1)
    this.#add(repeat, more & ((1 << bits) - 1))
  }
}
