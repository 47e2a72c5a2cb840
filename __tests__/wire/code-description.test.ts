import fc from 'fast-check'
import { BitWriter } from '../../lib/wire/bit-writer.js'
import { CodeDescription, describeFlat, flatBits } from '../../lib/wire/code-description.js'
import { codeLengths } from '../../lib/wire/code-lengths.js'
import { BitReader } from './bit-reader.js'
import { readComplex } from './prefix-reader.js'

const longest = 15

/** Describes a code and returns how many bits it says that takes, how many it does, and what is read. */
function describeLengths(lengths: readonly number[]) {
  const symbols = lengths.flatMap((length, symbol) => (length > 0 ? [symbol] : []))
  const description = new CodeDescription(symbols, Uint8Array.from(lengths))
  const writer = new BitWriter()
  writer.reset(4096)
  description.write(writer)
  writer.align()
  const bits = new BitReader(writer.toBuffer())
  return { told: description.bits, read: readComplex(bits, lengths.length), taken: bits.position }
}

function expectRead(lengths: readonly number[]): number {
  const { told, read, taken } = describeLengths(lengths)
  expect(read).toEqual(lengths)
  expect(taken).toBe(told)
  return told
}

/** Lengths of codes for counts that come in runs, over alphabets up to the largest there is. */
const lengths = fc
  .array(
    fc.tuple(fc.constantFrom(0, 0, 1, 1, 5, 40, 3000, 2 ** 20), fc.oneof(fc.nat(4), fc.nat(300))),
    { minLength: 1, maxLength: 40 },
  )
  .map((runs) => runs.flatMap(([count, length]) => new Array<number>(length).fill(count)))
  .map((counts) => counts.slice(0, 704))
  .filter((counts) => counts.filter((count) => count > 0).length >= 2)
  .map((counts) => {
    const symbols = counts.flatMap((count, symbol) => (count > 0 ? [symbol] : []))
    const lengths = new Uint8Array(counts.length)
    codeLengths(symbols, counts, longest, lengths)
    return [...lengths]
  })

test('a decoder reads the lengths that were described, from just as many bits as told', () => {
  fc.assert(
    fc.property(lengths, (each) => void expectRead(each)),
    { numRuns: 100 },
  )
})

test('zeros before, between and behind the symbols come in runs of any length', () => {
  const few = Array.from({ length: 100 }, (_, zeros) => zeros)
  for (const zeros of [...few, 137, 138, 139, 202, 203, 521, 522, 523, 702]) {
    const gap = new Array<number>(zeros).fill(0)
    expectRead([...gap, 1, 1])
    expectRead([1, ...gap, 1])
    expectRead([1, 1, ...gap])
  }
})

test('equal lengths come in runs of any length', () => {
  for (let run = 2; run <= 512; run += run < 100 ? 1 : 37) {
    // The first ones fill what a run of equal lengths leaves.
    const length = Math.ceil(Math.log2(run + 1))
    const rest = 2 ** length - run
    const filling = [...rest.toString(2)].reverse().flatMap((digit, power) => {
      return digit === '1' ? [length - power] : []
    })
    expectRead([...filling, ...new Array<number>(run).fill(length)])
    expectRead([...new Array<number>(run).fill(length), ...filling])
  }
})

test('two runs of one length with zeros between are told apart', () => {
  const run = new Array<number>(8).fill(4)
  expectRead([...run, 0, ...run])
  expectRead([...run, 0, 0, 0, 0, ...run])
  expectRead([...run, ...new Array<number>(400).fill(0), ...run])
})

test('a code of lengths that is made of one length alone is still a code of two', () => {
  expectRead([1, 1])
  expectRead([2, 2, 2, 2])
})

test.each([
  { lengths: [1, 2, 2], skipped: 0 },
  { lengths: [...new Array<number>(7).fill(3), ...new Array<number>(2).fill(4)], skipped: 2 },
  { lengths: new Array<number>(16).fill(4), skipped: 3 },
])("lengths that come first and are no code's are left out: $lengths", ({ lengths, skipped }) => {
  const symbols = lengths.map((_, symbol) => symbol)
  const writer = new BitWriter()
  writer.reset(64)
  new CodeDescription(symbols, Uint8Array.from(lengths)).write(writer)
  writer.align()
  expect(new BitReader(writer.toBuffer()).read(2)).toBe(skipped)
  expectRead(lengths)
})

test('a code of 704 symbols of about one length takes a dozen bytes', () => {
  const each = [...new Array<number>(320).fill(9), ...new Array<number>(384).fill(10)]
  expect(expectRead(each)).toBeLessThan(96)
})

test.each([3, 4, 5, 6, 7, 8, 9])(
  'that the codes of all symbols have %d bits is told in few',
  (bits) => {
    const writer = new BitWriter()
    writer.reset(64)
    describeFlat(writer, bits)
    writer.align()
    const reader = new BitReader(writer.toBuffer())
    const expected = Array.from({ length: 704 }, (_, symbol) => (symbol < 2 ** bits ? bits : 0))
    expect(readComplex(reader, 704)).toEqual(expected)
    expect(reader.position).toBe(flatBits)
  },
)
