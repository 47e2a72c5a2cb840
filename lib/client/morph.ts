// Morphs a part of the page into what came in. Our own and not idiomorph: it takes two thirds of the
// bytes, keeps what has the focus in place, moves little else, and never takes one control for another.
import { isCode } from './code.js'
import type { FormState } from './form-state.js'
import { createKeepFocus } from './keep-focus.js'
import type { Painters } from './painters.js'
import { createPairs } from './pairs.js'
import { type Container, place } from './place.js'
import { unclobbered } from './unclobbered.js'

/** Morphs a target, or its children. The content is used up: what has no twin in the page goes there. */
export type Morph = (target: Element, content: Node, mode: 'outer' | 'inner') => void

/** Creates the morph. */
export function createMorph(painters: Painters, formState: FormState): Morph {
  const keepFocus = createKeepFocus()

  function morphAttributes(old: Element, incoming: Element): void {
    const own = unclobbered(old)
    const next = unclobbered(incoming)
    // Code in the page stays as it was loaded; none comes in by a patch.
    const mayChange = (name: string, value: string | null) =>
      !(name === 'nonce' || isCode(name, value) || formState.owns(old, name))
    for (const name of next.getAttributeNames()) {
      if (textOf(old, name) === textOf(incoming, name)) continue
      const attribute = next.getAttributeNode(name)?.cloneNode() as Attr
      // The whole attribute, since setAttribute drops namespaces and refuses some names that parse.
      if (mayChange(name, attribute.value)) own.setAttributeNode(attribute)
    }
    for (const name of own.getAttributeNames()) {
      if (!next.hasAttribute(name) && mayChange(name, own.getAttribute(name))) {
        own.removeAttribute(name)
      }
    }
  }

  return function morph(target, content, mode) {
    const isInner = mode === 'inner'
    const { parentNode, nextSibling } = unclobbered(target)
    const root = isInner ? target : (parentNode as Container)
    const olds = isInner ? childrenOf(target) : [target]
    const incoming = content instanceof Element ? [content] : childrenOf(content)
    const restoreFocus = keepFocus()
    const pairs = createPairs(olds, incoming, root)
    const leftovers = new Map<ChildNode, Node>()

    function morphChildren(
      parent: Container,
      before: readonly ChildNode[],
      after: readonly ChildNode[],
      end: ChildNode | null = null,
    ): void {
      pairs.pairChildren(before, after)
      for (const node of after) {
        // A new one that takes in some of the page begins empty.
        if (!pairs.twinOf(node) && pairs.isNeeded(node)) {
          const empty = unclobbered(node).cloneNode() as ChildNode
          pairs.pair(node, unclobbered(parent).insertBefore(empty, end))
        }
      }
      for (const old of place(parent, before, after, end, pairs)) {
        // It, or what it holds, goes elsewhere, and would lose its state outside of the page.
        if (pairs.isNeeded(old)) leftovers.set(old, parent)
        else unclobbered(old).remove()
      }
      for (const node of after) {
        const old = pairs.twinOf(node)
        if (old) morphNode(old, node)
      }
    }

    function morphNode(old: ChildNode, node: ChildNode): void {
      if (!(old instanceof Element && node instanceof Element)) {
        if (old.nodeValue !== node.nodeValue) old.nodeValue = node.nodeValue
        return
      }
      if ((isKept(old) && isKept(node)) || isScript(old)) return
      // What is open by the server's word counts as that, also where the user had opened it.
      if (isEqual(old, node)) {
        formState.remember(old)
        return
      }
      preserve(old, node)
      painters.paint(old, node)
      formState.before(old, node)
      morphAttributes(old, node)
      const into = old instanceof HTMLTemplateElement ? old.content : old
      const from = node instanceof HTMLTemplateElement ? node.content : node
      morphChildren(into, childrenOf(into), childrenOf(from))
      formState.after(old)
      painters.paint(old, old)
    }

    morphChildren(root, olds, incoming, isInner ? null : nextSibling)
    for (const [node, parent] of leftovers) {
      const old = unclobbered(node)
      if (old.parentNode === parent) old.remove()
    }
    restoreFocus()
  }
}

// From one to the next, which takes a sixth of the time that it takes to iterate the list of them.
function childrenOf(node: Node): ChildNode[] {
  const children: ChildNode[] = []
  let child = unclobbered(node).firstChild
  for (; child; child = unclobbered(child).nextSibling) children.push(child)
  return children
}

// The browser knows at once, save of templates, whose content it doesn't compare.
function isEqual(old: Element, incoming: Element): boolean {
  const own = unclobbered(incoming)
  return (
    own.localName !== 'template' &&
    unclobbered(old).isEqualNode(incoming) &&
    !own.querySelector('template')
  )
}

function isScript(el: Element): boolean {
  return unclobbered(el).localName === 'script'
}

function isKept(el: Element): boolean {
  return unclobbered(el).hasAttribute('data-ignore-morph')
}

// Styles that signals set come in the order of their changes. To write them anew as an attribute would
// break a policy without inline styles.
function textOf(el: Element, name: string): string | null | undefined {
  const text = unclobbered(el).getAttribute(name)
  return name === 'style' ? text?.split(/;\s*/).sort().join() : text
}

/** Gives an incoming element what `data-preserve-attr` on it names, as it stands in the page. */
function preserve(old: Element, incoming: Element): void {
  const own = unclobbered(incoming)
  for (const name of own.getAttribute('data-preserve-attr')?.match(/\S+/g) ?? []) {
    own.removeAttribute(name)
    const attribute = unclobbered(old).getAttributeNode(name)
    if (attribute) own.setAttributeNode(attribute.cloneNode() as Attr)
  }
}
