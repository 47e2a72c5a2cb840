// Applies datastar-patch-elements: finds the targets, and puts the new elements there in one of eight modes.
import type { Morph } from './morph.js'
import type { ParseHtml } from './parse-html.js'
import type { Place, Report } from './report.js'
import type { DatastarEvent } from './sse.js'
import { inTransition } from './view-transition.js'

interface Dependencies {
  parseHtml: ParseHtml
  morph: Morph
  onNew(content: Node): void
  report: Report
}

/** Whose answer it is, for what is said of it on the console. */
export interface Asker {
  place: Place
  /** Whether it is a stream that stays. */
  isLive: boolean
}

type Put = (target: Element, content: Node, morph: Morph) => void

const modes: Readonly<Record<string, Put>> = {
  outer: (target, content, morph) => morph(target, content, 'outerHTML'),
  inner: (target, content, morph) => morph(target, content, 'innerHTML'),
  replace: (target, content) => target.replaceWith(content),
  prepend: (target, content) => target.prepend(content),
  append: (target, content) => target.append(content),
  before: (target, content) => target.before(content),
  after: (target, content) => target.after(content),
  remove: (target) => target.remove(),
}

/** Creates the function that applies one event; with a view transition it returns a promise. */
export function createPatchElements({ parseHtml, morph, onNew, report }: Dependencies) {
  // Who patches an element by its id; null once two streams did, which is said once.
  const owners = new WeakMap<Element, Element | null>()

  return function patchElements(
    { args }: DatastarEvent,
    isStale: () => boolean,
    asker?: Asker,
  ): void | Promise<void> {
    if (args.useViewTransition?.trim() !== 'true') return patch(args, asker)
    return inTransition(() => {
      if (!isStale()) patch(args, asker)
    })
  }

  function claim(target: Element, { place, isLive }: Asker): void {
    const owner = owners.get(target)
    if (!isLive || owner === null) return
    const isTaken = owner?.isConnected && owner !== place.el
    if (isTaken) report(`Two streams patch the element with the id "${target.id}"`, place)
    owners.set(target, isTaken ? null : place.el)
  }

  function patch(
    { elements = '', selector, mode = 'outer', namespace }: DatastarEvent['args'],
    asker?: Asker,
  ): void {
    const content = parseHtml(elements, namespace)
    const put = (target: Element, source: Node) => {
      // Outside of the page still: no custom element is made, and no picture loaded, to be thrown away.
      const copy = source.cloneNode(true)
      onNew(copy)
      if (!Object.hasOwn(modes, mode)) throw new Error(`There is no patch mode "${mode}"`)
      modes[mode]?.(target, copy, morph)
    }
    if (selector) {
      const targets = document.querySelectorAll(selector)
      if (!targets.length) report(`A patch found nothing that matches ${selector}`, asker?.place)
      for (const target of targets) put(target, content)
      return
    }
    if (!content.children.length) throw new Error('needs a selector, or elements with ids')
    for (const child of [...content.children]) {
      const target = targetOf(child)
      if (target) {
        if (asker) claim(target, asker)
        put(target, mode === 'inner' ? childrenOf(child) : child)
      } else report(`A patch found no element with the id "${child.id}"`, asker?.place)
    }
  }
}

function targetOf(child: Element): Element | null {
  if (child.localName === 'html') return document.documentElement
  if (child.localName === 'head') return document.head
  if (child.localName === 'body') return document.body
  return child.id ? document.getElementById(child.id) : null
}

function childrenOf(child: Element): DocumentFragment {
  const fragment = document.createDocumentFragment()
  fragment.append(...child.childNodes)
  return fragment
}
