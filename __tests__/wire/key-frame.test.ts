import { brotliDecompressSync } from 'node:zlib'
import fc from 'fast-check'
import { emptyBlock, lastBlock } from '../../lib/wire/blocks.js'
import { encodeKey } from '../../lib/wire/key-frame.js'
import { BitReader } from './bit-reader.js'
import { StreamDecoder } from './stream-decoder.js'

const windows = fc.integer({ min: 16, max: 24 })

/** What the beginning of a stream says of its window (RFC 7932, section 9.1). */
function windowBitsOf(stream: Uint8Array): number {
  const bits = new BitReader(stream)
  if (bits.read(1) === 0) return 16
  const more = bits.read(3)
  if (more > 0) return 17 + more
  const less = bits.read(3)
  return less === 0 ? 17 : 8 + less
}

test('a key frame is the beginning of a stream with just the window that was asked for', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100_000 }), windows, (text, windowBits) => {
      expect(windowBitsOf(encodeKey(text, windowBits))).toBe(windowBits)
    }),
  )
})

test('it ends at a whole byte and leaves the stream open for blocks that begin there', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000, size: 'max' }), windows, (text, windowBits) => {
      const key = encodeKey(text, windowBits)
      expect(() => brotliDecompressSync(key)).toThrow('unexpected end of file')
      for (const blocks of [[lastBlock], [emptyBlock, emptyBlock, lastBlock]]) {
        expect(brotliDecompressSync(Buffer.concat([key, ...blocks])).equals(text)).toBe(true)
      }
    }),
  )
})

test('its bytes alone give the whole text', async () => {
  for (const length of [0, 1, 2, 100, 65_536, 1_000_000]) {
    const text = Buffer.alloc(length, '<li>one of many</li>')
    const decoder = new StreamDecoder()
    expect((await decoder.write(encodeKey(text, 22))).equals(text)).toBe(true)
    decoder.close()
  }
})
