// A frame: one complete render, and the bytes that show it, each encoded once, whoever watches. Where a
// stream stands on a frame, the next one alone knows the way from there: so no delta meets a wrong base.
import { Chunk } from './chunk.js'
import { type PatchOptions, patchElements } from './events.js'
import type { DeltaEncoder } from './wire/delta-frame.js'
import { encodeKey } from './wire/key-frame.js'
import { padded } from './wire/padding.js'
import { reachOf, windowBitsFor } from './wire/window.js'

/** How the frames of a view are made into bytes. */
export interface FrameFormat {
  /** Where and how they go into the page. */
  readonly patch: PatchOptions
  /** Whether lengths must not tell what is in them: a view with a viewer shows secrets. */
  readonly padded: boolean
  readonly encoder: DeltaEncoder
}

const nothing = Buffer.alloc(0)

export class Frame {
  readonly html: string
  /** The frame as a Datastar event. */
  readonly plain: Chunk
  #format: FrameFormat
  #keys = new Map<number, Chunk>()
  /** From each frame that a stream stood on when this one came. */
  #deltas = new WeakMap<Frame, Chunk>()
  /** By the window, without a base. */
  #alone = new Map<number, Chunk>()
  /** By the window, and by what is told before it. */
  #repeats = new Map<string, Chunk>()

  constructor(html: string, format: FrameFormat) {
    this.html = html
    this.#format = format
    this.plain = new Chunk(patchElements(html, format.patch))
  }

  /** What the window of a brotli stream has to be that begins with this frame, in bits. */
  get windowBits(): number {
    return windowBitsFor(this.plain.bytes.length)
  }

  /** The beginning of a brotli stream. */
  key(windowBits: number): Chunk {
    return cached(this.#keys, windowBits, () => {
      return this.#chunk(encodeKey(this.plain.bytes, windowBits))
    })
  }

  /** Brings a brotli stream from another frame, which it has shown last, to this one. */
  after(base: Frame, windowBits: number): Chunk {
    const reach = reachOf(windowBits)
    if (base.plain.bytes.length + this.plain.bytes.length > reach) return this.alone(windowBits)
    return cached(this.#deltas, base, () => {
      return this.#chunk(this.#format.encoder.encode(base.plain.bytes, this.plain.bytes, reach))
    })
  }

  /** Brings a brotli stream to this frame, whatever it has shown before. */
  alone(windowBits: number): Chunk {
    return cached(this.#alone, windowBits, () => {
      const reach = reachOf(windowBits)
      return this.#chunk(this.#format.encoder.encode(nothing, this.plain.bytes, reach))
    })
  }

  /** Tells a brotli stream that shows this frame something, and shows it again. */
  repeat(told: string, windowBits: number): Chunk {
    return cached(this.#repeats, `${windowBits} ${told}`, () => {
      const { bytes } = this.plain
      const text = Buffer.concat([Buffer.from(told), bytes])
      const reach = reachOf(windowBits)
      const base = bytes.length + text.length > reach ? nothing : bytes
      return this.#chunk(this.#format.encoder.encode(base, text, reach))
    })
  }

  /** Lets go of what only streams need that begin or stand still. */
  supersede(): void {
    this.#keys.clear()
    this.#alone.clear()
    this.#repeats.clear()
  }

  #chunk(block: Buffer): Chunk {
    return new Chunk(this.#format.padded ? padded(block) : block)
  }
}

interface Cache<K, V> {
  get(key: K): V | undefined
  set(key: K, value: V): unknown
}

function cached<K, V>(cache: Cache<K, V>, key: K, make: () => V): V {
  const known = cache.get(key)
  if (known !== undefined) return known
  const made = make()
  cache.set(key, made)
  return made
}
