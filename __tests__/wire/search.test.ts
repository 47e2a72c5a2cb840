import fc from 'fast-check'
import { Commands } from '../../lib/wire/commands.js'
import { Search } from '../../lib/wire/search.js'
import { Texts } from '../../lib/wire/texts.js'
import { applyCommands } from './apply-commands.js'
import { pairs } from './arbitraries.js'
import { makeRows, numbersFrom, renderTable } from './row-table.js'

const texts = new Texts()
const commands = new Commands()
const search = new Search(texts, commands)

interface Stretch {
  readonly base: Buffer
  readonly next: Buffer
  readonly reach?: number
  /** Where the text begins that is covered, and the place in the base that was reached. */
  readonly at?: number
  readonly from?: number
  readonly until?: 'equal' | 'stop'
}

/** Covers the rest of a text from some place on, and checks what was found. */
function cover({ base, next, reach = 2 ** 18, at = 0, from = 0, until = 'stop' }: Stretch) {
  texts.load(base, next)
  commands.clear(texts.start + at)
  search.begin(reach)
  const resync = search.cover(texts.start + at, texts.end, from, until)
  const { covered, count, inserted } = commands
  commands.finish(texts.end)
  const before = Buffer.concat([base, next.subarray(0, at)])
  const { text, distances } = applyCommands(before, commands, next.subarray(at))
  expect(text.equals(next.subarray(at))).toBe(true)
  expect(distances.filter((distance) => distance > reach)).toEqual([])
  return { resync, covered: covered - texts.start, count, inserted }
}

const part = fc.double({ min: 0, max: 1, noNaN: true })

test('whatever is covered is right, from any place of either text', () => {
  fc.assert(
    fc.property(pairs, part, part, fc.integer({ min: 1, max: 9000 }), (pair, one, other, reach) => {
      const at = Math.floor(one * pair.next.length)
      const from = Math.floor(other * pair.base.length)
      cover({ ...pair, at, from, reach })
      const { resync } = cover({ ...pair, at, from, reach, until: 'equal' })
      if (!resync) return
      // Where it says that the texts go on together, they were equal up to there.
      expect(resync.from).toBeLessThanOrEqual(pair.base.length)
      const came = pair.next.subarray(
        resync.at - pair.base.length - 32,
        resync.at - pair.base.length,
      )
      expect(came.equals(pair.base.subarray(resync.from - 32, resync.from))).toBe(true)
    }),
    { numRuns: 200 },
  )
})

const number = numbersFrom(1)
const noise = (length: number) => Buffer.from(Array.from({ length }, () => number(256)))

test('a long piece is found anywhere in the base, and tells that the texts go on together', () => {
  const base = noise(60_000)
  for (const from of [0, 13, 30_000, 59_900]) {
    const next = Buffer.concat([noise(50), base.subarray(from, from + 100), noise(50)])
    const { resync } = cover({ base, next, until: 'equal' })
    expect(resync).toEqual({ at: base.length + 150, from: from + 100 })
  }
})

test('before a place where the texts go on together it looks only near by', () => {
  const base = noise(60_000)
  const piece = (from: number) => Buffer.concat([noise(20), base.subarray(from, from + 50)])
  expect(cover({ base, next: piece(31_000), from: 30_000 })).toMatchObject({ inserted: 20 })
  expect(cover({ base, next: piece(27_000), from: 30_000 })).toMatchObject({ inserted: 20 })
  expect(cover({ base, next: piece(50_000), from: 30_000 })).toMatchObject({ count: 0 })
})

test('what was in the new text itself is found', () => {
  const piece = noise(40)
  const next = Buffer.concat([piece, noise(20), piece, noise(10), piece])
  const { covered, inserted } = cover({ base: Buffer.alloc(0), next })
  expect({ covered, inserted }).toEqual({ covered: next.length, inserted: 70 })
})

test('a run is a copy of its own beginning', () => {
  const next = Buffer.alloc(5000, 'ab')
  const { count, covered } = cover({ base: Buffer.alloc(0), next })
  expect({ count, covered }).toEqual({ count: 1, covered: 5000 })
})

test('nothing is found beyond the reach', () => {
  const piece = noise(100)
  const next = Buffer.concat([piece, noise(300), piece])
  expect(cover({ base: Buffer.alloc(0), next, reach: 400 }).count).toBe(1)
  expect(cover({ base: Buffer.alloc(0), next, reach: 399 }).count).toBe(0)
})

test('an empty stretch, and one that is too short to search, is left as it is', () => {
  const base = renderTable(makeRows(3, 1))
  for (let length = 0; length < 8; length++) {
    const { count, resync } = cover({ base, next: base.subarray(0, length), until: 'equal' })
    expect({ count, resync }).toEqual({ count: 0, resync: undefined })
  }
})

test('a short piece is found right behind a copy, by a string that begins in the copy', () => {
  const copied = noise(7)
  const piece = noise(10)
  const covered = Array.from({ length: 8 }, (_, shift) => {
    const base = Buffer.concat([noise(shift), copied, piece, noise(6000)])
    const next = Buffer.concat([copied, piece, noise(20)])
    return cover({ base, next, at: 7, from: base.length - 900, until: 'equal' }).covered
  })
  expect(covered).toEqual(new Array(8).fill(17))
})

test('a long copy takes the place of the short ones that were found before it', () => {
  const [one, two, three] = [noise(14), noise(14), noise(14)]
  const whole = Buffer.concat([one, two, three, noise(60)])
  // Near by stand the parts that the piece begins with, and far off the whole of it.
  const base = Buffer.concat([
    whole,
    noise(20_000),
    one,
    noise(9),
    two,
    noise(9),
    three,
    noise(900),
  ])
  for (let shift = 0; shift < 8; shift++) {
    const from = base.length - 900
    const shifted = Buffer.concat([noise(shift), base])
    const { count } = cover({ base: shifted, next: whole, from: from + shift, until: 'equal' })
    expect(count).toBe(1)
  }
})

test('what was noted for the texts before, some gigabytes of them, is never taken for this one', () => {
  const rows = makeRows(100, 5)
  const sorted = {
    base: renderTable(rows),
    next: renderTable(rows.toSorted((a, b) => a.amount - b.amount)),
    until: 'equal' as const,
  }
  const found = cover(sorted)
  expect(found.count).toBeGreaterThan(0)
  const large = Buffer.alloc(2 ** 25)
  texts.load(large, large)
  for (let bytes = 0; bytes < 2 ** 32; bytes += 2 * large.length) {
    search.begin(2 ** 18)
    if (bytes % 2 ** 28 > 0) continue
    expect(cover(sorted)).toEqual(found)
    texts.load(large, large)
  }
})
