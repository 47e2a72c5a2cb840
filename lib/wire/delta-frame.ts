// A delta frame: one block (RFC 7932, section 9.2) that makes a text of the one right before it. Two texts
// come in, bytes go out that can be appended to any stream whose last text was the first. It depends on
// nothing else in the decoder: no distance of another block, no dictionary, no context.
import { BitWriter } from './bit-writer.js'
import { beginBlock, emptyBlock, endAligned } from './blocks.js'
import type { Commands } from './commands.js'
import {
  DistanceRing,
  distanceAlphabet,
  distanceExtra,
  distanceExtraBits,
  sameAsLast,
} from './distances.js'
import {
  commandAlphabet,
  commandSymbol,
  copyLengths,
  insertLengths,
  saysLastDistance,
  shortestCopy,
} from './insert-copy.js'
import { Matcher } from './matcher.js'
import { PrefixCode } from './prefix-code.js'

/** One type of block each, no postfix bits, no direct distances, one tree each: all of it zeros. */
const plainHeaderBits = 13

/** The most that the codes' descriptions and the block's ends take, in bytes. */
const headRoom = 2048

/** A command with its symbols takes at most so many bytes, and a literal at most two. */
const commandRoom = 16

export class DeltaEncoder {
  #bits = new BitWriter()
  #matcher = new Matcher()
  #literalCode = new PrefixCode(256)
  #commandCode = new PrefixCode(commandAlphabet)
  #distanceCode = new PrefixCode(distanceAlphabet)
  /** In the order in which they are described. */
  #codes = [this.#literalCode, this.#commandCode, this.#distanceCode]
  #ring = new DistanceRing()
  /** The symbols of each command and of its distance. */
  #commandSymbols = new Uint16Array(1024)
  #distanceSymbols = new Uint8Array(1024)

  /**
   * Encodes a text after another.
   *
   * @param base what the stream ends with; empty for a text that copies from itself alone
   * @param next up to 16 MiB
   * @param reach the largest distance that the stream's window allows: both texts are within it, unless
   *   the base is empty
   */
  encode(base: Uint8Array, next: Uint8Array, reach: number): Buffer {
    if (next.length === 0) return Buffer.from(emptyBlock)
    this.#matcher.match(base, next, reach)
    const { commands } = this.#matcher
    const bits = this.#bits
    bits.reset(headRoom + commands.count * commandRoom + commands.inserted * 2)
    this.#countSymbols(commands)
    beginBlock(bits, { length: next.length, stored: false })
    bits.write(plainHeaderBits, 0)
    for (const code of this.#codes) code.describe(bits)
    this.#writeCommands(commands)
    endAligned(bits)
    return bits.length < next.length ? bits.toBuffer() : this.#store(next)
  }

  // Random bytes take less as they are.
  #store(next: Uint8Array): Buffer {
    this.#bits.reset(headRoom + next.length)
    beginBlock(this.#bits, { length: next.length, stored: true })
    this.#bits.align()
    this.#bits.writeBytes(next)
    return this.#bits.toBuffer()
  }

  #countSymbols(commands: Commands): void {
    for (const code of this.#codes) code.clear()
    this.#ring.clear()
    if (this.#commandSymbols.length < commands.count) {
      this.#commandSymbols = new Uint16Array(2 * commands.count)
      this.#distanceSymbols = new Uint8Array(2 * commands.count)
    }
    const { bytes, start } = this.#matcher.texts
    let at = start
    for (let index = 0; index < commands.count; index++) {
      const insert = commands.insertOf(index)
      const copy = commands.copyOf(index)
      for (const end = at + insert; at < end; at++) this.#literalCode.count(bytes[at] as number)
      at += copy
      const distance = copy === 0 ? 0 : this.#ring.symbolOf(commands.distanceOf(index))
      const symbol = commandSymbol(
        insertLengths.codeOf(insert),
        copyLengths.codeOf(Math.max(copy, shortestCopy)),
        copy > 0 && distance === sameAsLast,
      )
      this.#commandSymbols[index] = symbol
      this.#distanceSymbols[index] = distance
      this.#commandCode.count(symbol)
      if (hasDistance(symbol, copy)) this.#distanceCode.count(distance)
    }
  }

  #writeCommands(commands: Commands): void {
    const bits = this.#bits
    const { bytes, start } = this.#matcher.texts
    let at = start
    for (let index = 0; index < commands.count; index++) {
      const insert = commands.insertOf(index)
      const copy = commands.copyOf(index)
      const symbol = this.#commandSymbols[index] as number
      this.#commandCode.write(bits, symbol)
      insertLengths.writeExtra(bits, insert)
      copyLengths.writeExtra(bits, Math.max(copy, shortestCopy))
      for (const end = at + insert; at < end; at++) {
        this.#literalCode.write(bits, bytes[at] as number)
      }
      at += copy
      if (!hasDistance(symbol, copy)) continue
      const distance = this.#distanceSymbols[index] as number
      this.#distanceCode.write(bits, distance)
      bits.writeLong(
        distanceExtraBits(distance),
        distanceExtra(commands.distanceOf(index), distance),
      )
    }
  }
}

// A decoder stops where the text is whole, before the copy and the distance of a command that only inserts.
const hasDistance = (symbol: number, copy: number) => copy > 0 && !saysLastDistance(symbol)
