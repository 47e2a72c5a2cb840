// Runs what has read the signals again once they have changed. There is one source, the tree: a reader keeps
// the places that it read, with what it found there, and looks again. A graph of signals would know no more.
import type { Path } from './tree.js'

export type Undo = () => void

/** A place that was read, and what was there. */
type Read = [path: Path, value: unknown]

export interface Reactions {
  /** Reads the value at a path; whoever runs now follows it. */
  read(path: Path): unknown
  /** Says that the source is another one now. */
  changed(): void
  /** Runs now, and again after each change of what it read. It must not throw. */
  effect(run: () => void): Undo
  /** Makes a function that computes only after a change of what it read. It must not throw either. */
  derive(compute: () => unknown): () => unknown
  /** Runs without following. */
  untracked<T>(run: () => T): T
  /** Runs, and only then the effects of all that it changed. */
  batch<T>(run: () => T): T
}

/** Effects that wake one another are stopped after so many rounds. */
const maxRounds = 100

/** Creates the reactions to a source that `look` reads. */
export function createReactions(look: (path: Path) => unknown): Reactions {
  const effects = new Set<() => void>()
  let reads: Read[] | undefined
  let version = 0
  let settled = 0
  let depth = 0
  let rounds = 0

  function track(run: () => void): Read[] {
    const outer = reads
    const own: Read[] = []
    reads = own
    try {
      run()
    } finally {
      reads = outer
    }
    return own
  }

  const isStale = (seen: Read[]) => seen.some(([path, value]) => !Object.is(look(path), value))

  function batch<T>(run: () => T): T {
    depth++
    try {
      return run()
    } finally {
      if (depth === 1) settle()
      depth--
    }
  }

  function settle(): void {
    for (rounds = 0; settled !== version; rounds++) {
      settled = version
      for (const check of effects) check()
    }
    rounds = 0
  }

  return {
    read(path) {
      const entry: Read = [path, undefined]
      reads?.push(entry)
      entry[1] = look(path)
      return entry[1]
    },
    changed() {
      if (rounds > maxRounds) throw new Error('It changes what it follows, again and again')
      version++
    },
    effect(run) {
      let own: Read[] = []
      const check = () => {
        if (isStale(own)) own = track(run)
      }
      effects.add(check)
      batch(() => {
        own = track(run)
      })
      return () => effects.delete(check)
    },
    derive(compute) {
      let own: Read[] | undefined
      let value: unknown
      let seen = -1
      let isRunning = false
      return () => {
        if (isRunning) throw new Error('A computed signal depends on itself')
        if (seen === version) return value
        seen = version
        if (own && !isStale(own)) return value
        isRunning = true
        own = track(() => {
          value = compute()
        })
        isRunning = false
        return value
      }
    },
    untracked(run) {
      const outer = reads
      reads = undefined
      try {
        return run()
      } finally {
        reads = outer
      }
    },
    batch,
  }
}
