// Everybody comes back at once, as after a proxy's restart.
import { interleave, ratioOf } from '../measure.js'
import { openFilesLimit } from '../open-files.js'
import type { Row } from '../row.js'
import { type Peer, Show } from '../show.js'

const otherFiles = 200

export const joinStorm: Row = {
  name: 'join storm',
  question: 'viewers who come back at once',
  async run({ quick }) {
    const viewers = quick ? 250 : 5000
    const limit = openFilesLimit()
    const name = `${viewers} viewers`
    if (viewers + otherFiles > limit) {
      return [{ of: name, why: `a process may open ${limit} files` }]
    }
    const { renders, compressors } = await countsOf(viewers)
    let said: Buffer = Buffer.alloc(0)
    const { orion, floor, bare } = await interleave(quick ? 1 : 3, {
      async orion() {
        const { tookMs, heard } = await comeBack('orion', viewers)
        said = heard
        return tookMs
      },
      floor: async () => (await comeBack('floor', viewers, said)).tookMs,
      bare: async () => (await comeBack('bare', viewers)).tookMs,
    })
    const served = `until all ${name} are served`
    return [
      { of: 'renders', against: 'one', ratio: renders, goal: { atMost: 1 } },
      { of: 'key frames', against: 'one', ratio: compressors, goal: { atMost: 1 } },
      { of: served, against: 'floor', ratio: ratioOf(orion, floor), goal: { atMost: 2 } },
      { of: served, against: 'bare Express', ratio: ratioOf(orion, bare) },
    ]
  },
}

/** What the kit makes for all who come back. */
async function countsOf(viewers: number) {
  const show = await Show.open('orion', { counting: true })
  try {
    await show.enter(viewers)
    await show.leave()
    const before = await show.counts()
    await show.enter(viewers)
    const after = await show.counts()
    return {
      renders: after.renders - before.renders,
      compressors: after.compressors - before.compressors,
    }
  } finally {
    await show.close()
  }
}

async function comeBack(
  peer: Peer,
  viewers: number,
  said?: Buffer,
): Promise<{ tookMs: number; heard: Buffer }> {
  const show = await Show.open(peer)
  try {
    if (said) await show.record(new Map([[0, said]]))
    await show.enter(viewers)
    const heard = await show.heard()
    await show.leave()
    return { tookMs: await show.enter(viewers), heard }
  } finally {
    await show.close()
  }
}
