// Distances of copies (RFC 7932, section 4): each has a symbol and extra bits. What a block finds in the
// ring of last distances is another block's, so only those count here that this block has written.

/** How many symbols there are in a block that has no postfix bits and no direct distances. */
export const distanceAlphabet = 64

/** The symbol of the last distance, which leaves the ring as it is. */
export const sameAsLast = 0

// Symbols 0 to 3 stand for the four last distances; 4 to 9 for the last one, and 10 to 15 for the one
// before it, with one of these added. From 16 on they stand for distances themselves.
const nearBy = [-1, 1, -2, 2, -3, 3] as const
const firstExplicit = 16

export class DistanceRing {
  /** The newest last, as in a list that is only added to. */
  #ring = new Int32Array(4)
  #written = 0

  /** Forgets all, for a new block. */
  clear(): void {
    this.#written = 0
  }

  /** The newest distance; 0 where the block has written none. */
  get last(): number {
    return this.#back(1)
  }

  /** The cheapest symbol of a distance, which becomes the last one. */
  symbolOf(distance: number): number {
    const known = this.#find(distance)
    if (known === sameAsLast) return known
    this.#ring[this.#written & 3] = distance
    this.#written++
    if (known !== undefined) return known
    const bits = explicitBits(distance)
    return firstExplicit + 2 * (bits - 1) + (((distance + 3) >>> bits) & 1)
  }

  #find(distance: number): number | undefined {
    for (let back = 1; back <= 4; back++) if (this.#back(back) === distance) return back - 1
    for (let back = 1; back <= Math.min(2, this.#written); back++) {
      const near = nearBy.indexOf((distance - this.#back(back)) as (typeof nearBy)[number])
      if (near >= 0) return 4 + (back - 1) * nearBy.length + near
    }
    return undefined
  }

  #back(steps: number): number {
    return steps > this.#written ? 0 : (this.#ring[(this.#written - steps) & 3] as number)
  }
}

/** How many extra bits the symbol of a distance has. */
export function distanceExtraBits(symbol: number): number {
  return symbol < firstExplicit ? 0 : 1 + ((symbol - firstExplicit) >>> 1)
}

/** The value of a distance's extra bits. */
export function distanceExtra(distance: number, symbol: number): number {
  const bits = distanceExtraBits(symbol)
  return bits === 0 ? 0 : (distance + 3) & ((1 << bits) - 1)
}

const explicitBits = (distance: number) => 30 - Math.clz32(distance + 3)
