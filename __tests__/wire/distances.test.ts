import fc from 'fast-check'
import {
  DistanceRing,
  distanceAlphabet,
  distanceExtra,
  distanceExtraBits,
} from '../../lib/wire/distances.js'

const largest = 2 ** 24 - 16

/** A decoder's ring (section 4), which begins with four distances of some other block. */
class Ring {
  /** The last distance first. */
  #distances: readonly number[] = [Number.NaN, Number.NaN, Number.NaN, Number.NaN]

  decode(symbol: number, extra: number): number {
    const distance = this.#distanceOf(symbol, extra)
    if (symbol !== 0) this.#distances = [distance, ...this.#distances.slice(0, 3)]
    return distance
  }

  #distanceOf(symbol: number, extra: number): number {
    const [last = 0, second = 0] = this.#distances
    if (symbol < 4) return this.#distances[symbol] as number
    if (symbol < 16) {
      const difference = [-1, 1, -2, 2, -3, 3][(symbol - 4) % 6] as number
      return (symbol < 10 ? last : second) + difference
    }
    // The formula of section 4, for no postfix bits and no direct distances.
    const hcode = symbol - 16
    const bits = 1 + (hcode >> 1)
    const offset = ((2 + (hcode & 1)) << bits) - 4
    return offset + extra + 1
  }
}

/** Distances that keep coming back, or nearly so, and others; `null` begins another block. */
const distances = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(1, 2, 3, 4, 5, 7, 100, 101, 103, 99, 40_000) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 20 }) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: largest }) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  { maxLength: 200, size: 'max' },
)

test('a decoder gets the distances back, and nothing from before the block began', () => {
  fc.assert(
    fc.property(distances, (each) => {
      const ring = new DistanceRing()
      let decoder = new Ring()
      const read = each.map((distance) => {
        if (distance === null) {
          ring.clear()
          decoder = new Ring()
          return null
        }
        const symbol = ring.symbolOf(distance)
        const extra = distanceExtra(distance, symbol)
        const isWritable = symbol < distanceAlphabet && extra < 2 ** distanceExtraBits(symbol)
        return isWritable && ring.last === distance ? decoder.decode(symbol, extra) : 'wrong'
      })
      expect(read).toEqual(each)
    }),
    { numRuns: 300 },
  )
})

test('every distance up to 70,000, and those about each power of two, can be said by itself', () => {
  const powers = Array.from({ length: 25 }, (_, bits) => 2 ** bits)
  const about = powers.flatMap((power) => [-5, -4, -3, -2, -1, 0, 1].map((more) => power + more))
  const all = [...Array.from({ length: 70_000 }, (_, at) => at + 1), ...about, largest]
  const ring = new DistanceRing()
  for (const distance of all.filter((each) => each > 0)) {
    ring.clear()
    const symbol = ring.symbolOf(distance)
    if (symbol < 16) throw new Error(`${distance} is said by another block's distance`)
    const read = new Ring().decode(symbol, distanceExtra(distance, symbol))
    if (read !== distance) throw new Error(`${distance} is read as ${read}`)
  }
})

test('a distance that came before has one of the first symbols, and no extra bits', () => {
  const ring = new DistanceRing()
  for (const distance of [1000, 2000, 3000, 4000]) ring.symbolOf(distance)
  expect([4000, 3000, 2000, 2000, 3003, 2001].map((each) => ring.symbolOf(each))).toEqual([
    0, 1, 3, 0, 15, 11,
  ])
  expect([0, 1, 2, 3, 15].map(distanceExtraBits)).toEqual([0, 0, 0, 0, 0])
})

test('a cleared ring knows no last distance', () => {
  const ring = new DistanceRing()
  ring.symbolOf(77)
  ring.clear()
  expect(ring.last).toBe(0)
  expect(ring.symbolOf(77)).toBeGreaterThanOrEqual(16)
  // One was written: what came before it is unknown.
  expect(ring.symbolOf(12)).toBeGreaterThanOrEqual(16)
})
