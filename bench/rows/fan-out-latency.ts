// How long the last of all viewers waits for a publish.
import { ratioOf } from '../measure.js'
import type { Row } from '../row.js'

export const fanOutLatency: Row = {
  name: 'fan-out latency',
  question: 'from a publish until the last viewer has it',
  async run(bench) {
    const {
      orion,
      floor,
      usual,
      'better-sse': betterSse,
      'socket-io': socketIo,
    } = await bench.fanOut()
    const against = (peer: typeof orion) => ratioOf(orion.latencyMs, peer.latencyMs)
    return [
      { against: 'floor', ratio: against(floor), goal: { atMost: 1.3 } },
      { against: 'usual', ratio: against(usual) },
      { against: 'better-sse', ratio: against(betterSse) },
      { against: 'socket.io', ratio: against(socketIo) },
    ]
  },
}
