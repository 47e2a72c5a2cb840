// One row of the table of measurements: a question, and what was found.
import type { FanOutFigures } from './fan-out.js'

/** Who the kit is measured against when one page goes to everybody; the kit comes first. */
export const fanOutPeers = ['orion', 'floor', 'usual', 'better-sse', 'socket-io'] as const

/** One run of the measurements. */
export interface Bench {
  /** Fewer viewers and rounds: all rows within a minute. */
  readonly quick: boolean
  /** What two rows ask about, measured once. */
  fanOut(): Promise<Readonly<Record<(typeof fanOutPeers)[number], FanOutFigures>>>
}

/** What a ratio has to be. */
export type Goal = { readonly atMost: number } | { readonly atLeast: number }

/** The ratio of a figure of the kit's to the same of somebody else. */
export interface Finding {
  /** What it is of, where a row has several. */
  readonly of?: string
  readonly against: string
  /** Ours over theirs. */
  readonly ratio: number
  /** Without one the ratio is told, not bounded. */
  readonly goal?: Goal
}

/** What could not be measured on this machine. */
export interface Missing {
  readonly of: string
  readonly why: string
}

export interface Row {
  readonly name: string
  readonly question: string
  run(bench: Bench): Promise<readonly (Finding | Missing)[]>
}

/** Whether a finding is what it has to be; undefined where nothing is asked of it. */
export function holds({ ratio, goal }: Finding): boolean | undefined {
  if (goal === undefined) return undefined
  return 'atMost' in goal ? ratio <= goal.atMost : ratio >= goal.atLeast
}
