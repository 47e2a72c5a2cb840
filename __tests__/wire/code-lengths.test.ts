import fc from 'fast-check'
import { canonicalCodes, codeLengths, reversed } from '../../lib/wire/code-lengths.js'

/** Counts by symbol, some of them 0. */
const counts = fc
  .array(fc.oneof(fc.nat(3), fc.nat(1000), fc.constant(0), fc.constant(1), fc.nat(2 ** 24)), {
    minLength: 2,
    maxLength: 704,
    size: 'max',
  })
  .filter((each) => symbolsOf(each).length >= 2)

const symbolsOf = (each: readonly number[]) =>
  each.flatMap((count, symbol) => (count > 0 ? [symbol] : []))

function lengthsFor(each: readonly number[], limit: number): Uint8Array {
  const lengths = new Uint8Array(each.length)
  codeLengths(symbolsOf(each), each, limit, lengths)
  return lengths
}

const totalOf = (each: readonly number[], lengths: Uint8Array) =>
  each.reduce((sum, count, symbol) => sum + count * (lengths[symbol] ?? 0), 0)

/** What the symbols take in all, by Huffman's algorithm as it is told everywhere, and its deepest leaf. */
function huffman(each: readonly number[]): { total: number; deepest: number } {
  const nodes = each.filter((count) => count > 0).map((weight) => ({ weight, depth: 0 }))
  nodes.sort((a, b) => a.weight - b.weight)
  let total = 0
  for (;;) {
    const [one, other] = nodes.splice(0, 2)
    if (!one) break
    if (!other) return { total, deepest: one.depth }
    const weight = one.weight + other.weight
    total += weight
    // Behind others of its weight, so that the code is the one whose longest is shortest.
    const heavier = nodes.findIndex((node) => node.weight > weight)
    const node = { weight, depth: Math.max(one.depth, other.depth) + 1 }
    nodes.splice(heavier < 0 ? nodes.length : heavier, 0, node)
  }
  return { total, deepest: 0 }
}

/** The least that the symbols can take within a limit, by merging packages (Larmore & Hirschberg 1990). */
function leastWithin(each: readonly number[], limit: number): number {
  const leaves = each.filter((count) => count > 0).sort((a, b) => a - b)
  let packages: number[] = []
  for (let level = 0; level < limit; level++) {
    const merged: number[] = []
    for (let at = 0; at + 1 < packages.length; at += 2) {
      merged.push((packages[at] ?? 0) + (packages[at + 1] ?? 0))
    }
    packages = [...leaves, ...merged].sort((a, b) => a - b)
  }
  return packages.slice(0, 2 * leaves.length - 2).reduce((sum, weight) => sum + weight, 0)
}

function expectComplete(each: readonly number[], lengths: Uint8Array): void {
  const coded = [...lengths.keys()].filter((symbol) => (lengths[symbol] ?? 0) > 0)
  expect(coded).toEqual(symbolsOf(each))
  // Equality in Kraft's theorem.
  expect(coded.reduce((sum, symbol) => sum + 2 ** -(lengths[symbol] ?? 0), 0)).toBe(1)
}

test('a code is complete, and as good as any other of its kind', () => {
  fc.assert(
    fc.property(counts, (each) => {
      const lengths = lengthsFor(each, 32)
      expectComplete(each, lengths)
      expect(totalOf(each, lengths)).toBe(huffman(each).total)
    }),
    { numRuns: 50 },
  )
})

test('no code is longer than the limit; where none would be, the limit costs nothing', () => {
  fc.assert(
    fc.property(counts, fc.integer({ min: 10, max: 15 }), (each, limit) => {
      const lengths = lengthsFor(each, limit)
      expectComplete(each, lengths)
      expect(Math.max(...lengths)).toBeLessThanOrEqual(limit)
      const free = huffman(each)
      if (free.deepest <= limit) expect(totalOf(each, lengths)).toBe(free.total)
    }),
    { numRuns: 50 },
  )
})

/** The worst that there is: each symbol as frequent as the two before it. */
function fibonacci(symbols: number): number[] {
  const each = [1, 1]
  while (each.length < symbols) each.push((each.at(-1) ?? 0) + (each.at(-2) ?? 0))
  return each
}

test.each([
  [33, 15],
  [32, 5],
  [18, 5],
  [16, 4],
  [6, 5],
  [7, 5],
])('%d symbols with counts like Fibonacci numbers keep to %d bits', (symbols, limit) => {
  for (const each of [fibonacci(symbols), fibonacci(symbols).reverse()]) {
    const lengths = lengthsFor(each, limit)
    expectComplete(each, lengths)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(limit)
  }
})

test('within a limit a code takes at most half more than the best one', () => {
  const skewed = fc.array(
    fc.nat(9).map((power) => 2 ** power),
    { minLength: 6, maxLength: 18 },
  )
  fc.assert(
    fc.property(skewed, (each) => {
      expect(totalOf(each, lengthsFor(each, 5))).toBeLessThanOrEqual(1.5 * leastWithin(each, 5))
    }),
  )
})

test('the lengths of other symbols stay as they are', () => {
  const lengths = new Uint8Array(8).fill(9)
  codeLengths([2, 5], [0, 0, 4, 0, 0, 7, 0, 0], 15, lengths)
  expect([...lengths]).toEqual([9, 9, 1, 9, 9, 1, 9, 9])
})

/** Codes as the RFC writes them. */
function codesFor(lengths: readonly number[]): string[] {
  const codes = new Uint16Array(lengths.length)
  canonicalCodes([...lengths.keys()], Uint8Array.from(lengths), codes)
  return lengths.map((length, symbol) =>
    reversed(codes[symbol] ?? 0, length)
      .toString(2)
      .padStart(length, '0'),
  )
}

test('codes are those of the examples in section 3.2', () => {
  expect(codesFor([2, 1, 3, 3])).toEqual(['10', '0', '110', '111'])
  expect(codesFor([3, 3, 3, 3, 3, 2, 4, 4])).toEqual([
    ...['010', '011', '100', '101', '110'],
    ...['00', '1110', '1111'],
  ])
})

test('no code is the beginning of another', () => {
  fc.assert(
    fc.property(counts, (each) => {
      const symbols = symbolsOf(each)
      const lengths = lengthsFor(each, 15)
      const codes = codesFor(symbols.map((symbol) => lengths[symbol] ?? 0)).sort()
      expect(codes.filter((code, index) => codes[index + 1]?.startsWith(code))).toEqual([])
    }),
    { numRuns: 50 },
  )
})

test('reversed bits are the low ones in the opposite order', () => {
  expect(reversed(0b1011, 4)).toBe(0b1101)
  expect(reversed(0b1, 15)).toBe(0b100000000000000)
  expect(reversed(0b111010, 3)).toBe(0b010)
  expect(reversed(0, 0)).toBe(0)
})
