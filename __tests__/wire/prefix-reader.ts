// Reads a prefix code as a decoder does (RFC 7932, sections 3.2, 3.4 and 3.5).
import type { BitReader } from './bit-reader.js'

export interface PrefixReader {
  /** The length of each symbol's code, in bits; 0 for symbols that have none. */
  readonly lengths: readonly number[]
  /** Reads a symbol. */
  read(bits: BitReader): number
}

/** Reads the description of a code. */
export function readPrefixCode(bits: BitReader, alphabetSize: number): PrefixReader {
  const skipped = bits.read(2)
  return skipped === 1
    ? readSimple(bits, alphabetSize)
    : codeOf(readLengths(bits, readLengthCode(bits, skipped), alphabetSize))
}

/** Reads what `CodeDescription` writes: the lengths of a complex code. */
export function readComplex(bits: BitReader, alphabetSize: number): readonly number[] {
  return readLengths(bits, readLengthCode(bits, bits.read(2)), alphabetSize)
}

function readSimple(bits: BitReader, alphabetSize: number): PrefixReader {
  const count = bits.read(2) + 1
  const symbols = Array.from({ length: count }, () => bits.read(Math.ceil(Math.log2(alphabetSize))))
  if (symbols.some((symbol) => symbol >= alphabetSize)) throw new Error('no such symbol')
  if (new Set(symbols).size < count) throw new Error('a symbol came twice')
  const [only = 0] = symbols
  if (count === 1) return { lengths: lengthsOf([only], [0], alphabetSize), read: () => only }
  const isSkewed = count === 4 && bits.read(1) === 1
  const shapes = [[1, 1], [1, 2, 2], isSkewed ? [1, 2, 3, 3] : [2, 2, 2, 2]]
  return codeOf(lengthsOf(symbols, shapes[count - 2] ?? [], alphabetSize))
}

function lengthsOf(symbols: readonly number[], shape: readonly number[], alphabetSize: number) {
  const lengths = new Array<number>(alphabetSize).fill(0)
  for (const [rank, symbol] of symbols.entries()) lengths[symbol] = shape[rank] ?? 0
  return lengths
}

// As they stand in section 3.5, where the bits are parsed from right to left.
const lengthsOfLengths = new Map([
  ['00', 0],
  ['0111', 1],
  ['011', 2],
  ['10', 3],
  ['01', 4],
  ['1111', 5],
])
const order = [1, 2, 3, 4, 0, 5, 17, 6, 16, 7, 8, 9, 10, 11, 12, 13, 14, 15]

function readLengthCode(bits: BitReader, skipped: number): PrefixReader {
  const lengths = new Array<number>(18).fill(0)
  let space = 32
  for (const code of order.slice(skipped)) {
    if (space <= 0) break
    let read = ''
    while (!lengthsOfLengths.has(read)) read = bits.read(1) + read
    const length = lengthsOfLengths.get(read) as number
    lengths[code] = length
    if (length > 0) space -= 32 >> length
  }
  const used = lengths.flatMap((length, code) => (length > 0 ? [code] : []))
  const [only = 0] = used
  // With one code alone there is nothing to read.
  if (used.length === 1) return { lengths, read: () => only }
  if (space !== 0) throw new Error('the code of the lengths is not complete')
  return codeOf(lengths)
}

function readLengths(bits: BitReader, code: PrefixReader, alphabetSize: number) {
  const lengths: number[] = []
  let space = 2 ** 15
  let previous = 8
  let repeated = 0
  let repeatedCode = 0
  while (space > 0 && lengths.length < alphabetSize) {
    const read = code.read(bits)
    if (read < 16) {
      lengths.push(read)
      if (read > 0) previous = read
      if (read > 0) space -= 2 ** (15 - read)
      repeatedCode = 0
      continue
    }
    const extra = read - 14
    const before = repeatedCode === read ? repeated : 0
    repeated = (before > 0 ? (before - 2) * 2 ** extra : 0) + 3 + bits.read(extra)
    repeatedCode = read
    const length = read === 16 ? previous : 0
    for (let more = repeated - before; more > 0; more--) lengths.push(length)
    if (length > 0) space -= (repeated - before) * 2 ** (15 - length)
  }
  if (space !== 0) throw new Error('the code is not complete')
  if (lengths.length > alphabetSize) throw new Error('more lengths than symbols')
  return [...lengths, ...new Array<number>(alphabetSize - lengths.length).fill(0)]
}

/** Gives the code whose lengths are these, by section 3.2. */
export function codeOf(lengths: readonly number[]): PrefixReader {
  const symbols = new Map<string, number>()
  let next = 0
  for (let length = 1; length <= 15; length++) {
    next *= 2
    for (const [symbol, own] of lengths.entries()) {
      if (own !== length) continue
      symbols.set(next.toString(2).padStart(length, '0'), symbol)
      next++
    }
  }
  return {
    lengths,
    read: (bits) => {
      let read = ''
      while (!symbols.has(read)) {
        if (read.length === 15) throw new Error(`no symbol has the code ${read}`)
        read += bits.read(1)
      }
      return symbols.get(read) as number
    },
  }
}
