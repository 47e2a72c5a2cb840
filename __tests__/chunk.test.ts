import fc from 'fast-check'
import { Chunk } from '../lib/chunk.js'

test('a chunk is framed by its length in bytes, in hexadecimal (RFC 9112, section 7.1)', () => {
  expect(`${new Chunk('a'.repeat(26)).framed}`).toBe(`1a\r\n${'a'.repeat(26)}\r\n`)
  expect(`${new Chunk('\u20ac').framed}`).toBe('3\r\n\u20ac\r\n')
})

test('what it carries are the bytes that it was made of', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.string({ unit: 'binary' }), (bytes, text) => {
      expect(new Chunk(bytes).bytes).toEqual(Buffer.from(bytes))
      expect(new Chunk(`${text}.`).bytes).toEqual(Buffer.from(`${text}.`))
    }),
  )
})
