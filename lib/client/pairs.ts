// Says which node of the page each incoming node stands for, so that a morph changes it instead of making
// it anew: by its id, or what it sends, wherever it moved; by those inside of it; and among the children of one
// parent by kind.
import { unclobbered } from './unclobbered.js'

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
 * Pairs what ids and choices say, before anything moves. What stands twice on one side says nothing.
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
      for (; side && side !== boundary && !needed.has(side); side = parentOf(side)) needed.add(side)
    }
  }

  // What stands around two that belong together belongs together, unless an id says otherwise.
  function pairAround(node: Node | null, old: Node | null): void {
    if (!(node instanceof Element && old instanceof Element) || old === boundary) return
    if (twins.has(node) || paired.has(old) || kindOf(node) !== kindOf(old)) return
    pair(node, old)
    pairAround(parentOf(node), parentOf(old))
  }

  const byKey = elementsByKey(olds)
  for (const [key, node] of elementsByKey(incoming)) {
    const old = byKey.get(key)
    if (node && old && unclobbered(old).nodeName === unclobbered(node).nodeName) pair(node, old)
  }
  for (const [node, old] of [...twins]) pairAround(parentOf(node), parentOf(old))

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
          if (!(old && node && isSame(old, node))) break
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

const keyed = '[type=checkbox], [type=radio], [type=hidden]'

/** Every key among these and inside of them; null for one that stands there twice. */
function elementsByKey(roots: readonly Node[]): Map<string, Element | null> {
  const found = new Map<string, Element | null>()
  for (const root of roots) {
    if (!(root instanceof Element)) continue
    for (const el of [root, ...unclobbered(root).querySelectorAll(`[id], ${keyed}`)]) {
      const key = keyOf(el)
      if (key) found.set(key, found.has(key) ? null : el)
    }
  }
  return found
}

/** What tells an element from the others: its id, or of a choice or a hidden field what it sends. */
function keyOf(el: Element): string | false {
  const own = unclobbered(el)
  return own.id || (own.matches(keyed) && attributesOf(own, ['type', 'name', 'value']))
}

function attributesOf(el: Element, names: string[]): string {
  return JSON.stringify(names.map((name) => el.getAttribute(name)))
}

function parentOf(node: Node): ParentNode | null {
  return unclobbered(node).parentNode
}

// Two of one kind may become one another. A control keeps to its name and signal, a choice to its value, code to
// its text or address.
function kindOf(node: Node): string {
  if (!(node instanceof Element)) return node.nodeName
  const own = unclobbered(node)
  const names = ['id', 'name', 'popover', 'data-ignore-morph']
  if (own.matches(keyed)) names.push('type', 'value')
  const isCode = own.matches('script, style, link')
  if (isCode) names.push('rel', 'href', 'src')
  for (const name of own.getAttributeNames()) if (name.startsWith('data-bind')) names.push(name)
  return [own.nodeName, names, attributesOf(own, names), isCode && own.textContent].join()
}

// What the user opened, or a signal shows, tells two apart that the server means to be the same.
function isSame(old: Node, node: Node): boolean {
  const own = unclobbered(node)
  if (own.isEqualNode(old)) return true
  const text = own.textContent?.trim()
  return (
    Boolean(text) && text === unclobbered(old).textContent?.trim() && kindOf(old) === kindOf(node)
  )
}
