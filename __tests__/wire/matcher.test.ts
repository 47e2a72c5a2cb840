import fc from 'fast-check'
import { Matcher } from '../../lib/wire/matcher.js'
import { applyCommands } from './apply-commands.js'
import { pairs } from './arbitraries.js'
import { makeRows, renderTable } from './row-table.js'

const matcher = new Matcher()

/** What a text is made of, by lengths of copies; checked. */
function match(base: Buffer, next: Buffer, reach = 2 ** 18 - 16) {
  matcher.match(base, next, reach)
  const { commands } = matcher
  const { text, distances } = applyCommands(base, commands, next)
  expect(text.equals(next)).toBe(true)
  expect(distances.filter((distance) => distance > reach)).toEqual([])
  return { count: commands.count, inserted: commands.inserted }
}

test('commands applied to the text before give the text', () => {
  fc.assert(
    fc.property(pairs, ({ base, next }) => void match(base, next)),
    { numRuns: 300 },
  )
})

test('no distance is over the reach, where the texts are just within it', () => {
  fc.assert(
    fc.property(pairs, ({ base, next }) => void match(base, next, base.length + next.length)),
  )
})

test('a text that copies from itself alone keeps to a reach that is shorter than it is', () => {
  fc.assert(
    fc.property(pairs, fc.integer({ min: 1, max: 2000 }), ({ base, next }, reach) => {
      match(Buffer.alloc(0), Buffer.concat([base, next]), reach)
    }),
  )
})

test('a matcher has no memory of other texts', () => {
  fc.assert(
    fc.property(fc.array(pairs, { maxLength: 4 }), pairs, (others, { base, next }) => {
      const worn = new Matcher()
      for (const other of others) worn.match(other.base, other.next, 2 ** 18 - 16)
      worn.match(base, next, 2 ** 18 - 16)
      const fresh = new Matcher()
      fresh.match(base, next, 2 ** 18 - 16)
      const listOf = ({ commands }: Matcher) =>
        Array.from({ length: commands.count }, (_, index) => [
          commands.insertOf(index),
          commands.copyOf(index),
          commands.distanceOf(index),
        ])
      expect(listOf(worn)).toEqual(listOf(fresh))
    }),
    { numRuns: 50 },
  )
})

const rows = makeRows(300, 7)
const table = renderTable(rows)

test('an equal text is one copy, and an empty one nothing', () => {
  expect(match(table, table)).toEqual({ count: 1, inserted: 0 })
  expect(match(table, Buffer.alloc(0))).toEqual({ count: 0, inserted: 0 })
  expect(match(Buffer.alloc(0), Buffer.alloc(0))).toEqual({ count: 0, inserted: 0 })
})

test.each([0, 8, 9000, 20_000, 32_000])('a byte that is changed at %d is inserted alone', (at) => {
  const next = Buffer.from(table)
  next[at] = 0
  expect(match(table, next)).toEqual({ count: at === 0 ? 1 : 2, inserted: 1 })
})

test('a text that lost its middle is two copies', () => {
  const next = Buffer.concat([table.subarray(0, 10_000), table.subarray(15_000)])
  expect(match(table, next)).toEqual({ count: 2, inserted: 0 })
})

test('a row that is put in anywhere costs no more than its own bytes', () => {
  const [row] = makeRows(1, 99, 5000)
  if (!row) throw new Error('no row')
  for (const at of [0, 1, 150, 299, 300]) {
    const next = renderTable([...rows.slice(0, at), row, ...rows.slice(at)])
    const { count, inserted } = match(table, next)
    expect(inserted).toBeLessThan(40)
    expect(count).toBeLessThan(12)
  }
})

test('a text with nothing in common with the one before is inserted', () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
  expect(match(Buffer.from('none of it'.repeat(50)), all)).toEqual({ count: 1, inserted: 256 })
})

test('texts of up to ten bytes over two letters are right, all of them', () => {
  const short = Array.from({ length: 2 ** 11 - 2 }, (_, index) => {
    return Buffer.from((index + 2).toString(2).slice(1))
  })
  const number = short.length
  for (let index = 0; index < number; index++) {
    for (const other of [0, index >> 1, (index * 7) % number, number - 1 - index]) {
      const base = short[other] as Buffer
      const next = short[index] as Buffer
      matcher.match(base, next, 2 ** 16 - 16)
      const { text } = applyCommands(base, matcher.commands, next)
      if (!text.equals(next)) throw new Error(`${next} after ${base} came out as ${text}`)
    }
  }
})

test('rows that are gone one by one are each found gone, the second as well as the first', () => {
  const { count, inserted } = match(table, renderTable(rows.filter((_, at) => at % 30 !== 5)))
  expect(count).toBeLessThanOrEqual(11)
  expect(inserted).toBeLessThanOrEqual(10)
})

test('rows in another order are a copy each: texts that only look alike are searched', () => {
  const sorted = rows.toSorted((a, b) => a.amount - b.amount)
  for (const order of [sorted, sorted.toReversed(), rows.toReversed()]) {
    const { count, inserted } = match(table, renderTable(order))
    expect(count).toBeLessThan(1.15 * rows.length)
    expect(inserted).toBeLessThan(rows.length / 4)
  }
})

test('a row that is appended ends as the text before does, though that is found in it already', () => {
  const { inserted } = match(table, renderTable([...rows, ...makeRows(1, 99, 5000)]))
  // Its number and its amount.
  expect(inserted).toBeLessThan(10)
})

test('a word that stands near by is copied from there, if it is nine bytes or more', () => {
  const states = (...each: string[]) =>
    Buffer.from(each.map((state, at) => `<td id="${at}"><b>${state}</b></td>\n`).join(''))
  const base = states('processing', 'cancelled', 'processing', 'paid', 'open')
  const next = states('processing', 'processing', 'processing', 'paid', 'late')
  expect(match(base, next).inserted).toBe(4)
})
