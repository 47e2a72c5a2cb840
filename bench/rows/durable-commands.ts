// How many commands a second where each commit waits until it is on the disk.
import { commandsPerSecond } from '../commands.js'
import { ratioOf } from '../measure.js'
import type { Row } from '../row.js'

export const durableCommands: Row = {
  name: 'durable commands',
  question: 'the same with synchronous=FULL, 64 at once',
  async run({ quick }) {
    const [rounds, forMs] = quick ? [2, 400] : [9, 2000]
    const { orion, byHand, notDurable } = await commandsPerSecond(
      {
        orion: { peer: 'orion', durable: true },
        byHand: { peer: 'by-hand', durable: true },
        notDurable: { peer: 'orion', durable: false },
      },
      { rounds, forMs, atOnce: 64 },
    )
    const ratio = ratioOf(orion, byHand)
    return [
      { against: 'by hand, a transaction each', ratio, goal: { atLeast: 5 } },
      { against: 'the kit, synchronous=NORMAL', ratio: ratioOf(orion, notDurable) },
    ]
  },
}
