// Reads bits out of bytes, the least significant bit first (RFC 7932, section 1.5).

export class BitReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** How many bits were read. */
  get position(): number {
    return this.#at
  }

  read(count: number): number {
    let value = 0
    for (let bit = 0; bit < count; bit++) {
      const byte = this.#bytes[this.#at >>> 3]
      if (byte === undefined) throw new Error('read past the end')
      value += ((byte >>> (this.#at & 7)) & 1) * 2 ** bit
      this.#at++
    }
    return value
  }
}
