import { escapedMarkupOf } from '../../bench/by-hand.js'
import { markupOf, Page, rowsIn } from '../../bench/page.js'
import { Table } from '../../bench/peers/table.js'

const pageAt = (version: number, size = { rows: 306, percent: 10 }) => {
  const page = new Page(size)
  page.advanceTo(version)
  return page
}

test.each([4, 40, 200])('a page of %d KB is about that long', (kilobytes) => {
  const { length } = markupOf(new Page({ rows: rowsIn(kilobytes), percent: 1 }).rows())
  expect(length / 1024 / kilobytes).toBeCloseTo(1, 1)
})

test('a page is the same in every process, and another for another seed', () => {
  expect(pageAt(7).rows()).toEqual(pageAt(7).rows())
  expect(pageAt(7).rows(1)).not.toEqual(pageAt(7).rows())
  expect(pageAt(7).rows(1)).toEqual(pageAt(7).rows(1))
})

test.each([
  [1, 3],
  [10, 31],
  [100, 306],
])(
  'with %d %% it changes %d of 306 rows, each in its price, stock or time alone',
  (percent, count) => {
    const page = new Page({ rows: 306, percent })
    for (let version = 1; version <= 20; version++) {
      const before = page.rows()
      page.advanceTo(version)
      const changed = page.rows().filter((row, index) => row.time !== before[index]?.time)
      expect(changed).toHaveLength(count)
      const others = ({ id, name, note }: (typeof before)[number]) => ({ id, name, note })
      expect(page.rows().map(others)).toEqual(before.map(others))
    }
  },
)

test('the rows that change lie anywhere, and are others each time', () => {
  const changedBy = (version: number) => {
    const before = pageAt(version - 1).rows()
    const after = pageAt(version).rows()
    return after.filter((row, index) => row.time !== before[index]?.time).map(({ id }) => id)
  }
  const [first, second] = [changedBy(1), changedBy(2)]
  expect(second).not.toEqual(first)
  for (const ids of [first, second]) {
    expect(Math.max(...ids) - Math.min(...ids)).toBeGreaterThan(200)
  }
})

test('it changes something, however few rows it has', () => {
  expect(pageAt(1, { rows: 4, percent: 1 }).rows()).not.toEqual(
    pageAt(0, { rows: 4, percent: 1 }).rows(),
  )
})

test('each version comes out the same, whatever was skipped on the way', () => {
  const page = pageAt(3)
  page.advanceTo(9)
  expect(page.rows()).toEqual(pageAt(9).rows())
})

test('the kit, strings by hand and the viewers make the same markup of it', () => {
  const rows = pageAt(5).rows()
  expect(Table(rows).toString()).toBe(markupOf(rows))
  expect(escapedMarkupOf(rows)).toBe(markupOf(rows))
})

test('strings by hand are escaped as the kit escapes', () => {
  const rows = pageAt(0)
    .rows()
    .map((row) => ({ ...row, name: `<b>"Tom" & 'Ann'</b>` }))
  expect(escapedMarkupOf(rows)).toBe(Table(rows).toString())
})
