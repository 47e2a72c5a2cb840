// How far back copies may reach (RFC 7932, section 9.1): a stream says it once, when it begins.

const smallestBits = 16
const largestBits = 24

/** How many times a text the window holds: the one before it and itself, each half as large again. */
const room = 3

/**
 * The window of a stream that begins with a text of so many bytes, in bits, from 16 to 24. A browser keeps
 * all of it in memory, so it is the smallest that leaves room to grow.
 */
export function windowBitsFor(length: number): number {
  const bits = 32 - Math.clz32(room * length + reserved)
  return Math.min(Math.max(bits, smallestBits), largestBits)
}

const reserved = 16

/** The largest distance of a copy. */
export function reachOf(windowBits: number): number {
  return 2 ** windowBits - reserved
}
