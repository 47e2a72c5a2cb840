import fc from 'fast-check'
import { BitWriter } from '../../lib/wire/bit-writer.js'
import { flatBits } from '../../lib/wire/code-description.js'
import { PrefixCode } from '../../lib/wire/prefix-code.js'
import { BitReader } from './bit-reader.js'
import { readPrefixCode } from './prefix-reader.js'

/** Writes symbols under a code that fits them, and returns the code as it is read, once all came back. */
function roundTrip(code: PrefixCode, symbols: readonly number[], size: number) {
  const writer = new BitWriter()
  writer.reset(4096 + 2 * symbols.length)
  code.clear()
  for (const symbol of symbols) code.count(symbol)
  code.describe(writer)
  for (const symbol of symbols) code.write(writer, symbol)
  writer.align()
  const bits = new BitReader(writer.toBuffer())
  const reader = readPrefixCode(bits, size)
  const described = bits.position
  expect(symbols.map(() => reader.read(bits))).toEqual(symbols)
  return { lengths: reader.lengths, described, taken: bits.position }
}

const times = (symbol: number, count: number) => new Array<number>(count).fill(symbol)

const message = fc.constantFrom(64, 256, 704).chain((size) => {
  const symbol = fc.oneof(fc.nat(size - 1), fc.nat(Math.min(size - 1, 20)))
  const run = fc.tuple(symbol, fc.oneof(fc.nat(3), fc.nat(300)))
  const symbols = fc
    .oneof(fc.array(run, { maxLength: 12 }), fc.array(run, { maxLength: 300, size: 'max' }))
    .map((runs) => runs.flatMap(([symbol, count]) => times(symbol, count)).slice(0, 2000))
  return fc.record({ size: fc.constant(size), symbols })
})

test('symbols come back from the code that was described', () => {
  fc.assert(
    fc.property(message, ({ size, symbols }) => {
      roundTrip(new PrefixCode(size), symbols, size)
    }),
    { numRuns: 60 },
  )
})

test('one code after another is the same as a new one each time', () => {
  const codes = new Map([64, 256, 704].map((size) => [size, new PrefixCode(size)]))
  fc.assert(
    fc.property(message, ({ size, symbols }) => {
      const again = codes.get(size) as PrefixCode
      const fresh = roundTrip(new PrefixCode(size), symbols, size)
      expect(roundTrip(again, symbols, size)).toEqual(fresh)
    }),
    { numRuns: 30 },
  )
})

test('a code of no symbols and of one takes no bits for them', () => {
  expect(roundTrip(new PrefixCode(256), [], 256).described).toBe(2 + 2 + 8)
  const one = roundTrip(new PrefixCode(704), times(703, 100), 704)
  expect(one).toMatchObject({ described: 2 + 2 + 10, taken: 2 + 2 + 10 })
})

test('two symbols have a bit each', () => {
  const { lengths, taken } = roundTrip(new PrefixCode(64), [63, 0, 63, 63], 64)
  expect([lengths[0], lengths[63]]).toEqual([1, 1])
  expect(taken).toBe(2 + 2 + 2 * 6 + 4)
})

test.each([
  ['first', [5, 5, 5, 6, 7], [1, 2, 2]],
  ['second', [5, 6, 6, 6, 7], [2, 1, 2]],
  ['last', [5, 6, 7, 7, 7], [2, 2, 1]],
])('of three symbols the most frequent has the short code: the %s', (_which, symbols, expected) => {
  const { lengths } = roundTrip(new PrefixCode(256), symbols, 256)
  expect(lengths.slice(5, 8)).toEqual(expected)
})

test('four symbols have two bits each, unless one outweighs the two rarest', () => {
  const even = [...times(9, 4), ...times(8, 3), ...times(7, 2), ...times(6, 2)]
  expect(roundTrip(new PrefixCode(256), even, 256).lengths.slice(6, 10)).toEqual([2, 2, 2, 2])
  const skewed = [...times(9, 5), ...times(8, 3), ...times(7, 2), ...times(6, 2)]
  expect(roundTrip(new PrefixCode(256), skewed, 256).lengths.slice(6, 10)).toEqual([3, 3, 2, 1])
})

test('every way in which four symbols can be frequent is read back', () => {
  const counts = [1, 2, 3, 7]
  const all = counts.map((count) => [count])
  const combinations = counts.slice(1).reduce((lists) => {
    return lists.flatMap((list) => counts.map((count) => [...list, count]))
  }, all)
  expect(combinations).toHaveLength(256)
  for (const combination of combinations) {
    const symbols = combination.flatMap((count, index) => times(40 - 11 * index, count))
    roundTrip(new PrefixCode(64), symbols, 64)
  }
})

test('a few literals with only small bytes have a flat code', () => {
  const { described, lengths } = roundTrip(
    new PrefixCode(256),
    [10, 15, 13, 9, 12, 0, 4, 4, 14, 8, 5],
    256,
  )
  expect(described).toBe(flatBits)
  expect(lengths.slice(0, 17)).toEqual([...times(4, 16), 0])
})

test('a few letters have a flat code of all bytes below 128', () => {
  const { described, lengths } = roundTrip(new PrefixCode(256), [...Buffer.from('by far')], 256)
  expect(described).toBe(flatBits)
  expect(lengths).toEqual([...times(7, 128), ...times(0, 128)])
})

test('a command beyond the largest power of two below 704 has no flat code', () => {
  const symbols = [10, 200, 300, 511, 703]
  const { lengths } = roundTrip(new PrefixCode(704), symbols, 704)
  expect(lengths.filter((length) => length > 0).sort()).toEqual([2, 2, 2, 3, 3])
})

test('all 256 bytes, equally frequent, have eight bits each', () => {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte)
  const { lengths } = roundTrip(new PrefixCode(256), [...bytes, ...bytes, ...bytes], 256)
  expect(lengths).toEqual(times(8, 256))
})

test('no code is longer than fifteen bits, however rare its symbol', () => {
  const counts = [1, 1]
  while (counts.length < 25) counts.push((counts.at(-1) ?? 0) + (counts.at(-2) ?? 0))
  const symbols = counts.flatMap((count, symbol) => times(symbol, count))
  const code = new PrefixCode(256)
  for (const symbol of symbols) code.count(symbol)
  const writer = new BitWriter()
  writer.reset(4096)
  code.describe(writer)
  writer.align()
  const { lengths } = readPrefixCode(new BitReader(writer.toBuffer()), 256)
  expect(Math.max(...lengths)).toBeLessThanOrEqual(15)
  expect(lengths.filter((length) => length > 0)).toHaveLength(25)
})
