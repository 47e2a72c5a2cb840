// Whether a viewer among ten thousand costs what one among a hundred does.
import { median, warmUp } from '../measure.js'
import { openFilesLimit } from '../open-files.js'
import type { Finding, Missing, Row } from '../row.js'
import { Show } from '../show.js'

// What a process has open besides its viewers' sockets.
const otherFiles = 200

interface Crowd {
  readonly viewers: number
  readonly show: Show
  version: number
  /** CPU time of the server a publish, round by round. */
  readonly cpuMs: number[]
}

interface ScaleSize {
  readonly rounds: number
  /** Publishes a round at most. */
  readonly most: number
  /** How long each crowd is published to before, in milliseconds. */
  readonly warmUpMs: number
}

export const scale: Row = {
  name: 'scale',
  question: 'CPU a publish a viewer, without what a publish to a single viewer costs',
  async run({ quick }) {
    const sizes = quick ? [100, 1000] : [100, 1000, 5000, 10_000]
    const limit = openFilesLimit() - otherFiles
    const possible = sizes.filter((viewers) => viewers <= limit)
    const figures = await measure(
      possible,
      quick ? { rounds: 2, most: 10, warmUpMs: 300 } : { rounds: 7, most: 40, warmUpMs: 3000 },
    )
    const [lowest, highest] = [Math.min(...figures.values()), Math.max(...figures.values())]
    const findings: (Finding | Missing)[] = [
      { of: 'dearest', against: 'cheapest', ratio: highest / lowest, goal: { atMost: 1.25 } },
    ]
    for (const [viewers, cost] of figures) {
      findings.push({ of: `${viewers}`, against: 'cheapest', ratio: cost / lowest })
    }
    for (const viewers of sizes.filter((size) => !possible.includes(size))) {
      findings.push({ of: `${viewers}`, why: `a process may open ${limit + otherFiles} files` })
    }
    return findings
  },
}

/** The CPU time of one more viewer, for each number of viewers. */
async function measure(
  sizes: readonly number[],
  { rounds, most, warmUpMs }: ScaleSize,
): Promise<ReadonlyMap<number, number>> {
  const crowds: Crowd[] = []
  try {
    for (const viewers of [1, ...sizes]) {
      const show = await Show.open('orion')
      crowds.push({ viewers, show, version: 0, cpuMs: [] })
      await show.enter(viewers)
    }
    for (const crowd of crowds) {
      await warmUp(warmUpMs, () => crowd.show.publish(++crowd.version))
    }
    for (let round = 0; round < rounds; round++) {
      for (const crowd of crowds) crowd.cpuMs.push(await publish(crowd, most))
    }
  } finally {
    await Promise.all(crowds.map(({ show }) => show.close()))
  }
  const [alone, ...others] = crowds
  const fixedMs = median(alone?.cpuMs ?? [])
  return new Map(
    others.map(({ viewers, cpuMs }) => [viewers, (median(cpuMs) - fixedMs) / (viewers - 1)]),
  )
}

// Few viewers take little time: they are published to more often, or it couldn't be told.
async function publish(crowd: Crowd, most: number): Promise<number> {
  const publishes = Math.max(3, Math.min(most, Math.round(10_000 / crowd.viewers)))
  const beganMs = await crowd.show.cpuMs()
  for (let count = 0; count < publishes; count++) await crowd.show.publish(++crowd.version)
  return ((await crowd.show.cpuMs()) - beganMs) / publishes
}
