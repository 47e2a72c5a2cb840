// The actions that send nothing: @peek, @setAll and @toggleAll.
import type { Act } from './apply.js'
import { readFilter } from './filter.js'
import type { Signals } from './signals.js'
import { isRecord, type Tree } from './tree.js'

/** Adds these actions to those that another function runs. */
export function withLocalActions(signals: Signals, act: Act): Act {
  function change(filter: unknown, toValue: (before: unknown) => unknown): void {
    const patch = mapLeaves(signals.snapshot(readFilter(filter)), toValue)
    signals.untracked(() => signals.merge(patch as Tree))
  }

  return function actHere(name, args, caller) {
    const [first, second] = args
    if (name === 'setAll') return change(second, () => first)
    if (name === 'toggleAll') return change(first, (before) => !before)
    if (name !== 'peek') return act(name, args, caller)
    if (typeof first === 'function') return signals.untracked(() => first())
    throw new Error('@peek needs a function, as in @peek(() => $name)')
  }
}

/** Maps every leaf, the items of lists too. */
function mapLeaves(tree: unknown, toValue: (before: unknown) => unknown): unknown {
  if (Array.isArray(tree)) return tree.map((item) => mapLeaves(item, toValue))
  if (!isRecord(tree)) return toValue(tree)
  const entries = Object.entries(tree).map(([key, value]) => [key, mapLeaves(value, toValue)])
  return Object.fromEntries(entries)
}
