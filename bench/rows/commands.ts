// How many commands a second, beside the same route by hand.
import { commandsRatio } from '../commands.js'
import type { Row } from '../row.js'

export const commands: Row = {
  name: 'commands',
  question: 'commands a second: valid, one insert, 64 at once',
  async run({ quick }) {
    const [rounds, forMs] = quick ? [2, 400] : [9, 2000]
    const ratio = await commandsRatio({ rounds, forMs, atOnce: 64, durable: false })
    return [{ against: 'by hand', ratio, goal: { atLeast: 0.85 } }]
  },
}
