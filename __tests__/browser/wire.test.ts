// Streams of shared deltas over HTTP, as browsers read them. Each frame is sent once the one before was read.
import { randomBytes } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { emptyBlock, lastBlock, padding } from '../../lib/wire/blocks.js'
import { DeltaEncoder } from '../../lib/wire/delta-frame.js'
import { encodeKey } from '../../lib/wire/key-frame.js'
import { reachOf } from '../../lib/wire/window.js'
import { makeRows, renderTable } from '../wire/row-table.js'
import { describeInBrowser, launchChromium } from './chromium.js'
import { describeInFirefox, openInFirefox } from './firefox.js'
import { openStreamReader, type SentFrame } from './stream-reader.js'

const rows = makeRows(200, 11)
const added = makeRows(1, 12, 900)

/** What viewers see, one after the other. */
const texts: readonly Buffer[] = [
  renderTable(rows),
  renderTable(rows.map((row) => (row.id === 100 ? { ...row, state: 'paid \u{1f389}' } : row))),
  renderTable([...added, ...rows]),
  renderTable([...rows.slice(60), ...rows.slice(0, 60)]),
  renderTable(rows.toSorted((a, b) => a.amount - b.amount)),
  renderTable(rows.toSorted((a, b) => a.amount - b.amount)),
  Buffer.alloc(0),
  Buffer.from('<p>Nothing yet</p>'),
  randomBytes(3000),
  // Twice this text is more than the smallest window.
  renderTable([...rows, ...makeRows(150, 13, 1000)]),
  renderTable([...rows, ...makeRows(151, 13, 1000)]),
  renderTable(rows.slice(0, 3)),
]

const encoder = new DeltaEncoder()
const deltas = new Map<string, Buffer>()

/** Each delta is encoded once for all streams of a window. */
function deltaOf(from: number, to: number, windowBits: number): Buffer {
  const name = `${from} ${to} ${windowBits}`
  const base = texts[from] as Buffer
  const next = texts[to] as Buffer
  const reach = reachOf(windowBits)
  const isWithin = base.length + next.length <= reach
  const delta = deltas.get(name) ?? encoder.encode(isWithin ? base : Buffer.alloc(0), next, reach)
  deltas.set(name, delta)
  return delta
}

/** A stream that gets these frames, and between them what adds nothing. */
function streamOf(numbers: readonly number[], windowBits: number): readonly SentFrame[] {
  const nothing = Buffer.alloc(0)
  return [
    ...numbers.flatMap((number, index) => {
      const last = numbers[index - 1]
      const text = texts[number] as Buffer
      const bytes =
        last === undefined ? encodeKey(text, windowBits) : deltaOf(last, number, windowBits)
      return [
        { bytes, text },
        { bytes: index % 2 ? emptyBlock : padding(40 * index), text: nothing },
      ]
    }),
    { bytes: lastBlock, text: nothing },
  ]
}

const every = [...texts.keys()]

function itReads(reader: () => Awaited<ReturnType<typeof openStreamReader>>): void {
  describe.each([16, 18, 22])('in a window of 2^%d', (windowBits) => {
    test('it reads every frame at once', async () => {
      await reader().send(streamOf(every, windowBits), 'frames')
    })

    test('it reads streams that are joined late and skip frames', async () => {
      for (const numbers of [
        [2, 3, 11],
        [5, 1, 10, 9, 4],
        [7, 8, 10],
        [11, 0],
        [6, 4],
      ]) {
        await reader().send(streamOf(numbers, windowBits), 'frames')
      }
    })

    test('it reads frames that are cut into single bytes', async () => {
      await reader().send(streamOf([7, 5, 6, 7, 5, 2, 1, 8, 11], windowBits), 'bytes')
    })
  })
}

const startMs = 60_000

describeInBrowser('Chromium', () => {
  let reader: Awaited<ReturnType<typeof openStreamReader>>
  let browser: Browser

  beforeAll(async () => {
    reader = await openStreamReader()
    browser = await launchChromium()
    await (await browser.newPage()).goto(reader.url)
  }, startMs)
  afterAll(async () => {
    await browser.close()
    await reader.close()
  })

  itReads(() => reader)
})

describeInFirefox('Firefox', () => {
  let reader: Awaited<ReturnType<typeof openStreamReader>>
  let closeFirefox: () => Promise<void>

  beforeAll(async () => {
    reader = await openStreamReader()
    closeFirefox = await openInFirefox(reader.url)
    // It has come up once the page has read something.
    await reader.send(streamOf([7], 16), 'frames')
  }, startMs)
  afterAll(async () => {
    await closeFirefox()
    await reader.close()
  })

  itReads(() => reader)
})
