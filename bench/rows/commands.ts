// How many commands a second, beside the same route by hand.
import { commandsPerSecond } from '../commands.js'
import { ratioOf } from '../measure.js'
import type { Row } from '../row.js'

export const commands: Row = {
  name: 'commands',
  question: 'commands a second: valid, one insert, 64 at once',
  async run({ quick }) {
    const [rounds, forMs] = quick ? [2, 400] : [9, 2000]
    const { orion, byHand, kysely } = await commandsPerSecond(
      {
        orion: { peer: 'orion', durable: false },
        byHand: { peer: 'by-hand', durable: false },
        kysely: { peer: 'kysely', durable: false },
      },
      { rounds, forMs, atOnce: 64 },
    )
    return [
      { against: 'by hand', ratio: ratioOf(orion, byHand), goal: { atLeast: 0.85 } },
      { against: 'by hand, with Kysely', ratio: ratioOf(orion, kysely) },
    ]
  },
}
