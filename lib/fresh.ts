// A value that goes stale and is read again: one reading at a time, shared by all who ask meanwhile.

/** How the value is read. */
export interface FreshSource<T> {
  /** Reads the value; calls `begin` when it starts, for from then on a wake makes the value stale again. */
  read(begin: () => void): Promise<T>
  /** Is told of each end of a reading, and whether a wake overtook it. */
  onSettled?(overtaken: boolean): void
}

export class Fresh<T> {
  #source: FreshSource<T>
  #value: { readonly is: T } | undefined
  /** Something changed since the newest value's reading began. */
  #stale = true
  #reading: Promise<T> | undefined

  constructor(source: FreshSource<T>) {
    this.#source = source
  }

  get isStale(): boolean {
    return this.#stale
  }

  get isReading(): boolean {
    return this.#reading !== undefined
  }

  /** The newest value, however old; undefined before the first. */
  get newest(): T | undefined {
    return this.#value?.is
  }

  /** Makes the value stale. */
  wake(): void {
    this.#stale = true
  }

  /**
   * Gives a value whose reading began no earlier than the last wake before this call.
   *
   * @throws what the reading throws
   */
  async get(): Promise<T> {
    // A reading that a wake overtook doesn't count; the one after it does.
    if (this.#reading && this.#stale) await this.#reading.catch(() => undefined)
    if (this.#reading) return this.#reading
    if (this.#value && !this.#stale) return this.#value.is
    return this.read()
  }

  /**
   * Reads the value now; no reading may be under way.
   *
   * @throws what the reading throws
   */
  read(): Promise<T> {
    this.#reading = this.#attempt()
    return this.#reading
  }

  async #attempt(): Promise<T> {
    let failed = true
    try {
      // All that wakes it in this turn merges into this reading.
      await null
      const value = await this.#source.read(() => {
        this.#stale = false
      })
      failed = false
      this.#value = { is: value }
      return value
    } finally {
      this.#reading = undefined
      const overtaken = this.#stale
      // After a failure whoever asks next tries again; nothing else does.
      this.#stale ||= failed
      this.#source.onSettled?.(overtaken)
    }
  }
}
