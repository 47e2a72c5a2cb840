// What a viewer is sent a frame.
import { makeCells } from '../cells.js'
import { checkFrames, type Encoder, orionEncoder, zlibEncoder } from '../encoders.js'
import type { Row } from '../row.js'

export const wire: Row = {
  name: 'wire',
  question: 'bytes a viewer a frame, page size and share of its rows that change',
  async run({ quick }) {
    const findings = []
    for (const cell of makeCells()) {
      // The first isn't counted: both begin alike.
      const frames = cell.next(1 + (quick ? 5 : 20))
      const ours = await bytesOf(orionEncoder(), frames)
      const theirs = await bytesOf(zlibEncoder(), frames)
      const goal = { atMost: cell.percent === 100 ? 1.3 : 1.2 }
      findings.push({ of: cell.name, against: 'node:zlib', ratio: ours / theirs, goal })
    }
    return findings
  },
}

/** The bytes of all frames but the first; throws unless they decode to what they say. */
async function bytesOf(encoder: Encoder, texts: readonly Buffer[]): Promise<number> {
  const frames: Buffer[] = []
  for (const text of texts) frames.push(await encoder.encode(text))
  encoder.close()
  await checkFrames(texts, frames)
  return frames.slice(1).reduce((sum, frame) => sum + frame.length, 0)
}
