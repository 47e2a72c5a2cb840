// One page for everybody, published again and again: the kit, its peers and the floor in turns.
import { median } from './measure.js'
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
}

/**
 * Measures peers side by side: one round of each, and again. The first round warms up and isn't counted.
 *
 * @param peers the kit first where the floor is among them: it sends what the kit sent
 */
export async function fanOut<P extends Peer>(
  peers: readonly P[],
  { viewers, rounds, publishes }: FanOutSize,
): Promise<Readonly<Record<P, FanOutFigures>>> {
  const recording = new Map<number, Buffer>()
  const contestants: Contestant[] = []
  try {
    for (const peer of peers) {
      const show = await Show.open(peer)
      contestants.push({ peer, show, cpuMs: [], latencyMs: [] })
      if (peer === 'floor') await show.record(recording)
      await show.enter(viewers)
      if (peer === 'orion') recording.set(0, await show.heard())
    }
    for (let round = 0; round <= rounds; round++) {
      const versions = Array.from(
        { length: publishes },
        (_, index) => 1 + round * publishes + index,
      )
      for (const contestant of contestants) {
        const { cpuMs, latencyMs } = await play(contestant, versions, recording)
        if (round === 0) continue
        contestant.cpuMs.push(cpuMs)
        contestant.latencyMs.push(latencyMs)
      }
    }
  } finally {
    await Promise.all(contestants.map(({ show }) => show.close()))
  }
  return Object.fromEntries(
    contestants.map(({ peer, ...figures }) => [peer, figures]),
  ) as unknown as Record<P, FanOutFigures>
}

interface Contestant {
  readonly peer: Peer
  readonly show: Show
  readonly cpuMs: number[]
  readonly latencyMs: number[]
}

async function play(
  { peer, show }: Contestant,
  versions: readonly number[],
  recording: Map<number, Buffer>,
): Promise<{ cpuMs: number; latencyMs: number }> {
  if (peer === 'floor') await show.record(recording)
  const latencies: number[] = []
  const beganMs = await show.cpuMs()
  for (const version of versions) {
    latencies.push(await show.publish(version))
    if (peer === 'orion') recording.set(version, await show.heard())
  }
  const cpuMs = ((await show.cpuMs()) - beganMs) / versions.length
  return { cpuMs, latencyMs: median(latencies) }
}
