// What of a text is in the one before it, or earlier in itself: two texts come in, commands go out. Texts
// that follow each other are mostly equal, so it compares them first, at native speed; where they differ
// it looks whether they soon go on together; only what remains is searched.
import { Commands } from './commands.js'
import { type Resync, Search } from './search.js'
import { Texts } from './texts.js'

/** A copy that is shorter isn't worth a distance of its own. */
const shortestCopy = 8

/** How far it looks for the end of an edit, and how much longer or shorter one may make the text. */
const editReach = 32
const shiftReach = 16
const largestShift = 8
const wordLength = 4

/** What is inserted is searched for copies from this length on. */
const worthSearching = 16

/** If it is shorter, but as long as this, it may stand whole so near in the base: another row's word. */
const worthFinding = 9
const findingReach = 1024

/** An edit after which so many bytes are equal is believed to be one. */
const surelyEqual = 64

/** How far it looks for what was inserted or left out, and for how many bytes that follow it. */
const moveReach = 2048
const moveString = 24

/** After a look for a move in vain, edits pass without another: each time twice as many, up to this. */
const largestPatience = 31

/** So many edits close together may hide a move; so many are rather texts that only look alike. */
const suspectEdits = 8
const unlikeEdits = 16

/** So many equal bytes halve their count. */
const forgivingLength = 256

export class Matcher {
  readonly texts = new Texts()
  readonly commands = new Commands()
  #search = new Search(this.texts, this.commands)
  /** The ends of the two texts, before what they have in common there. */
  #stop = 0
  #baseStop = 0
  /** Where they go on together, as was found last: in the new text, in its base, and for how long. */
  #at = 0
  #from = 0
  #length = 0
  /** How many edits there were lately. */
  #edits = 0
  /** How many edits pass without a look for a move, and how many of them are left. */
  #patience = 0
  #waits = 0

  /**
   * Covers `next` with commands.
   *
   * @param base the text that comes right before it; empty if there is none
   * @param reach the largest distance; the two texts are within it, unless the base is empty
   */
  match(base: Uint8Array, next: Uint8Array, reach: number): void {
    const { texts, commands } = this
    texts.load(base, next)
    const { start, end } = texts
    commands.clear(start)
    this.#patience = 0
    this.#waits = 0
    this.#search.begin(reach)
    const prefix = texts.equalFrom(0, start, Math.min(base.length, next.length))
    // In the base they may overlap: what comes in between often begins or ends as what was there does.
    const suffix = texts.equalBefore(start, end, Math.min(base.length, next.length - prefix))
    this.#stop = suffix < shortestCopy ? end : end - suffix
    this.#baseStop = suffix < shortestCopy ? start : start - suffix
    if (prefix >= shortestCopy) commands.copy(start, 0, prefix)
    this.#matchBetween(commands.covered, prefix >= shortestCopy ? prefix : 0)
    if (suffix >= shortestCopy) commands.copy(this.#stop, this.#baseStop, suffix)
    commands.finish(end)
  }

  // From one place where the texts differ to the next.
  #matchBetween(differsAt: number, differsFrom: number): void {
    let at = differsAt
    let from = differsFrom
    this.#edits = 0
    while (this.#stop - at >= shortestCopy) {
      this.#findNext(at, from)
      const found =
        this.#length > 0
          ? this.#coverUpTo(at, from)
          : this.#search.cover(at, this.#stop, from, 'equal')
      if (!found) return
      at = found.at
      from = found.from
    }
  }

  // Where the texts go on together, unless that is far off, or likely to be chance.
  #findNext(at: number, from: number): void {
    this.#length = 0
    this.#findEdit(at, from)
    if (this.#length < surelyEqual) {
      this.#edits++
      if (this.#isDoubtful()) this.#findMove(at, from)
    }
    this.#edits >>= Math.min(this.#length / forgivingLength, 31)
    if (this.#edits >= unlikeEdits) this.#length = 0
  }

  // An edit in place: a few bytes on, both texts are equal again, or they are once one is shifted a little.
  #findEdit(at: number, from: number): void {
    const { texts } = this
    const reach = Math.min(editReach, this.#stop - at, this.#baseStop - from) - shortestCopy
    for (let skip = 1; skip <= reach && this.#length === 0; skip++) {
      if (texts.wordAt(at + skip) === texts.wordAt(from + skip)) {
        this.#consider(at + skip, from + skip)
      }
    }
    if (this.#length > 0 && this.#at - at <= shiftReach) return
    for (let skip = wordLength; skip <= Math.min(shiftReach, reach); skip += wordLength) {
      const word = texts.wordAt(from + skip)
      const last = Math.min(at + skip + largestShift, this.#stop - shortestCopy)
      for (let place = at; place <= last; place++) {
        if (texts.wordAt(place) === word) this.#consider(place, from + skip)
      }
      if (this.#length >= surelyEqual) return
    }
  }

  // Texts made of rows look alike at any place: what seems an edit may be a row more or less.
  #isDoubtful(): boolean {
    const edits = this.#edits
    if (edits === 1) return this.#waits-- <= 0
    return edits >= suspectEdits && (edits & (edits - 1)) === 0
  }

  // What went on here in the base goes on later in the text, or the other way round.
  #findMove(at: number, from: number): void {
    const { bytes } = this.texts
    const edited = this.#length
    if (this.#baseStop - from >= moveString) {
      const text = bytes.subarray(at, Math.min(at + moveReach, this.#stop))
      const inserted = text.indexOf(bytes.subarray(from, from + moveString))
      if (inserted > 0) this.#consider(at + inserted, from)
    }
    if (this.#stop - at >= moveString) {
      const text = bytes.subarray(from, Math.min(from + moveReach, this.#baseStop))
      const removed = text.indexOf(bytes.subarray(at, at + moveString))
      if (removed > 0) this.#consider(at, from + removed)
    }
    const isMove = this.#length > edited
    this.#patience = isMove ? 0 : Math.min(2 * this.#patience + 1, largestPatience)
    this.#waits = this.#patience
  }

  // The longest counts. It may begin before the place where it was noticed.
  #consider(at: number, from: number): void {
    const { texts, commands } = this
    const limit = Math.min(this.#stop - at, texts.start - from)
    const length = texts.equalFrom(from, at, limit)
    const before = texts.equalBefore(from, at, Math.min(at - commands.covered, from))
    if (length + before < shortestCopy || length + before <= this.#length) return
    this.#at = at - before
    this.#from = from - before
    this.#length = length + before
  }

  #coverUpTo(at: number, from: number): Resync {
    const inserted = this.#at - at
    if (inserted >= worthSearching) this.#search.cover(at, this.#at, from, 'stop')
    else if (inserted >= worthFinding) this.#copyWhole(at, from, inserted)
    this.commands.copy(this.#at, this.#from, this.#length)
    return { at: this.#at + this.#length, from: this.#from + this.#length }
  }

  #copyWhole(at: number, from: number, length: number): void {
    const { bytes, start } = this.texts
    const first = Math.max(from - findingReach, 0)
    const near = bytes.subarray(first, Math.min(from + findingReach, start))
    const found = near.indexOf(bytes.subarray(at, at + length))
    if (found >= 0) this.commands.copy(at, first + found, length)
  }
}
