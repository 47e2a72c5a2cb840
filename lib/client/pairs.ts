// Says which node of the page each incoming node stands for, so that a morph changes it instead of making
// it anew: by its id, wherever it moved; by ids inside of it; and among the children of one parent by kind.

export interface Pairs {
  /** The node of the page that an incoming node stands for. */
  twinOf(incoming: Node): ChildNode | undefined
  pair(incoming: Node, old: ChildNode): void
  /** Pairs the children of one parent that have no twin yet. */
  pairChildren(olds: readonly ChildNode[], incoming: readonly ChildNode[]): void
  /** Whether a node has a twin, or holds one that has. */
  isNeeded(node: Node): boolean
}

/**
 * Pairs what the ids say, before anything moves. An id that stands twice on one side says nothing.
 *
 * @param boundary the parent of `olds`: it takes no part
 */
export function createPairs(
  olds: readonly ChildNode[],
  incoming: readonly ChildNode[],
  boundary: Node,
): Pairs {
  const twins = new Map<Node, ChildNode>()
  const paired = new Set<Node>()
  const needed = new Set<Node>()

  function pair(node: Node, old: ChildNode): void {
    twins.set(node, old)
    paired.add(old)
    for (let side of [node, old] as (Node | null)[]) {
      for (; side && side !== boundary && !needed.has(side); side = side.parentNode)
        needed.add(side)
    }
  }

  // What stands around two that belong together belongs together, unless an id says otherwise.
  function pairAround(node: Node | null, old: ParentNode | null): void {
    if (!(node instanceof Element && old instanceof Element) || old === boundary) return
    if (twins.has(node) || paired.has(old) || kindOf(node) !== kindOf(old)) return
    pair(node, old)
    pairAround(node.parentNode, old.parentNode)
  }

  const byId = elementsById(olds)
  for (const [id, node] of elementsById(incoming)) {
    const old = byId.get(id)
    if (node && old?.nodeName === node.nodeName) pair(node, old)
  }
  for (const [node, old] of [...twins]) pairAround(node.parentNode, old.parentNode)

  return {
    twinOf: (node) => twins.get(node),
    pair,
    isNeeded: (node) => needed.has(node),
    pairChildren(olds, incoming) {
      const free = olds.filter((old) => !paired.has(old))
      const open = incoming.filter((node) => !twins.has(node))
      // Equal ones first, from both ends, so that one that comes or goes does not shift all others.
      for (const [end, take] of ends) {
        for (;;) {
          const old = free.at(end)
          const node = open.at(end)
          if (!(old && node?.isEqualNode(old))) break
          take.call(free)
          take.call(open)
          pair(node, old)
        }
      }
      const byKind = new Map<string, ChildNode[]>()
      for (const old of free) {
        const kind = kindOf(old)
        const kin = byKind.get(kind)
        if (kin) kin.push(old)
        else byKind.set(kind, [old])
      }
      for (const node of open) {
        const old = byKind.get(kindOf(node))?.shift()
        if (old) pair(node, old)
      }
    },
  }
}

const ends = [
  [0, Array.prototype.shift],
  [-1, Array.prototype.pop],
] as const

/** Every id among these and inside of them; null for one that stands there twice. */
function elementsById(roots: readonly Node[]): Map<string, Element | null> {
  const found = new Map<string, Element | null>()
  for (const root of roots) {
    if (!(root instanceof Element)) continue
    for (const el of [root, ...root.querySelectorAll('[id]')]) {
      // By attribute: a form's input named "id" hides the property.
      const id = el.getAttribute('id')
      if (id) found.set(id, found.has(id) ? null : el)
    }
  }
  return found
}

/** Two of one kind may become one another. A control keeps to its name, code to its text or address. */
function kindOf(node: Node): string {
  if (!(node instanceof Element)) return node.nodeName
  const isCode = node.matches('script, style, link')
  const names = ['id', 'name', ...(isCode ? ['rel', 'href', 'src'] : [])]
  const values = names.map((name) => node.getAttribute(name))
  return [node.nodeName, ...values, isCode && node.textContent].join()
}
