// What the page that morphs hands to who runs it.

/** The milliseconds that each took, round after round. */
export interface MorphTimes {
  readonly orion: readonly number[]
  readonly idiomorph: readonly number[]
}

export type MeasureMorphs = (before: string, after: string, rounds: number) => MorphTimes
