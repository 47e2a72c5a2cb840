// What a block says (RFC 7932, section 5): literals to insert, then bytes to copy from some distance back,
// again and again. Copies come in, in the order of the text; what lies between them is inserted.

const fieldsEach = 3

export class Commands {
  #fields = new Int32Array(1024 * fieldsEach)
  #count = 0
  /** The first byte that no command covers. */
  #covered = 0
  #inserted = 0

  get count(): number {
    return this.#count
  }

  get covered(): number {
    return this.#covered
  }

  /** The bytes that are inserted, in all. */
  get inserted(): number {
    return this.#inserted
  }

  /** Forgets all, for a text that begins here. */
  clear(start: number): void {
    this.#count = 0
    this.#covered = start
    this.#inserted = 0
  }

  /** Covers the text up to the end of a copy: its bytes, from 2, stand at an earlier place, too. */
  copy(at: number, from: number, length: number): void {
    this.#add(at - this.#covered, length, at - from)
    this.#covered = at + length
  }

  /** Where the last copy begins in the text; negative if there is none. */
  get lastCopyAt(): number {
    return this.#count === 0 ? -1 : this.#covered - this.copyOf(this.#count - 1)
  }

  /** Takes the last copy back, and what was inserted before it. */
  dropLast(): void {
    this.#count--
    const insert = this.insertOf(this.#count)
    this.#covered -= insert + this.copyOf(this.#count)
    this.#inserted -= insert
  }

  /** Covers what is left of the text. */
  finish(end: number): void {
    if (end > this.#covered) this.#add(end - this.#covered, 0, 0)
    this.#covered = end
  }

  insertOf(index: number): number {
    return this.#fields[index * fieldsEach] as number
  }

  /** The bytes to copy; 0 in the last command, if it only inserts. */
  copyOf(index: number): number {
    return this.#fields[index * fieldsEach + 1] as number
  }

  distanceOf(index: number): number {
    return this.#fields[index * fieldsEach + 2] as number
  }

  #add(insert: number, copy: number, distance: number): void {
    const at = this.#count * fieldsEach
    if (at === this.#fields.length) {
      const wider = new Int32Array(2 * at)
      wider.set(this.#fields)
      this.#fields = wider
    }
    this.#fields[at] = insert
    this.#fields[at + 1] = copy
    this.#fields[at + 2] = distance
    this.#count++
    this.#inserted += insert
  }
}
