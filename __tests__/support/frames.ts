// Frames without a view, and what a brotli decoder makes of a stream's bytes so far.
import { brotliDecompressSync, constants } from 'node:zlib'
import { Frame, type FrameFormat } from '../../lib/frame.js'
import { DeltaEncoder } from '../../lib/wire/delta-frame.js'

const encoder = new DeltaEncoder()

/** A frame of the HTML. */
export function frameOf(html: string, format: Partial<FrameFormat> = {}): Frame {
  return new Frame(html, { patch: {}, padded: false, encoder, ...format })
}

/** The text of a brotli stream that may still go on. */
export function decoded(bytes: readonly Uint8Array[]): string {
  const finishFlush = constants.BROTLI_OPERATION_FLUSH
  return brotliDecompressSync(Buffer.concat(bytes), { finishFlush }).toString()
}
