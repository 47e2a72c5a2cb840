// How many commands a second, beside the same route by hand.
import { commandsPerSecond } from '../commands.js'
import { ratioOf } from '../measure.js'
import type { Row } from '../row.js'

export const commands: Row = {
  name: 'commands',
  question: 'commands a second: valid, one insert, 64 at once',
  async run({ quick }) {
    const [rounds, forMs] = quick ? [2, 400] : [9, 2000]
    const peers = ['orion', 'by-hand', 'kysely'] as const
    const size = { rounds, forMs, atOnce: 64, durable: false }
    const { orion, 'by-hand': byHand, kysely } = await commandsPerSecond(peers, size)
    return [
      { against: 'by hand', ratio: ratioOf(orion, byHand), goal: { atLeast: 0.85 } },
      { against: 'by hand, with Kysely', ratio: ratioOf(orion, kysely) },
    ]
  },
}
