// The page's signals: one tree of plain JSON in one signal. A reader follows the value at its path
// alone, so a write elsewhere in the tree does not wake it.
import { batch, computed, effect, signal, untracked } from '@preact/signals-core'
import { assign, isRecord, lookup, mergePatch, type Path, pick, type Tree } from './tree.js'

export type Undo = () => void

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
  const tree = signal<unknown>({})

  function write(path: Path, value: unknown): void {
    tree.value = assign(tree.peek(), path, value)
  }

  function derive(path: Path, compute: () => unknown): Undo {
    const derived = computed(compute)
    batch(() => {
      write(path, undefined)
      write(path, derived)
    })
    return () => {
      if (lookupRaw(tree.peek(), path) === derived) write(path, undefined)
    }
  }

  function snapshot(keep: (path: string) => boolean): Tree {
    return untracked(() => pick(tree.peek() as Tree, (path, value) => isJson(value) && keep(path)))
  }

  return {
    read: (path) => computed(() => lookup(tree.value, path)).value,
    peek: (path) => untracked(() => lookup(tree.peek(), path)),
    write,
    merge(patch, onlyIfMissing) {
      tree.value = mergePatch(tree.peek(), patch, onlyIfMissing)
    },
    derive,
    snapshot,
    effect,
    untracked,
    batch,
  }
}

function lookupRaw(tree: unknown, path: Path): unknown {
  const parent = lookup(tree, path.slice(0, -1))
  return isRecord(parent) ? parent[path.at(-1) ?? ''] : undefined
}

function isJson(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) || isRecord(value)
  return typeof value !== 'function' && value !== undefined
}
