// Two texts, one after the other as a decoder has them, and how far they are equal from or before two
// places.

/** From so many bytes on it is quicker to let native code compare. */
const nativeFrom = 1024
const largestStep = 2 ** 16

export class Texts {
  #bytes = Buffer.alloc(0)
  #words = new DataView(this.#bytes.buffer)
  #start = 0
  #end = 0

  /** The texts, with room for more behind them. */
  get bytes(): Buffer {
    return this.#bytes
  }

  /** Where the second text begins. */
  get start(): number {
    return this.#start
  }

  get end(): number {
    return this.#end
  }

  load(first: Uint8Array, second: Uint8Array): void {
    this.#start = first.length
    this.#end = first.length + second.length
    if (this.#bytes.length < this.#end) {
      this.#bytes = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(this.#end)))
      this.#words = new DataView(this.#bytes.buffer)
    }
    this.#bytes.set(first)
    this.#bytes.set(second, this.#start)
  }

  /** The four bytes from a place on, which have to be there. */
  wordAt(at: number): number {
    return this.#words.getInt32(at, true)
  }

  /** How many bytes are equal from two places on, up to a limit. */
  equalFrom(a: number, b: number, limit: number): number {
    const near = this.#equalWords(a, b, Math.min(limit, nativeFrom))
    if (near < nativeFrom) return near
    const length = near + this.#gallop(a + near, b + near, limit - near, 1)
    return length + this.#equalWords(a + length, b + length, limit - length)
  }

  /** How many bytes are equal before two places, up to a limit. */
  equalBefore(a: number, b: number, limit: number): number {
    const bytes = this.#bytes
    let length = bytes[a - 1] === bytes[b - 1] ? this.#gallop(a, b, limit, -1) : 0
    while (length < limit && bytes[a - length - 1] === bytes[b - length - 1]) length++
    return length
  }

  #equalWords(a: number, b: number, limit: number): number {
    const words = this.#words
    let length = 0
    for (; length + 4 <= limit; length += 4) {
      const differing = words.getInt32(a + length, true) ^ words.getInt32(b + length, true)
      // The lowest bit that differs is in the first byte that does.
      if (differing !== 0) return length + ((31 - Math.clz32(differing & -differing)) >> 3)
    }
    const bytes = this.#bytes
    while (length < limit && bytes[a + length] === bytes[b + length]) length++
    return length
  }

  // In steps that double as long as all is equal, and halve from then on: to less than the smallest step
  // before what differs.
  #gallop(a: number, b: number, limit: number, direction: 1 | -1): number {
    let length = 0
    let step = nativeFrom
    let grows = true
    while (step >= nativeFrom) {
      const skipped = direction === 1 ? length : -length - step
      const isEqual = step <= limit - length && this.#areEqual(a + skipped, b + skipped, step)
      if (isEqual) length += step
      else grows = false
      step = grows ? Math.min(2 * step, largestStep) : step >> 1
    }
    return length
  }

  #areEqual(a: number, b: number, length: number): boolean {
    return this.#bytes.compare(this.#bytes, b, b + length, a, a + length) === 0
  }
}
