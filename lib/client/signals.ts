// The page's signals: one tree of plain JSON. A reader follows the value at its path alone, so a write
// elsewhere in the tree does not wake it.
import { createReactions, type Undo } from './reactions.js'
import {
  assign,
  Computed,
  isJson,
  isRecord,
  lookup,
  mergePatch,
  type Path,
  pick,
  type Tree,
} from './tree.js'

export interface Signals {
  /** Reads the value at a path, and subscribes the effect that reads it. */
  read(path: Path): unknown
  /** Reads without subscribing. */
  peek(path: Path): unknown
  write(path: Path, value: unknown): void
  merge(patch: Tree, onlyIfMissing?: boolean): void
  /** Puts a computed value at a path until the undo is called. */
  derive(path: Path, compute: () => unknown): Undo
  /** Copies the leaves that `keep` accepts, by dotted path; what is not JSON is left out. */
  snapshot(keep: (path: string) => boolean): Tree
  effect(run: () => void): Undo
  /** Runs without subscribing the effect around it. */
  untracked<T>(run: () => T): T
  batch<T>(run: () => T): T
}

/** Creates an empty set of signals. */
export function createSignals(): Signals {
  let tree: unknown = {}
  const { read, changed, effect, derive, untracked, batch } = createReactions((path) =>
    lookup(tree, path),
  )
  const peek = (path: Path) => untracked(() => lookup(tree, path))

  function replace(next: unknown): void {
    if (next === tree) return
    batch(() => {
      changed()
      tree = next
    })
  }

  const write = (path: Path, value: unknown) => replace(assign(tree, path, value))

  return {
    read,
    peek,
    write,
    merge: (patch, onlyIfMissing) => replace(mergePatch(tree, patch, onlyIfMissing)),
    derive(path, compute) {
      const derived = new Computed(derive(compute))
      batch(() => {
        write(path, undefined)
        write(path, derived)
      })
      return () => {
        const parent = peek(path.slice(0, -1))
        if (isRecord(parent) && parent[path.at(-1) ?? ''] === derived) write(path, undefined)
      }
    },
    snapshot: (keep) =>
      untracked(() => pick(tree as Tree, (path, value) => isJson(value) && keep(path))),
    effect,
    untracked,
    batch,
  }
}
