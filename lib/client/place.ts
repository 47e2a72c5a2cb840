// Brings the children of one parent into the order of a morph, in few moves. What has the focus stays
// where it is and the others move around it: in a browser without `moveBefore`, a move would take it away.
import type { Pairs } from './pairs.js'

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
  const staying = new Set<Node>(wanted)
  const queue = olds.filter((old) => staying.has(old))
  const active = document.activeElement
  const pinned = queue.find((old) => old.contains(active))
  for (const node of wanted) {
    // One that only stands in the way is moved itself, when its turn comes.
    while (queue[0] && queue[0] !== pinned && queue[0] !== node) {
      if (node !== pinned && node !== queue[1]) break
      queue.shift()
    }
    if (queue[0] === node) {
      queue.shift()
      continue
    }
    const at = queue.indexOf(node)
    if (at > 0) queue.splice(at, 1)
    move(parent, node, queue[0] ?? end)
  }
  return olds.filter((old) => !staying.has(old))
}

function move(parent: Container, node: ChildNode, before: ChildNode | null): void {
  // What comes from elsewhere than the same document, or the same template, moveBefore refuses.
  const canMove = 'moveBefore' in parent && parent.getRootNode() === node.getRootNode()
  if (canMove) parent.moveBefore(node, before)
  else parent.insertBefore(node, before)
}
