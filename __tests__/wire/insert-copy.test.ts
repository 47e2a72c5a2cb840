import { BitWriter } from '../../lib/wire/bit-writer.js'
import {
  commandAlphabet,
  commandSymbol,
  copyLengths,
  insertLengths,
  saysLastDistance,
  shortestCopy,
} from '../../lib/wire/insert-copy.js'
import { BitReader } from './bit-reader.js'

// The extra bits of each code (section 5); the least length of one is just above the most of the one before.
const insertExtra = [
  ...[0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3],
  ...[4, 4, 5, 5, 6, 7, 8, 9, 10, 12, 14, 24],
]
const copyExtra = [
  ...[0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2],
  ...[3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 24],
]

const leastOf = (extraBits: readonly number[], first: number) =>
  extraBits.map((_, code) => extraBits.slice(0, code).reduce((sum, bits) => sum + 2 ** bits, first))

test.each([
  ['runs of literals', insertLengths, insertExtra, 0],
  ['copies', copyLengths, copyExtra, shortestCopy],
] as const)(
  'every length of %s up to 30,000, and the longest, is read back',
  (_what, codes, extraBits, first) => {
    const least = leastOf(extraBits, first)
    const lengths = Array.from({ length: 30_001 - first }, (_, more) => first + more)
    for (const length of [...lengths, 2 ** 20, 2 ** 24]) {
      const writer = new BitWriter()
      writer.reset(16)
      const code = codes.codeOf(length)
      codes.writeExtra(writer, length)
      writer.write(1, 1)
      writer.align()
      const bits = new BitReader(writer.toBuffer())
      const read = (least[code] ?? 0) + bits.read(extraBits[code] ?? 0)
      if (read !== length || bits.read(1) !== 1) throw new Error(`${length} is read as ${read}`)
    }
  },
)

/** The codes that a symbol stands for, by the table of section 5. */
function codesOf(symbol: number): { insert: number; copy: number } {
  const cell = symbol >> 6
  const insertFrom = [0, 0, 0, 0, 8, 8, 0, 16, 8, 16, 16][cell] as number
  const copyFrom = [0, 8, 0, 8, 0, 8, 16, 0, 16, 8, 16][cell] as number
  return { insert: insertFrom + ((symbol >> 3) & 7), copy: copyFrom + (symbol & 7) }
}

test('the symbol of any two codes stands for them', () => {
  const symbols = new Set<number>()
  for (let insert = 0; insert < 24; insert++) {
    for (let copy = 0; copy < 24; copy++) {
      for (const lastDistance of [false, true]) {
        const symbol = commandSymbol(insert, copy, lastDistance)
        expect(codesOf(symbol)).toEqual({ insert, copy })
        if (saysLastDistance(symbol)) expect(lastDistance).toBe(true)
        symbols.add(symbol)
      }
    }
  }
  expect(symbols.size).toBe(commandAlphabet)
  expect(Math.max(...symbols)).toBe(commandAlphabet - 1)
})

test('a symbol says that the distance is the last one where there is one that does', () => {
  expect(saysLastDistance(commandSymbol(7, 15, true))).toBe(true)
  expect(saysLastDistance(commandSymbol(8, 15, true))).toBe(false)
  expect(saysLastDistance(commandSymbol(7, 16, true))).toBe(false)
  expect(saysLastDistance(commandSymbol(0, 0, false))).toBe(false)
})
