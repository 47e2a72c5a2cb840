// How many bytes a viewer gets for a frame of a 40 KB table, beside what a compressor of its own would send.
import { constants, createBrotliCompress } from 'node:zlib'
import { DeltaEncoder } from '../../lib/wire/delta-frame.js'
import { reachOf } from '../../lib/wire/window.js'
import { makeRows, numbersFrom, type Row, renderTable } from './row-table.js'

const rowCount = 340
const seeds = [1, 2, 3]

/** What node:zlib needs for a text after the one before it, in one stream of quality 5. */
async function sizeInStream(base: Buffer, next: Buffer): Promise<number> {
  const stream = createBrotliCompress({
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 5,
      [constants.BROTLI_PARAM_LGWIN]: 22,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    },
  })
  let size = 0
  stream.on('data', (bytes: Buffer) => {
    size += bytes.length
  })
  const send = async (text: Buffer) => {
    stream.write(text)
    await new Promise<void>((flushed) => stream.flush(() => flushed()))
    return size
  }
  const first = await send(base)
  const both = await send(next)
  stream.destroy()
  return both - first
}

interface Change {
  readonly what: string
  /** The most that it may take, in bytes. */
  readonly most: number
  /** And how many times what a stream of its own would; defaults to 1.2. */
  readonly times?: number
  readonly change: (rows: readonly Row[], number: (below: number) => number) => readonly Row[]
}

const states = ['open', 'paid', 'late', 'closed']
const newRows = (count: number, number: (below: number) => number) =>
  makeRows(count, number(2 ** 31), 1000)

/** Changes each so manieth row. */
const each =
  (step: number, edit: (row: Row, number: (below: number) => number) => Row): Change['change'] =>
  (rows, number) =>
    rows.map((row, index) => (index % step === step >> 1 ? edit(row, number) : row))

const withAmount = (row: Row, number: (below: number) => number) => ({
  ...row,
  amount: number(100_000),
})
const withState = (row: Row, number: (below: number) => number) => ({
  ...row,
  state: states[number(states.length)] ?? '',
})

const changes: readonly Change[] = [
  { what: 'nothing', most: 15, change: (rows) => rows },
  { what: 'a counter', most: 28, change: each(rowCount, withAmount) },
  { what: 'a state', most: 40, change: each(rowCount, (row) => ({ ...row, state: 'reopened' })) },
  {
    what: 'three rows',
    most: 70,
    change: each(113, (...row) => withState(withAmount(...row), row[1])),
  },
  { what: 'twenty amounts', most: 180, change: each(17, withAmount) },
  { what: 'each amount', most: 1300, change: each(1, withAmount) },
  { what: 'each state', most: 1300, change: each(1, withState) },
  { what: 'a row on top', most: 60, change: (rows, number) => [...newRows(1, number), ...rows] },
  {
    what: 'a row at the end',
    most: 60,
    change: (rows, number) => [...rows, ...newRows(1, number)],
  },
  {
    what: 'a row on top for one at the end',
    most: 70,
    change: (rows, number) => [...newRows(1, number), ...rows.slice(0, -1)],
  },
  {
    what: 'ten rows in the middle',
    most: 220,
    change: (rows, number) => [...rows.slice(0, 170), ...newRows(10, number), ...rows.slice(170)],
  },
  {
    what: 'ten rows here and there',
    most: 280,
    change: (rows, number) =>
      newRows(10, number).reduce<readonly Row[]>(
        (list, row, index) => list.toSpliced(20 + 32 * index, 0, row),
        rows,
      ),
  },
  { what: 'a row less', most: 25, change: (rows) => rows.toSpliced(100, 1) },
  {
    what: 'ten rows less here and there',
    most: 90,
    change: (rows) => rows.filter((_, index) => index % 34 !== 5),
  },
  {
    // A single row is put together from others near by: where it was is too far off to look.
    what: 'a row moved to the top',
    most: 60,
    times: 1.5,
    change: (rows) => [...rows.slice(300, 301), ...rows.toSpliced(300, 1)],
  },
  {
    what: 'two rows that changed places',
    most: 80,
    times: 2.3,
    change: (rows) =>
      rows.flatMap((row, at) => rows[at === 10 ? 300 : at === 300 ? 10 : at] ?? row),
  },
  {
    what: 'a fifth of the rows moved to the top',
    most: 50,
    change: (rows) => [...rows.slice(200, 268), ...rows.slice(0, 200), ...rows.slice(268)],
  },
  {
    what: 'the rows sorted by their amount',
    most: 1200,
    change: (rows) => rows.toSorted((a, b) => a.amount - b.amount),
  },
  {
    what: 'the rows sorted by their name',
    most: 1200,
    change: (rows) => rows.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  },
  { what: 'the rows in the opposite order', most: 1200, change: (rows) => rows.toReversed() },
  { what: 'each row new', most: 4500, change: (_rows, number) => newRows(rowCount, number) },
]

test.each(changes.map((change) => ({ times: 1.2, ...change })))(
  '$what: at most $most bytes, and $times times what a stream of its own takes',
  async ({ change, most, times }) => {
    const encoder = new DeltaEncoder()
    for (const seed of seeds) {
      const rows = makeRows(rowCount, seed)
      const base = renderTable(rows)
      const next = renderTable(change(rows, numbersFrom(seed + 100)))
      const { length } = encoder.encode(base, next, reachOf(22))
      expect(length).toBeLessThanOrEqual(most)
      expect(length).toBeLessThanOrEqual(times * (await sizeInStream(base, next)))
    }
  },
)
