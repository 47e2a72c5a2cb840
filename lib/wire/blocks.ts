// Meta-blocks that hold nothing of the text, and how one that does begins and ends (RFC 7932, section 9.2).
import type { BitWriter } from './bit-writer.js'

/** An empty block of metadata: nothing in the text, one byte on the wire. */
export const emptyBlock = Buffer.from([0b000110])

/** The last block of a stream, with nothing in it. */
export const lastBlock = Buffer.from([0b11])

/** Begins a block that isn't the last. */
export function beginBlock(
  bits: BitWriter,
  { length, stored }: { readonly length: number; readonly stored: boolean },
): void {
  const nibbles = length <= 2 ** 16 ? 4 : length <= 2 ** 20 ? 5 : 6
  bits.write(1, 0)
  bits.write(2, nibbles - 4)
  bits.writeLong(4 * nibbles, length - 1)
  bits.write(1, stored ? 1 : 0)
}

/** Ends at a whole byte, with an empty block of metadata. */
export function endAligned(bits: BitWriter): void {
  bits.write(6, 0b000110)
  bits.align()
}

// A block of metadata has two bytes before its content, whose length is one of them.
const headerBytes = 2
const longestContent = 256

/** Blocks of metadata that take just so many bytes on the wire. */
export function padding(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  let at = 0
  while (size - at > headerBytes) {
    const content = Math.min(size - at - headerBytes, longestContent)
    bytes.writeUInt16LE(0b010110 | ((content - 1) << 6), at)
    at += headerBytes + content
  }
  return bytes.fill(emptyBlock, at)
}
