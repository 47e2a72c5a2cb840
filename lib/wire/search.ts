// Looks for copies of what has no place yet: a stretch of the new text comes in, copies from anywhere
// before it go out. Short ones are found near by, long ones anywhere in the base.
import type { Commands } from './commands.js'
import type { Texts } from './texts.js'

/** Strings of five bytes are looked up near by, and of so many anywhere. */
const longString = 8
const hashBits = 15

/** Places are noted as so much more, with each text more: what was noted for one before is less than none. */
const largestNote = 2 ** 31 - 1

/**
 * What is near by in the base: the page with the place that was reached in it, and for more than a few
 * words so many before and after it. Of them each so manieth place is looked up.
 */
const pageBytes = 1024
const pagesBefore = 4
const pagesAfter = 2
const nearStep = 2
const fewWords = 48

/** Of the base, each so manieth place is looked up from anywhere; of a large one, fewer. */
const anchorStep = 8
const largeAnchorStep = 32
const largeBase = 2 ** 19

/** What is so long may come from anywhere, wherever the texts go on after it. */
const longStretch = 256

/** Of a copy of this length not every place is noted, but each so manieth; of a long one, fewer. */
const mediumCopy = 13
const mediumStep = 3
const longCopy = 256
const longStep = 32

/** From this length on, a copy from the base tells that the texts go on together. */
const resyncLength = 32

/** A copy so long is taken as it is; a shorter one, unless the next place has a better. */
const goodLength = 32

/** Right behind a copy, so long a one is taken without a look at strings that begin in the one before. */
const fairLength = 16

/** After so many bytes in vain, it looks at every second place, and so on. */
const patience = 64

/** What a command and a byte of literals take, about, in bits. */
const commandBits = 8
const literalBits = 5.5

/** A place after which the two texts go on together. */
export interface Resync {
  readonly at: number
  readonly from: number
}

export class Search {
  #texts: Texts
  #commands: Commands
  #near = new Int32Array(2 ** hashBits)
  #anchors = new Int32Array(2 ** hashBits)
  /** What the first place of the base is noted as. */
  #origin = 1
  /** What a place of the next base is noted as at least. */
  #nextOrigin = 1
  #hasAnchors = false
  /** Which pages of the base were noted. */
  #isNoted = new Uint8Array(64)
  #reach = 0
  #lastDistance = 0
  // The best copy that was found for a place.
  #bestFrom = 0
  #bestLength = 0
  #bestGain = 0

  constructor(texts: Texts, commands: Commands) {
    this.#texts = texts
    this.#commands = commands
  }

