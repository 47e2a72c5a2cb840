import { brotliDecompressSync, constants } from 'node:zlib'
import fc from 'fast-check'
import { DeltaEncoder } from '../../lib/wire/delta-frame.js'
import { encodeKey } from '../../lib/wire/key-frame.js'
import { reachOf, windowBitsFor } from '../../lib/wire/window.js'

const encoder = new DeltaEncoder()

/** Edits of a text: at some place so many bytes go, and others come. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.nat(3000),
  inserted: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 3000 }),
    fc.tuple(fc.nat(255), fc.nat(3000)).map(([byte, length]) => Buffer.alloc(length, byte)),
    fc.constant('copy' as const),
  ),
})

type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never

function edited(text: Buffer, { at, removed, inserted }: Edit): Buffer {
  const place = Math.floor(at * text.length)
  const comes = inserted === 'copy' ? text.subarray(place / 2, place / 2 + removed) : inserted
  return Buffer.concat([text.subarray(0, place), comes, text.subarray(place + removed)])
}

test('what a stream of a key frame and delta frames decodes to is its texts, frame by frame', () => {
  const texts = fc.tuple(fc.uint8Array({ maxLength: 70_000 }), fc.array(edit, { maxLength: 8 }))
  fc.assert(
    fc.property(texts, ([first, edits]) => {
      const windowBits = windowBitsFor(first.length)
      const reach = reachOf(windowBits)
      let text: Buffer = Buffer.from(first)
      let stream = encodeKey(text, windowBits)
      let told = text
      for (const change of edits) {
        const next = edited(text, change)
        const base = text.length + next.length <= reach ? text : Buffer.alloc(0)
        stream = Buffer.concat([stream, encoder.encode(base, next, reach)])
        told = Buffer.concat([told, next])
        text = next
        const finishFlush = constants.BROTLI_OPERATION_FLUSH
        expect(brotliDecompressSync(stream, { finishFlush }).equals(told)).toBe(true)
      }
    }),
    { numRuns: 200 },
  )
})
