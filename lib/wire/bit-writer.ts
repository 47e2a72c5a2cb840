// Bits into bytes, the least significant bit first (RFC 7932, section 1.5). Integers come in, bytes go out.

export class BitWriter {
  #bytes = Buffer.allocUnsafeSlow(4096)
  #length = 0
  /** Bits that don't fill sixteen yet. */
  #pending = 0
  #count = 0

  /** The whole bytes that were written, after `align`. */
  get length(): number {
    return this.#length
  }

  /** Starts anew, with room for so many bytes: nothing checks it again. */
  reset(capacity: number): void {
    if (this.#bytes.length < capacity) this.#bytes = Buffer.allocUnsafeSlow(capacity)
    this.#length = 0
    this.#pending = 0
    this.#count = 0
  }

  /**
   * Writes the low bits of a value.
   *
   * @param count how many, up to 16; the value has no others
   */
  write(count: number, value: number): void {
    this.#pending |= value << this.#count
    this.#count += count
    if (this.#count < 16) return
    this.#bytes[this.#length] = this.#pending
    this.#bytes[this.#length + 1] = this.#pending >>> 8
    this.#length += 2
    this.#pending >>>= 16
    this.#count -= 16
  }

  /** Writes up to 32 bits. */
  writeLong(count: number, value: number): void {
    if (count <= 16) {
      this.write(count, value)
      return
    }
    this.write(16, value & 0xffff)
    this.write(count - 16, value >>> 16)
  }

  /** Fills up the last byte with zeros. */
  align(): void {
    while (this.#count > 0) {
      this.#bytes[this.#length++] = this.#pending
      this.#pending >>>= 8
      this.#count -= 8
    }
    this.#count = 0
  }

  /** Writes whole bytes, after `align`. */
  writeBytes(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** A copy of what was written, up to the last whole byte. */
  toBuffer(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length))
  }
}
