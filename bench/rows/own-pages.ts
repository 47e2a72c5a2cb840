// Everybody sees another page: nothing can be shared, each view has one stream.
import { interleave, ratioOf } from '../measure.js'
import type { Row } from '../row.js'
import { type Peer, Show } from '../show.js'

export const ownPages: Row = {
  name: 'own pages',
  question: 'viewers who each see another page of 40 KB, of which one row in forty changes',
  async run({ quick }) {
    const [viewers, publishes] = quick ? [100, 3] : [1000, 5]
    const memory: Record<'orion' | 'usual', number[]> = { orion: [], usual: [] }
    const measure = (peer: 'orion' | 'usual') => async () => {
      const { cpuMs, bytes } = await costOf(peer, viewers, publishes)
      memory[peer].push(bytes)
      return cpuMs
    }
    const { orion, usual } = await interleave(quick ? 1 : 3, {
      orion: measure('orion'),
      usual: measure('usual'),
    })
    const memoryRatio = ratioOf(memory.orion, memory.usual)
    return [
      { of: 'CPU', against: 'usual', ratio: ratioOf(orion, usual), goal: { atMost: 1 / 2 } },
      { of: 'memory', against: 'usual', ratio: memoryRatio, goal: { atMost: 1 / 5 } },
    ]
  },
}

/** CPU time of the server a publish, and the growth of its process a viewer. */
async function costOf(
  peer: Peer,
  viewers: number,
  publishes: number,
): Promise<{ cpuMs: number; bytes: number }> {
  const show = await Show.open(peer, { sees: 'own' })
  try {
    await show.enter(viewers / 10)
    for (let version = 1; version <= publishes; version++) await show.publish(version)
    const bytesBefore = await show.rssBytes()
    await show.enter(viewers)
    // The first to all of them warms up.
    await show.publish(publishes + 1)
    const msBefore = await show.cpuMs()
    for (let version = publishes + 2; version <= 2 * publishes + 1; version++) {
      await show.publish(version)
    }
    const cpuMs = ((await show.cpuMs()) - msBefore) / publishes
    return { cpuMs, bytes: ((await show.rssBytes()) - bytesBefore) / viewers }
  } finally {
    await show.close()
  }
}
