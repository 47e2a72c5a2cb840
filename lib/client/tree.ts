// Plain JSON trees that are never changed in place: reading, writing and merging by path. A branch that
// a change does not touch keeps its identity, which is how readers know that nothing moved for them.

export type Path = readonly string[]
export type Tree = Readonly<Record<string, unknown>>

/** A computed signal, which stands in a tree, and in its JSON, for what it computes. */
export class Computed {
  readonly toJSON: () => unknown

  constructor(compute: () => unknown) {
    this.toJSON = compute
  }
}

/** Tells an object literal or parsed JSON from host objects, class instances and arrays. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Tells what JSON can say from elements, functions and what else the page made of its own. */
export function isJson(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) || isRecord(value)
  return typeof value !== 'function' && value !== undefined
}

/** Writes a value as JSON, without what is none, however deep; undefined for nothing. */
export function toJson(value: unknown, indent?: number): string | undefined {
  return JSON.stringify(value, (_, inner) => (isJson(inner) ? inner : undefined), indent)
}

/** Reads the value at a path; a computed signal on the way stands for its value. */
export function lookup(tree: unknown, path: Path): unknown {
  let value = tree
  for (const key of path) {
    if (!(Array.isArray(value) || isRecord(value)) || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
    if (value instanceof Computed) value = value.toJSON()
  }
  return value
}

/** Returns the tree with `value` at `path`; `undefined` removes it. A computed signal there stays. */
export function assign(tree: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  const inside = Array.isArray(tree) || isRecord(tree) ? (tree as Record<string, unknown>) : {}
  const before = Object.hasOwn(inside, key) ? inside[key] : undefined
  if (before instanceof Computed && !(value instanceof Computed || value === undefined)) return tree
  const after = assign(before, rest, value)
  if (Object.is(before, after)) return tree
  return withMember(inside, key, after)
}

function withMember(inside: Record<string, unknown>, key: string, value: unknown): unknown {
  // Setting `__proto__` would give the copy a prototype instead of a member.
  if (key === '__proto__') return inside
  const copy = (Array.isArray(inside) ? [...inside] : { ...inside }) as Record<string, unknown>
  if (value === undefined) delete copy[key]
  else copy[key] = value
  return copy
}

/**
 * Merges a patch as RFC 7386 says: `null` removes, objects merge, everything else replaces.
 * With `onlyIfMissing`, what is already there stays.
 */
export function mergePatch(tree: unknown, patch: unknown, onlyIfMissing = false): unknown {
  if (!isRecord(patch)) return onlyIfMissing && tree !== undefined ? tree : patch
  if (onlyIfMissing && tree !== undefined && !isRecord(tree)) return tree
  let merged: unknown = isRecord(tree) ? tree : {}
  for (const [key, value] of Object.entries(patch)) {
    const before = lookup(merged, [key])
    if (value !== null) merged = assign(merged, [key], mergePatch(before, value, onlyIfMissing))
    else if (!onlyIfMissing) merged = assign(merged, [key], undefined)
  }
  return merged
}

/** Lists the leaves: everything but objects, so that an array is one leaf. */
function* leaves(tree: Tree, prefix: Path = []): Generator<[Path, unknown]> {
  for (const key of Object.keys(tree)) {
    const path = [...prefix, key]
    const value = lookup(tree, [key])
    if (isRecord(value)) yield* leaves(value, path)
    else yield [path, value]
  }
}

/** Copies the leaves that `keep` accepts. */
export function pick(tree: Tree, keep: (path: string, value: unknown) => boolean): Tree {
  let copy: unknown = {}
  for (const [path, value] of leaves(tree)) {
    if (keep(path.join('.'), value)) copy = assign(copy, path, value)
  }
  return copy as Tree
}

/** The merge patch that leads from one tree to the other. */
export function diff(before: Tree, after: Tree): Tree {
  const patch: Record<string, unknown> = {}
  for (const key of Object.keys({ ...before, ...after })) {
    const [old, value] = [before[key], after[key]]
    if (Object.is(old, value)) continue
    patch[key] = isRecord(old) && isRecord(value) ? diff(old, value) : (value ?? null)
  }
  return patch
}
