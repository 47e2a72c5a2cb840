// A key frame: how a stream begins. The whole of a text comes in, ordinary brotli goes out.
import { brotliCompressSync, constants } from 'node:zlib'

// Beyond it node:zlib takes twice the time for a twentieth less.
const quality = 5

/**
 * The first bytes of a brotli stream, which end at a whole byte and leave it open.
 *
 * @param windowBits of the stream, from 16 to 24
 */
export function encodeKey(text: Uint8Array, windowBits: number): Buffer {
  return brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_LGWIN]: windowBits,
      [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
    },
    finishFlush: constants.BROTLI_OPERATION_FLUSH,
  })
}
