// Hides how long a block is from somebody who sees its length on the wire and can put text of their own
// into it: how well that fits with what else is there would tell them what else is there.
import { randomInt } from 'node:crypto'
import { padding } from './blocks.js'

/** Lengths are a multiple of so many bytes, with up to so many of these more, by chance. */
const stepBytes = 32
const extraSteps = 3

/** A block and metadata after it, which adds nothing to the text. */
export function padded(block: Uint8Array): Buffer {
  const steps = Math.ceil(block.length / stepBytes) + randomInt(extraSteps + 1)
  return Buffer.concat([block, padding(steps * stepBytes - block.length)])
}
