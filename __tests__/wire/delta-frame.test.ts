import { randomBytes } from 'node:crypto'
import { brotliDecompressSync } from 'node:zlib'
import fc from 'fast-check'
import { emptyBlock, lastBlock, padding } from '../../lib/wire/blocks.js'
import { DeltaEncoder } from '../../lib/wire/delta-frame.js'
import { encodeKey } from '../../lib/wire/key-frame.js'
import { reachOf, windowBitsFor } from '../../lib/wire/window.js'
import { pairs, sequences } from './arbitraries.js'
import { makeRows, renderTable } from './row-table.js'
import { StreamDecoder } from './stream-decoder.js'

const encoder = new DeltaEncoder()
const nothing = Buffer.alloc(0)

/** The delta between two texts in a window, as whoever holds streams has to ask for it. */
function encode(base: Buffer, next: Buffer, windowBits: number): Buffer {
  const reach = reachOf(windowBits)
  return encoder.encode(base.length + next.length <= reach ? base : nothing, next, reach)
}

/** Deltas between frames, each encoded once, whichever streams it is sent to. */
function shareDeltas(texts: readonly Buffer[], windowBits: number) {
  const deltas = new Map<string, Buffer>()
  return (from: number, to: number): Buffer => {
    const known = deltas.get(`${from} ${to}`)
    if (known) return known
    const delta = encode(texts[from] ?? nothing, texts[to] ?? nothing, windowBits)
    deltas.set(`${from} ${to}`, delta)
    return delta
  }
}

const largestWindow = 24

/** Streams by the frames that they get: each begins at one, and may skip others. */
const streamsOf = (frames: number) =>
  fc.array(
    fc.subarray(
      Array.from({ length: frames }, (_, frame) => frame),
      { minLength: 1 },
    ),
    {
      minLength: 1,
      maxLength: 3,
    },
  )

const shared = sequences.chain((texts) => {
  const needed = windowBitsFor(Math.max(...texts.map(({ length }) => length)))
  return fc.record({
    texts: fc.constant(texts),
    streams: streamsOf(texts.length),
    // Some are too small for what comes, others larger than need be.
    windowBits: fc.constantFrom(16, needed, Math.min(needed + 2, largestWindow)),
  })
})

test('any stream of shared deltas decodes to its texts, each from its own bytes, whatever it skips', async () => {
  await fc.assert(
    fc.asyncProperty(shared, async ({ texts, streams, windowBits }) => {
      const deltaOf = shareDeltas(texts, windowBits)
      for (const [first = 0, ...later] of streams) {
        const decoder = new StreamDecoder()
        const text = texts[first] ?? nothing
        expect((await decoder.write(encodeKey(text, windowBits))).equals(text)).toBe(true)
        let last = first
        for (const frame of later) {
          const given = await decoder.write(deltaOf(last, frame))
          expect(given.equals(texts[frame] ?? nothing)).toBe(true)
          last = frame
        }
        expect(await decoder.write(lastBlock)).toHaveLength(0)
        decoder.close()
      }
    }),
    { numRuns: 120 },
  )
})

test('cut into single bytes, each frame is whole after its last byte', async () => {
  const short = sequences.map((texts) => texts.slice(0, 4).map((text) => text.subarray(0, 1500)))
  await fc.assert(
    fc.asyncProperty(short, async (texts) => {
      const deltaOf = shareDeltas(texts, 16)
      const decoder = new StreamDecoder()
      const key = encodeKey(texts[0] ?? nothing, 16)
      expect((await decoder.writeSingly(key)).equals(texts[0] ?? nothing)).toBe(true)
      for (let frame = 1; frame < texts.length; frame++) {
        const given = await decoder.writeSingly(deltaOf(frame - 1, frame))
        expect(given.equals(texts[frame] ?? nothing)).toBe(true)
      }
      decoder.close()
    }),
    { numRuns: 25 },
  )
})

test('a delta stands on the text before it alone, whatever the stream was made of', () => {
  const histories: readonly ((base: Buffer) => Buffer)[] = [
    (base) => encodeKey(base, 18),
    (base) => Buffer.concat([encodeKey(base, 18), padding(300), emptyBlock]),
    // Distances of other blocks, and words of the dictionary.
    (base) =>
      Buffer.concat([
        encodeKey(Buffer.from('the time of the year'.repeat(20)), 18),
        encode(nothing, base, 18),
      ]),
    (base) => {
      const other = renderTable(makeRows(100, base.length))
      return Buffer.concat([encodeKey(other, 18), encode(other, base, 18)])
    },
  ]
  fc.assert(
    fc.property(pairs, ({ base, next }) => {
      const delta = encode(base, next, 18)
      for (const history of histories) {
        const stream = Buffer.concat([history(base), delta, lastBlock])
        const told = brotliDecompressSync(stream)
        const end = told.subarray(told.length - base.length - next.length)
        expect(end.equals(Buffer.concat([base, next]))).toBe(true)
      }
    }),
    { numRuns: 80 },
  )
})

