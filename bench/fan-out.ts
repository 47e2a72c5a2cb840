// One page for everybody, published again and again: the kit, its peers and the floor in turns.
import { median, warmUp } from './measure.js'
import { type Peer, Show } from './show.js'

/** What a peer took, round by round. */
export interface FanOutFigures {
  /** CPU time of the server a publish, in milliseconds. */
  readonly cpuMs: readonly number[]
  /** From the publish until the last viewer has the bytes, in milliseconds. */
  readonly latencyMs: readonly number[]
}

export interface FanOutSize {
  readonly viewers: number
  readonly rounds: number
  /** Publishes a round. */
  readonly publishes: number
  /** How long each peer is published to before, in milliseconds: until then V8 still compiles. */
  readonly warmUpMs: number
}

/**
 * Measures peers side by side: one round of each, and again.
 *
 * @param peers the kit first where the floor is among them: it sends what the kit sent
 */
export async function fanOut<P extends Peer>(
  peers: readonly P[],
  { viewers, rounds, publishes, warmUpMs }: FanOutSize,
): Promise<Readonly<Record<P, FanOutFigures>>> {
  const recording = new Map<number, Buffer>()
  const contestants: Contestant[] = []
  try {
    for (const peer of peers) {
      const show = await Show.open(peer)
      const contestant: Contestant = { peer, show, version: 0, cpuMs: [], latencyMs: [] }
      contestants.push(contestant)
      if (peer === 'floor') await show.record(recording)
      await show.enter(viewers)
      if (peer === 'orion') recording.set(0, await show.heard())
      const next = () => publish(contestant, recording)
      if (peer !== 'floor') await warmUp(warmUpMs, next)
      // The floor has as many as the kit has recorded.
      else while (recording.has(contestant.version + 1)) await next()
    }
    for (let round = 0; round < rounds; round++) {
      for (const contestant of contestants) await play(contestant, publishes, recording)
    }
  } finally {
    await Promise.all(contestants.map(({ show }) => show.close()))
  }
  return Object.fromEntries(
    contestants.map(({ peer, cpuMs, latencyMs }) => [peer, { cpuMs, latencyMs }]),
  ) as unknown as Record<P, FanOutFigures>
}

interface Contestant {
  readonly peer: Peer
  readonly show: Show
  /** The newest that was published. */
  version: number
  readonly cpuMs: number[]
  readonly latencyMs: number[]
}

async function play(
  contestant: Contestant,
  publishes: number,
  recording: Map<number, Buffer>,
): Promise<void> {
  const { peer, show } = contestant
  if (peer === 'floor') await show.record(recording)
  const latencies: number[] = []
  const beganMs = await show.cpuMs()
  for (let count = 0; count < publishes; count++) {
    latencies.push(await publish(contestant, recording))
  }
  contestant.cpuMs.push(((await show.cpuMs()) - beganMs) / publishes)
  contestant.latencyMs.push(median(latencies))
}

/** Publishes the next version; gives the time until the last viewer has it, in milliseconds. */
async function publish(contestant: Contestant, recording: Map<number, Buffer>): Promise<number> {
  const { peer, show } = contestant
  const latencyMs = await show.publish(++contestant.version)
  if (peer === 'orion') recording.set(contestant.version, await show.heard())
  return latencyMs
}
