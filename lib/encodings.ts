// How a stream's reader is brought from frame to frame, and told what else there is: in plain text, which
// a host's compression() may encode, or in brotli.
import { Chunk } from './chunk.js'
import type { Frame } from './frame.js'
import { emptyBlock, lastBlock } from './wire/blocks.js'
import { windowSizes } from './wire/window.js'

/** What of a stream's bytes depends on its encoding. */
export interface Encoding {
  /** As HTTP calls it; undefined for none. */
  readonly name: 'br' | undefined
  /** What the stream begins with. */
  begin(frame: Frame): Chunk
  /** Brings the reader to a frame; from the one that it stands on, if that is still known. */
  step(standing: Frame | undefined, frame: Frame): Chunk
  /** A sign of life to a reader that stands on a frame. */
  beat(standing: Frame): Chunk
  /** Tells a reader that stands on a frame something, and leaves it there. */
  tell(text: string, standing: Frame): Chunk
  /** What a finished stream ends with. */
  readonly last: Chunk | undefined
}

// A comment line: nothing in it, enough for proxies that cut silent connections.
const comment = new Chunk(':\n\n')

export const plainText: Encoding = {
  name: undefined,
  begin: (frame) => frame.plain,
  step: (_standing, frame) => frame.plain,
  beat: () => comment,
  tell: (text) => new Chunk(text),
  last: undefined,
}

const nothing = new Chunk(emptyBlock)
const end = new Chunk(lastBlock)

class Brotli implements Encoding {
  readonly name = 'br'
  readonly last = end
  #windowBits: number
  #repeats: boolean

  constructor(windowBits: number, repeats: boolean) {
    this.#windowBits = windowBits
    this.#repeats = repeats
  }

  begin(frame: Frame): Chunk {
    return frame.key(this.#windowBits)
  }

  step(standing: Frame | undefined, frame: Frame): Chunk {
    return standing === undefined
      ? frame.alone(this.#windowBits)
      : frame.after(standing, this.#windowBits)
  }

  beat(standing: Frame): Chunk {
    return this.#repeats ? standing.repeat('', this.#windowBits) : nothing
  }

  tell(text: string, standing: Frame): Chunk {
    return standing.repeat(text, this.#windowBits)
  }
}

// They keep nothing of a stream, so thousands share one.
const silent = windowSizes.map((windowBits) => new Brotli(windowBits, false))
const repeating = windowSizes.map((windowBits) => new Brotli(windowBits, true))

/**
 * The encoding of a brotli stream.
 *
 * @param windowBits one of `windowSizes`
 * @param repeats whether the frame once more is a sign of life: to a client that takes it as one, what its
 *   decoder keeps to itself would be none
 */
export function brotli(windowBits: number, { repeats }: { readonly repeats: boolean }): Encoding {
  const encodings = repeats ? repeating : silent
  return encodings[windowSizes.indexOf(windowBits)] as Encoding
}
