// What it costs to encode a frame: once for everybody with the kit, for each viewer with node:zlib. The
// ratio is of one against one, on streams that have been open for a while.
import { type Cell, makeCells } from '../cells.js'
import { type Encoder, orionEncoder, zlibEncoder } from '../encoders.js'
import { cpuMs, interleave, ratioOf } from '../measure.js'
import type { Finding, Row } from '../row.js'

interface Size {
  readonly rounds: number
  /** Kilobytes of text a round, and at least so many frames. */
  readonly kilobytes: number
  readonly frames: number
}

// The first rounds fill the windows and warm up: until then node:zlib asks for memory as it goes.
const warmUps = 3

export const encode: Row = {
  name: 'encode',
  question: 'CPU to encode a frame, page size and share of its rows that change',
  async run({ quick }) {
    const size = quick
      ? { rounds: 3, kilobytes: 200, frames: 5 }
      : { rounds: 9, kilobytes: 2000, frames: 25 }
    const findings: Finding[] = []
    for (const cell of makeCells()) {
      const goal = { atMost: cell.percent === 100 ? 1.5 : 0.35 }
      const ratio = await costRatio(cell, size)
      findings.push({ of: cell.name, against: 'node:zlib', ratio, goal })
    }
    return findings
  },
}

async function costRatio(cell: Cell, { rounds, kilobytes, frames }: Size): Promise<number> {
  const [ours, theirs] = [orionEncoder(), zlibEncoder()]
  const count = Math.max(frames, Math.round(kilobytes / cell.kilobytes))
  let texts: readonly Buffer[] = []
  const { orion, zlib } = await interleave(warmUps + rounds, {
    orion() {
      texts = cell.next(count)
      return costOf(ours, texts)
    },
    zlib: () => costOf(theirs, texts),
  })
  theirs.close()
  return ratioOf(orion.slice(warmUps), zlib.slice(warmUps))
}

/** CPU time of this process, all its threads, in milliseconds. */
async function costOf(encoder: Encoder, texts: readonly Buffer[]): Promise<number> {
  const beganMs = cpuMs()
  for (const text of texts) await encoder.encode(text)
  return cpuMs() - beganMs
}
