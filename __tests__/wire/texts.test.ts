import fc from 'fast-check'
import { Texts } from '../../lib/wire/texts.js'

/** From here on native code compares; so lengths about it, and about its steps, are of interest. */
const lengths = fc.oneof(
  fc.nat(40),
  fc.integer({ min: 1000, max: 1050 }),
  fc.integer({ min: 2040, max: 2060 }),
  fc.nat(9000),
  fc.constantFrom(3072, 4096, 7168, 70_000, 140_000, 200_000),
)

/** Two texts of few different bytes that are equal for a while at either end. */
const pair = fc
  .record({
    before: lengths,
    after: lengths,
    firstOwn: fc.uint8Array({ maxLength: 20, max: 2 }),
    secondOwn: fc.uint8Array({ maxLength: 20, max: 2 }),
    period: fc.integer({ min: 1, max: 300 }),
  })
  .map(({ before, after, firstOwn, secondOwn, period }) => {
    const common = Uint8Array.from({ length: period }, (_, at) => (at * at) % 3)
    const same = (length: number) => Buffer.alloc(length, common)
    return {
      first: Buffer.concat([same(before), firstOwn, same(after)]),
      second: Buffer.concat([same(before), secondOwn, same(after)]),
    }
  })

function naiveFrom(bytes: Uint8Array, a: number, b: number, limit: number): number {
  let length = 0
  while (length < limit && bytes[a + length] === bytes[b + length]) length++
  return length
}

function naiveBefore(bytes: Uint8Array, a: number, b: number, limit: number): number {
  let length = 0
  while (length < limit && bytes[a - length - 1] === bytes[b - length - 1]) length++
  return length
}

const part = fc.double({ min: 0, max: 1, noNaN: true })

test('how far the texts are equal is what a loop over single bytes finds, at the ends too', () => {
  const texts = new Texts()
  fc.assert(
    fc.property(pair, part, part, part, ({ first, second }, one, other, short) => {
      texts.load(first, second)
      const { bytes, start, end } = texts
      const places = [0, start, end, Math.floor(one * end), Math.floor(other * end)]
      for (const a of places) {
        for (const b of places) {
          const most = { after: end - Math.max(a, b), before: Math.min(a, b) }
          for (const share of [1, short]) {
            const limit = Math.floor(share * most.after)
            expect(texts.equalFrom(a, b, limit)).toBe(naiveFrom(bytes, a, b, limit))
            const back = Math.floor(share * most.before)
            expect(texts.equalBefore(a, b, back)).toBe(naiveBefore(bytes, a, b, back))
          }
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('one byte that differs is found wherever it is', () => {
  const texts = new Texts()
  const text = Buffer.alloc(5000, 'abcdefg')
  for (let at = 0; at < text.length; at++) {
    const other = Buffer.from(text)
    other[at] = 0
    texts.load(text, other)
    const from = texts.equalFrom(0, text.length, text.length)
    const before = texts.equalBefore(text.length, 2 * text.length, text.length)
    if (from !== at || before !== text.length - at - 1) throw new Error(`${at}: ${from}, ${before}`)
  }
})

test('the texts stand one after the other, whatever was loaded before', () => {
  const texts = new Texts()
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (first, second) => {
      texts.load(first, second)
      expect([texts.start, texts.end]).toEqual([first.length, first.length + second.length])
      expect(texts.bytes.subarray(0, texts.end)).toEqual(Buffer.concat([first, second]))
    }),
  )
})

test('a word is four bytes, from any place', () => {
  const texts = new Texts()
  texts.load(Buffer.from('abc'), Buffer.from('def'))
  for (let at = 0; at <= 2; at++) expect(texts.wordAt(at)).toBe(texts.bytes.readInt32LE(at))
})
