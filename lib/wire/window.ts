// How far back copies may reach (RFC 7932, section 9.1): a stream says it once, when it begins.

/** The windows that a stream may have, in bits. */
export const windowSizes: readonly number[] = [16, 17, 18, 19, 20, 21, 22, 23, 24]

const largest = 24

/** A window is so much smaller than a power of two, in bytes. */
const reserved = 16

/** How many times a text the window holds: the one before it and itself, each half as large again. */
const room = 3

/**
 * The window of a stream that begins with a text of so many bytes, in bits. A browser keeps all of it in
 * memory, so it is the smallest that leaves room to grow.
 */
export function windowBitsFor(length: number): number {
  return windowSizes.find((bits) => reachOf(bits) >= room * length) ?? largest
}

/** The largest distance of a copy. */
export function reachOf(windowBits: number): number {
  return 2 ** windowBits - reserved
}
