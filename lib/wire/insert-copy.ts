// Insert and copy lengths (RFC 7932, section 5): each is a code and extra bits, and the two codes of a
// command are one symbol.
import type { BitWriter } from './bit-writer.js'

/** The shortest that a copy can be. */
export const shortestCopy = 2

class LengthCodes {
  readonly #bases: readonly number[]
  readonly #extraBits: readonly number[]
  /** The codes of lengths below the last code's. */
  readonly #codes: Uint8Array

  /**
   * @param bases the least length of each code
   * @param extraBits how many bits of each code tell how much more than that a length is
   */
  constructor(bases: readonly number[], extraBits: readonly number[]) {
    this.#bases = bases
    this.#extraBits = extraBits
    this.#codes = new Uint8Array(bases.at(-1) as number)
    for (const [code, base] of bases.entries()) this.#codes.fill(code, base)
  }

  codeOf(length: number): number {
    return this.#codes[length] ?? this.#bases.length - 1
  }

  writeExtra(bits: BitWriter, length: number): void {
    const code = this.codeOf(length)
    bits.writeLong(this.#extraBits[code] as number, length - (this.#bases[code] as number))
  }
}

/** Lengths of runs of literals. */
export const insertLengths = new LengthCodes(
  [
    0, 1, 2, 3, 4, 5, 6, 8, 10, 14, 18, 26, 34, 50, 66, 98, 130, 194, 322, 578, 1090, 2114, 6210,
    22594,
  ],
  [0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 12, 14, 24],
)

/** Lengths of copies. */
export const copyLengths = new LengthCodes(
  [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 18, 22, 30, 38, 54, 70, 102, 134, 198, 326, 582, 1094, 2118],
  [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 24],
)

// Where the symbols begin of eight insert codes (down) with eight copy codes (across).
const cells = [128, 192, 384, 256, 320, 512, 448, 576, 640] as const

/**
 * The symbol of an insert code and a copy code.
 *
 * @param lastDistance whether the copy is from the last distance, in which case a symbol may say so
 */
export function commandSymbol(insert: number, copy: number, lastDistance: boolean): number {
  const low = ((insert & 7) << 3) | (copy & 7)
  if (lastDistance && insert < 8 && copy < 16) return ((copy >> 3) << 6) | low
  return (cells[(insert >> 3) * 3 + (copy >> 3)] as number) + low
}

/** Whether a symbol says that its copy is from the last distance, so that none is written. */
export const saysLastDistance = (symbol: number) => symbol < 128

/** How many symbols there are. */
export const commandAlphabet = 704
