// Prefix codes from counts: how long the code of each symbol is, and from that which it is.

/**
 * Gives each symbol the length of its code, by Huffman's algorithm (1952), up to a limit.
 *
 * @param symbols at least two, in ascending order
 * @param counts how often each symbol comes, from 1
 * @param limit the longest that a code may be, in bits: enough for so many symbols
 * @param lengths is written, at each of the symbols
 */
export function codeLengths(
  symbols: readonly number[],
  counts: ArrayLike<number>,
  limit: number,
  lengths: Uint8Array,
): void {
  const leaves = symbols.length
  const byCount = sortedByCount(symbols, counts)
  const weights = new Float64Array(2 * leaves - 1)
  const parents = new Uint16Array(2 * leaves - 1)
  const depths = new Uint8Array(2 * leaves - 1)
  // Where a code would be too long, rare symbols count for more until none is.
  for (let least = 1; ; least *= 2) {
    for (let leaf = 0; leaf < leaves; leaf++) {
      weights[leaf] = Math.max(counts[byCount[leaf] as number] as number, least)
    }
    joinLightest(weights, parents, leaves)
    if (measureDepths(parents, depths, leaves) <= limit) break
  }
  for (let leaf = 0; leaf < leaves; leaf++) {
    lengths[byCount[leaf] as number] = depths[leaf] as number
  }
}

/** More than there are symbols in any alphabet. */
const alphabets = 1024

// As numbers, which sort faster than by a function.
function sortedByCount(symbols: readonly number[], counts: ArrayLike<number>): Float64Array {
  const sorted = new Float64Array(symbols.length)
  for (let index = 0; index < symbols.length; index++) {
    const symbol = symbols[index] as number
    sorted[index] = (counts[symbol] as number) * alphabets + symbol
  }
  sorted.sort()
  for (let index = 0; index < sorted.length; index++) {
    sorted[index] = (sorted[index] as number) % alphabets
  }
  return sorted
}

// Leaves stand first, in ascending weight, and nodes come to be in ascending weight: so the lightest that
// has no parent yet is the next leaf or the next node (van Leeuwen 1976).
function joinLightest(weights: Float64Array, parents: Uint16Array, leaves: number): void {
  let leaf = 0
  let inner = leaves
  for (let node = leaves; node < weights.length; node++) {
    let weight = 0
    for (let child = 0; child < 2; child++) {
      const takesLeaf =
        leaf < leaves && (inner === node || (weights[leaf] as number) <= (weights[inner] as number))
      const lightest = takesLeaf ? leaf++ : inner++
      weight += weights[lightest] as number
      parents[lightest] = node
    }
    weights[node] = weight
  }
}

function measureDepths(parents: Uint16Array, depths: Uint8Array, leaves: number): number {
  let deepest = 0
  depths[parents.length - 1] = 0
  for (let node = parents.length - 2; node >= 0; node--) {
    const depth = (depths[parents[node] as number] as number) + 1
    depths[node] = depth
    if (node < leaves && depth > deepest) deepest = depth
  }
  return deepest
}

/**
 * Gives each symbol its code, by RFC 7932, section 3.2, with its first bit lowest, as it is written.
 *
 * @param symbols in ascending order
 * @param lengths of the symbols' codes, in bits, up to 15
 * @param codes is written, at each of the symbols
 */
export function canonicalCodes(
  symbols: readonly number[],
  lengths: Uint8Array,
  codes: Uint16Array,
): void {
  const howMany = new Uint16Array(16)
  for (const symbol of symbols) {
    const length = lengths[symbol] as number
    howMany[length] = (howMany[length] as number) + 1
  }
  const next = new Uint16Array(16)
  for (let length = 2; length < 16; length++) {
    next[length] = ((next[length - 1] as number) + (howMany[length - 1] as number)) << 1
  }
  for (const symbol of symbols) {
    const length = lengths[symbol] as number
    const code = next[length] as number
    codes[symbol] = reversed(code, length)
    next[length] = code + 1
  }
}

/** The low bits of a value in the opposite order. */
export function reversed(value: number, count: number): number {
  let result = 0
  for (let bit = 0; bit < count; bit++) result |= ((value >>> bit) & 1) << (count - 1 - bit)
  return result
}
