// How a stream's reader is brought from frame to frame, and told what else there is: in plain text, which
// a host's compression() may encode, or in brotli. Each stream has an encoding of its own.
import { Chunk } from './chunk.js'
import type { Frame } from './frame.js'
import { emptyBlock, lastBlock } from './wire/blocks.js'

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

export class Brotli implements Encoding {
  readonly name = 'br'
  readonly last = end
  #windowBits = 0
  #repeats: boolean

  /**
   * @param repeats whether the frame once more is a sign of life: to a client that takes it as one, what
   *   its decoder keeps to itself would be none
   */
  constructor({ repeats }: { readonly repeats: boolean }) {
    this.#repeats = repeats
  }

  begin(frame: Frame): Chunk {
    this.#windowBits = frame.windowBits
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
