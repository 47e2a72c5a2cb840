// What a publish to everybody costs the server.
import { ratioOf } from '../measure.js'
import type { Row } from '../row.js'

export const fanOutCpu: Row = {
  name: 'fan-out CPU',
  question: 'CPU a publish, one page of 40 KB for everybody',
  async run(bench) {
    const {
      orion,
      floor,
      usual,
      'better-sse': betterSse,
      'socket-io': socketIo,
    } = await bench.fanOut()
    const against = (peer: typeof orion) => ratioOf(orion.cpuMs, peer.cpuMs)
    return [
      { against: 'floor', ratio: against(floor), goal: { atMost: 1.25 } },
      { against: 'usual', ratio: against(usual), goal: { atMost: 1 / 8 } },
      { against: 'better-sse', ratio: against(betterSse), goal: { atMost: 1 / 6 } },
      { against: 'socket.io', ratio: against(socketIo) },
    ]
  },
}