  /** @param reach the largest distance */
  begin(reach: number): void {
    const { start, end } = this.#texts
    this.#origin = this.#nextOrigin
    if (this.#origin + end > largestNote) {
      this.#near.fill(0)
      this.#anchors.fill(0)
      this.#origin = 1
    }
    this.#nextOrigin = this.#origin + end
    const pages = Math.ceil(start / pageBytes)
    if (this.#isNoted.length < pages) this.#isNoted = new Uint8Array(2 * pages)
    else this.#isNoted.fill(0)
    this.#hasAnchors = false
    this.#reach = reach
    this.#lastDistance = 0
  }

  /**
   * Covers a stretch of the text as far as copies are found.
   *
   * @param from the place in the base that was reached
   * @param until whether it ends where the texts go on together, too
   */
  cover(at: number, stop: number, from: number, until: 'equal' | 'stop'): Resync | undefined {
    const length = stop - at
    this.#noteBase(from, length < fewWords)
    if (until === 'equal' || length >= longStretch) this.#noteAnchors()
    let place = at
    while (place + longString <= stop) {
      this.#find(place, stop)
      if (this.#bestGain <= 0) {
        this.#note(place)
        place += 1 + Math.floor((place - Math.max(at, this.#commands.covered)) / patience)
        continue
      }
      place = this.#take(place, stop)
      const taken = this.#bestFrom + this.#bestLength
      if (until === 'equal' && this.#bestLength >= resyncLength && taken <= this.#texts.start) {
        return { at: place, from: taken }
      }
    }
    return undefined
  }

  // The best copy for a place: at the last distance, from near by, or from anywhere in the base.
  #find(place: number, stop: number): void {
    this.#bestLength = 0
    this.#bestGain = 0
    if (this.#lastDistance > 0) this.#consider(place - this.#lastDistance, place, stop)
    this.#consider((this.#near[this.#shortHash(place)] as number) - this.#origin, place, stop)
    if (!this.#hasAnchors || this.#bestLength >= goodLength) return
    this.#considerAnchor(place, place, stop)
    // Right behind a copy, what is special about a place may be a string that began before it.
    if (place !== this.#commands.covered || this.#bestLength >= fairLength) return
    for (let before = 1; before < longString && this.#bestLength < goodLength; before++) {
      if (place - before >= this.#texts.start) this.#considerAnchor(place - before, place, stop)
    }
  }

  // The base may have a string that includes a place, or begins there.
  #considerAnchor(string: number, place: number, stop: number): void {
    const anchor = (this.#anchors[this.#longHash(string)] as number) - this.#origin
    if (anchor >= 0) this.#consider(anchor + place - string, place, stop)
  }

  #consider(from: number, place: number, stop: number): void {
    const texts = this.#texts
    const distance = place - from
    if (from < 0 || distance > this.#reach || texts.wordAt(from) !== texts.wordAt(place)) return
    const length = texts.equalFrom(from, place, stop - place)
    const distanceBits = distance === this.#lastDistance ? 1 : 34 - Math.clz32(distance)
    const gain = length * literalBits - commandBits - distanceBits
    if (gain <= this.#bestGain) return
    this.#bestFrom = from
    this.#bestLength = length
    this.#bestGain = gain
  }

  // Gives the copy that was found, or a better one that begins at the next place, and tells where it ends.
  #take(found: number, stop: number): number {
    let place = found
    const from = this.#bestFrom
    const length = this.#bestLength
    if (length < goodLength && place + 1 + longString <= stop) {
      const gain = this.#bestGain
      this.#find(place + 1, stop)
      if (this.#bestGain > gain + literalBits) place++
      else {
        this.#bestFrom = from
        this.#bestLength = length
      }
    }
    const back = this.#reachBack(place)
    const end = place + this.#bestLength
    this.#commands.copy(place - back, this.#bestFrom - back, this.#bestLength + back)
    this.#lastDistance = place - this.#bestFrom
    this.#noteAll(found, Math.min(end, stop - longString))
    return end
  }

  // How far a copy goes back from the place where it was found. It takes the place of shorter ones.
  #reachBack(place: number): number {
    const { start } = this.#texts
    const limit = Math.min(place - start, this.#bestFrom, longCopy)
    const back = this.#texts.equalBefore(this.#bestFrom, place, limit)
    while (place - back <= this.#commands.lastCopyAt) this.#commands.dropLast()
    return Math.min(back, place - this.#commands.covered)
  }

  #noteAll(first: number, end: number): void {
    const length = end - first
    const step = length > longCopy ? longStep : length >= mediumCopy ? mediumStep : 1
    for (let place = first; place < end; place += step) this.#note(place)
  }

  #note(place: number): void {
    this.#near[this.#shortHash(place)] = this.#origin + place
  }

  // The base around the place that was reached in it; what was noted of the new text stays.
  #noteBase(from: number, pageAlone: boolean): void {
    const lastPage = Math.floor((this.#texts.start - longString) / pageBytes)
    const page = Math.floor(from / pageBytes)
    const last = Math.min(pageAlone ? page : page + pagesAfter, lastPage)
    for (let each = Math.max(pageAlone ? page : page - pagesBefore, 0); each <= last; each++) {
      if (this.#isNoted[each] === 0) this.#notePage(each)
    }
  }

  #notePage(page: number): void {
    const { start } = this.#texts
    const first = page * pageBytes
    const end = Math.min(first + pageBytes, start - longString + 1)
    const startNote = this.#origin + start
    for (let place = first; place < end; place += nearStep) {
      const hash = this.#shortHash(place)
      if ((this.#near[hash] as number) < startNote) this.#near[hash] = this.#origin + place
    }
    this.#isNoted[page] = 1
  }

  #noteAnchors(): void {
    if (this.#hasAnchors) return
    this.#hasAnchors = true
    const { start } = this.#texts
    const step = start < largeBase ? anchorStep : largeAnchorStep
    for (let place = 0; place <= start - longString; place += step) {
      this.#anchors[this.#longHash(place)] = this.#origin + place
    }
  }

  #shortHash(place: number): number {
    const fifth = this.#texts.bytes[place + 4] as number
    const mixed = Math.imul(this.#texts.wordAt(place), 0x9e3779b1) ^ Math.imul(fifth, 0x85ebca6b)
    return mixed >>> (32 - hashBits)
  }

  #longHash(place: number): number {
    const first = Math.imul(this.#texts.wordAt(place), 0x9e3779b1)
    const second = Math.imul(this.#texts.wordAt(place + 4), 0x85ebca6b)
    return (first ^ (second >>> 3) ^ second) >>> (32 - hashBits)
  }
}