test('an encoder that encoded much else gives the same bytes as a new one', () => {
  const worn = new DeltaEncoder()
  fc.assert(
    fc.property(pairs, fc.boolean(), ({ base, next }, alone) => {
      const from = alone ? nothing : base
      const bytes = worn.encode(from, next, reachOf(18))
      expect(bytes.equals(new DeltaEncoder().encode(from, next, reachOf(18)))).toBe(true)
    }),
    { numRuns: 150 },
  )
})

test('what was handed out is not written to again', () => {
  const one = encoder.encode(nothing, randomBytes(1000), reachOf(16))
  const empty = encoder.encode(nothing, nothing, reachOf(16))
  const before = [Buffer.from(one), Buffer.from(empty)]
  encoder.encode(nothing, randomBytes(2000), reachOf(16))
  empty.fill(0xff)
  expect(one).toEqual(before[0])
  expect(encoder.encode(nothing, nothing, reachOf(16))).toEqual(before[1])
})

async function expectDecoded(texts: readonly Buffer[], windowBits: number): Promise<number[]> {
  const decoder = new StreamDecoder()
  const [first = nothing, ...later] = texts
  expect((await decoder.write(encodeKey(first, windowBits))).equals(first)).toBe(true)
  const sizes: number[] = []
  let base = first
  for (const next of later) {
    const delta = encode(base, next, windowBits)
    sizes.push(delta.length)
    expect((await decoder.write(delta)).equals(next)).toBe(true)
    base = next
  }
  decoder.close()
  return sizes
}

test('every length from nothing to a few bytes, after every other', async () => {
  const texts = Array.from({ length: 40 }, (_, length) =>
    Buffer.from('abcabdabx'.repeat(5)).subarray(0, length),
  )
  await expectDecoded([...texts, ...texts.toReversed(), nothing, ...texts], 16)
})

test.each([2 ** 16, 2 ** 20])(
  'lengths about %d, where a block needs one digit more',
  async (edge) => {
    const texts = [-1, 0, 1].map((more) => Buffer.alloc(edge + more, '<li>one of many</li>'))
    const random = [-1, 0, 1].map((more) => randomBytes(edge + more))
    await expectDecoded([...texts, ...random], 22)
  },
)

test('texts that just fit the window and that just do not', async () => {
  const reach = reachOf(16)
  const noise = randomBytes(reach)
  for (const more of [0, 1]) {
    const next = Buffer.concat([noise.subarray(0, 20_000), Buffer.alloc(reach / 2 - 20_000 + more)])
    const [size = 0] = await expectDecoded([noise.subarray(0, reach / 2), next], 16)
    // Beyond it the base is out of reach, and the noise has to be sent once more.
    expect(size > 10_000).toBe(more === 1)
  }
  // The farthest copy that there is: the beginning of the one text, at the end of the other.
  const far = Buffer.concat([randomBytes(reach / 2 - 200), noise.subarray(0, 200)])
  await expectDecoded([noise.subarray(0, reach / 2), far], 16)
})

test('random bytes are stored: four bytes more than they are, however many', async () => {
  for (const length of [100, 1000, 65_536, 1_000_000]) {
    const text = randomBytes(length)
    expect(encoder.encode(nothing, text, reachOf(24)).length).toBeLessThanOrEqual(length + 4)
    await expectDecoded([text, randomBytes(length), text], 24)
  }
})

test('a text of several MB, edited, moved, and as large as a block can be', async () => {
  const rows = makeRows(40_000, 3)
  const table = renderTable(rows)
  expect(table.length).toBeGreaterThan(4_500_000)
  const moved = renderTable([...rows.slice(30_000), ...rows.slice(0, 30_000)])
  const edited = renderTable(rows.map((row, index) => (index % 4000 ? row : { ...row, amount: 1 })))
  const sizes = await expectDecoded([table, edited, moved, table.subarray(0, 100)], largestWindow)
  expect(Math.max(...sizes)).toBeLessThan(2000)
  await expectDecoded(
    [nothing, Buffer.alloc(2 ** 24, 'a block and no more. '), nothing],
    largestWindow,
  )
})

test('thousands of deltas in one stream are right to the last', async () => {
  const rows = makeRows(40, 5)
  const texts = Array.from({ length: 3000 }, (_, frame) =>
    renderTable(rows.map((row) => (row.id === 1 + (frame % 40) ? { ...row, amount: frame } : row))),
  )
  const sizes = await expectDecoded(texts, windowBitsFor(5000))
  expect(Math.max(...sizes)).toBeLessThan(50)
})
