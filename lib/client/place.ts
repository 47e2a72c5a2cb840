// Brings the children of one parent into the order of a morph, in as few moves as it takes. What has the focus
// stays where it is and the others move around it: in a browser without `moveBefore`, a move would take it away.
import { page } from './page.js'
import type { Pairs } from './pairs.js'
import { unclobbered } from './unclobbered.js'

export type Container = Element | DocumentFragment | Document

/**
 * Puts the twins of `incoming`, and those that have none themselves, before `end`.
 *
 * @param olds the children so far
 * @returns those of them that stand in no place of their own now, still in the page
 */
export function place(
  parent: Container,
  olds: readonly ChildNode[],
  incoming: readonly ChildNode[],
  end: ChildNode | null,
  pairs: Pairs,
): ChildNode[] {
  const wanted = incoming.map((node) => pairs.twinOf(node) ?? node)
  // The usual frame changes no order: to find that out takes less than to sort.
  if (wanted.length === olds.length && wanted.every((node, at) => node === olds[at])) return []
  const isWanted = new Set<Node>(wanted)
  const kept = olds.filter((old) => isWanted.has(old))
  const active = page.activeElement
  const pinned = kept.find((old) => unclobbered(old).contains(active))
  const staying = inOrder(wanted, new Map(kept.map((old, at) => [old, at])), pinned)
  for (const node of wanted) {
    if (staying[0] === node) staying.shift()
    else move(parent, node, staying[0] ?? end)
  }
  return olds.filter((old) => !isWanted.has(old))
}

/**
 * The longest run of `wanted` that stands in order already, through the pinned one: of all runs of one length,
 * the one that ends earliest is gone on with (Fredman, 1975).
 */
function inOrder(
  wanted: readonly ChildNode[],
  places: ReadonlyMap<ChildNode, number>,
  pinned: ChildNode | undefined,
): ChildNode[] {
  const placeOf = (node: ChildNode | undefined) => (node ? (places.get(node) ?? -1) : -1)
  const pin = pinned ? wanted.indexOf(pinned) : -1
  const ends: ChildNode[] = []
  const before = new Map<ChildNode, ChildNode | undefined>()
  for (const [index, node] of wanted.entries()) {
    const at = placeOf(node)
    // What stands on the other side of the pinned one can't be in a run with it.
    if (at < 0 || (pinned && index < pin !== at < placeOf(pinned))) continue
    let low = 0
    for (let high = ends.length; low < high; ) {
      const middle = (low + high) >> 1
      if (placeOf(ends[middle]) < at) low = middle + 1
      else high = middle
    }
    before.set(node, ends[low - 1])
    ends[low] = node
  }
  const run: ChildNode[] = []
  for (let node = ends.at(-1); node; node = before.get(node)) run.push(node)
  return run.reverse()
}

function move(parent: Container, node: ChildNode, before: ChildNode | null): void {
  // What comes from elsewhere than the same document, or the same template, moveBefore refuses.
  const into = unclobbered(parent)
  const canMove = 'moveBefore' in into && into.getRootNode() === unclobbered(node).getRootNode()
  if (canMove) into.moveBefore(node, before)
  else into.insertBefore(node, before)
}
