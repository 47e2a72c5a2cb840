import { brotliDecompressSync } from 'node:zlib'
import { BitWriter } from '../../lib/wire/bit-writer.js'
import { beginBlock, emptyBlock, endAligned, lastBlock, padding } from '../../lib/wire/blocks.js'
import { DeltaEncoder } from '../../lib/wire/delta-frame.js'
import { encodeKey } from '../../lib/wire/key-frame.js'
import { reachOf } from '../../lib/wire/window.js'
import { BitReader } from './bit-reader.js'

const text = Buffer.from('the only text')
const key = encodeKey(text, 16)

/** How many bytes the blocks of metadata take that stand here, each read by its own header. */
function lengthOfMetadata(bytes: Uint8Array): number {
  let at = 0
  while (at < bytes.length) {
    const bits = new BitReader(bytes.subarray(at))
    // Not the last block, of metadata, and a bit that has to be zero.
    expect(bits.read(4)).toBe(0b0110)
    const lengthBytes = bits.read(2)
    const content = lengthBytes === 0 ? 0 : bits.read(8 * lengthBytes) + 1
    at += Math.ceil(bits.position / 8) + content
  }
  return at
}

test('padding is whole blocks of metadata that take just so many bytes', () => {
  for (let size = 0; size <= 2000; size++) {
    const blocks = padding(size)
    if (blocks.length !== size || lengthOfMetadata(blocks) !== size) {
      throw new Error(`padding(${size}) takes ${blocks.length} bytes`)
    }
  }
})

test('padding adds nothing to the text, at any place', () => {
  const next = Buffer.from('the only text, and another')
  const delta = new DeltaEncoder().encode(text, next, reachOf(16))
  const sizes = Array.from({ length: 2001 }, (_, size) => size)
  const paddings = sizes.map(padding)
  const stream = Buffer.concat([key, ...paddings, delta, ...paddings, lastBlock])
  expect(brotliDecompressSync(stream)).toEqual(Buffer.concat([text, next]))
  for (const size of [0, 1, 2, 3, 257, 258, 259, 260, 261, 516, 517, 2000]) {
    const short = Buffer.concat([key, padding(size), lastBlock])
    expect(brotliDecompressSync(short)).toEqual(text)
  }
})

test('an empty block is one byte that adds nothing, however often it comes', () => {
  expect(emptyBlock).toHaveLength(1)
  const stream = [key, ...new Array<Buffer>(20_000).fill(emptyBlock), lastBlock]
  expect(brotliDecompressSync(Buffer.concat(stream))).toEqual(text)
})

test('a stream without its last block is broken, with it complete', () => {
  expect(() => brotliDecompressSync(key)).toThrow('unexpected end of file')
  expect(brotliDecompressSync(Buffer.concat([key, lastBlock]))).toEqual(text)
})

test.each([
  [1, 4],
  [2 ** 16, 4],
  [2 ** 16 + 1, 5],
  [2 ** 20, 5],
  [2 ** 20 + 1, 6],
  [2 ** 24, 6],
])(
  'a block of %d bytes says so in %d nibbles, the last of which may not be zero',
  (length, nibbles) => {
    for (const stored of [true, false]) {
      const writer = new BitWriter()
      writer.reset(16)
      beginBlock(writer, { length, stored })
      endAligned(writer)
      const bits = new BitReader(writer.toBuffer())
      expect(bits.read(1)).toBe(0)
      expect(bits.read(2) + 4).toBe(nibbles)
      expect(bits.read(4 * nibbles) + 1).toBe(length)
      expect(bits.read(1)).toBe(stored ? 1 : 0)
      expect(bits.read(6)).toBe(emptyBlock[0])
      expect(writer.length).toBe(Math.ceil(bits.position / 8))
    }
  },
)
