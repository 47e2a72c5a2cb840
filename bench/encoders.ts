// The two encoders that are compared: the kit's, one delta for everybody, and node:zlib's, a compressor for
// each stream that is flushed after each frame. Texts in, the bytes of each frame out.
import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { constants, createBrotliCompress, createBrotliDecompress } from 'node:zlib'
import { DeltaEncoder } from '../lib/wire/delta-frame.js'
import { encodeKey } from '../lib/wire/key-frame.js'
import { reachOf, windowBitsFor } from '../lib/wire/window.js'

/** Encodes one stream, text after text. */
export interface Encoder {
  encode(text: Buffer): Buffer | Promise<Buffer>
  close(): void
}

// The window that node:zlib is compared at: the largest that every decoder takes.
const zlibWindowBits = 22

/** Makes an encoder of the kit's: a key frame, then deltas. */
export function orionEncoder(): Encoder {
  const deltas = new DeltaEncoder()
  let base: Buffer | undefined
  let windowBits = 0
  return {
    encode(text) {
      if (base === undefined) {
        base = text
        windowBits = windowBitsFor(text.length)
        return encodeKey(text, windowBits)
      }
      const bytes = deltas.encode(base, text, reachOf(windowBits))
      base = text
      return bytes
    },
    close: () => undefined,
  }
}

/** Makes a streaming encoder of node:zlib's, at quality 5. */
export function zlibEncoder(): Encoder {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_OPERATION_FLUSH } = constants
  const stream = createBrotliCompress({
    params: { [BROTLI_PARAM_QUALITY]: 5, [BROTLI_PARAM_LGWIN]: zlibWindowBits },
  })
  const parts: Buffer[] = []
  stream.on('data', (part: Buffer) => parts.push(part))
  return {
    async encode(text) {
      stream.write(text)
      await new Promise<void>((done) => stream.flush(BROTLI_OPERATION_FLUSH, done))
      return Buffer.concat(parts.splice(0))
    },
    close: () => stream.close(),
  }
}

/**
 * Decodes a stream frame by frame.
 *
 * @throws Error unless each frame says its text, all of it and at once
 */
export async function checkFrames(
  texts: readonly Buffer[],
  frames: readonly Buffer[],
): Promise<void> {
  const decoder = createBrotliDecompress()
  const parts: Buffer[] = []
  decoder.on('data', (part: Buffer) => parts.push(part))
  const failed = once(decoder, 'error').then(([error]) => Promise.reject(error))
  for (const [index, frame] of frames.entries()) {
    const written = new Promise<void>((done) => decoder.write(frame, () => done()))
    await Promise.race([written, failed])
    // What a decoder has put out is told on the next turn.
    await setImmediate()
    if (texts[index]?.equals(Buffer.concat(parts.splice(0)))) continue
    throw new Error(`frame ${index} decodes to another text`)
  }
  failed.catch(() => undefined)
  decoder.close()
}
