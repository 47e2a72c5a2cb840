// Figures out of a noisy machine: ratios of what ran side by side, and the median of several.

/** The middle of several figures, or the mean of the two in the middle. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const [below, above] = [sorted[middle - 1], sorted[middle]]
  if (above === undefined) throw new Error('there is no median of nothing')
  return sorted.length % 2 === 1 || below === undefined ? above : (below + above) / 2
}

/** The median of the ratios of two that ran in turns: each round against its own. */
export function ratioOf(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length) throw new Error('two that ran in turns have as many figures')
  return median(ours.map((figure, round) => figure / (theirs[round] ?? Number.NaN)))
}

/** Runs each in its turn, and again, so many times (A B A B); gives the figures of each. */
export async function interleave<Name extends string>(
  rounds: number,
  contestants: Readonly<Record<Name, () => number | Promise<number>>>,
): Promise<Readonly<Record<Name, readonly number[]>>> {
  const entries = Object.entries(contestants) as [Name, () => number | Promise<number>][]
  const figures = Object.fromEntries(entries.map(([name]) => [name, [] as number[]])) as Record<
    Name,
    number[]
  >
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of entries) figures[name].push(await measure())
  }
  return figures
}

/** By then V8 has compiled what it will. */
const mostWarmUps = 200

/** Does something again and again for so long, 200 times at most: it is warm then. */
export async function warmUp(forMs: number, act: () => Promise<unknown>): Promise<void> {
  const endMs = nowMs() + forMs
  for (let count = 0; count < mostWarmUps && nowMs() < endMs; count++) await act()
}

/** The CPU time of this process so far, all its threads, in milliseconds. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** A clock that all processes of this machine share, in milliseconds. */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
