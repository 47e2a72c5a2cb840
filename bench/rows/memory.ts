// What an open stream costs the server in memory.
import { interleave, ratioOf } from '../measure.js'
import type { Row } from '../row.js'
import { type Peer, Show } from '../show.js'

// A small nursery: what it grows by has nothing to do with the streams.
const flags = ['--max-semi-space-size=1']

const publishes = 3

export const memory: Row = {
  name: 'memory',
  question: 'growth of the process a viewer, after some publishes',
  async run({ quick }) {
    const viewers = quick ? 100 : 1000
    const growth = (peer: Peer) => () => growthOf(peer, viewers)
    const { orion, bare, usual, betterSse, socketIo } = await interleave(quick ? 1 : 3, {
      orion: growth('orion'),
      bare: growth('bare'),
      usual: growth('usual'),
      betterSse: growth('better-sse'),
      socketIo: growth('socket-io'),
    })
    return [
      { against: 'bare Express', ratio: ratioOf(orion, bare), goal: { atMost: 1.3 } },
      { against: 'usual', ratio: ratioOf(orion, usual), goal: { atMost: 1 / 8 } },
      { against: 'better-sse', ratio: ratioOf(orion, betterSse) },
      { against: 'socket.io', ratio: ratioOf(orion, socketIo) },
    ]
  },
}

// In a process of its own each time: what a process was once given it keeps.
async function growthOf(peer: Peer, viewers: number): Promise<number> {
  const show = await Show.open(peer, { flags })
  try {
    await show.enter(viewers / 10)
    for (let version = 1; version <= publishes; version++) await show.publish(version)
    const before = await show.rssBytes()
    await show.enter(viewers)
    for (let version = publishes + 1; version <= 2 * publishes; version++) {
      await show.publish(version)
    }
    return ((await show.rssBytes()) - before) / viewers
  } finally {
    await show.close()
  }
}
