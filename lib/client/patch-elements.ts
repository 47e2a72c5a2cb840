// Applies datastar-patch-elements: finds the targets, and puts the new elements there in one of eight modes.
import type { Morph } from './morph.js'
import type { ParseHtml } from './parse-html.js'
import type { Report } from './report.js'
import type { DatastarEvent } from './sse.js'

interface Dependencies {
  parseHtml: ParseHtml
  morph: Morph
  onNew(content: Node): void
  report: Report
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
  return function patchElements(
    { args }: DatastarEvent,
    isStale: () => boolean,
  ): void | Promise<void> {
    if (args.useViewTransition?.trim() !== 'true' || !document.startViewTransition) {
      return patch(args)
    }
    const transition = document.startViewTransition(() => {
      if (!isStale()) patch(args)
    })
    // A transition that the browser skips is no failure; the update has its own promise.
    transition.ready.catch(() => {})
    return transition.updateCallbackDone
  }

  function patch({ elements = '', selector, mode = 'outer', namespace }: DatastarEvent['args']) {
    const content = parseHtml(elements, namespace)
    const put = (target: Element, source: Node) => {
      const copy = document.importNode(source, true)
      onNew(copy)
      if (!Object.hasOwn(modes, mode)) throw new Error(`There is no patch mode "${mode}"`)
      modes[mode]?.(target, copy, morph)
    }
    if (selector) {
      const targets = document.querySelectorAll(selector)
      if (!targets.length) report(`A patch found nothing that matches ${selector}`)
      for (const target of targets) put(target, content)
      return
    }
    for (const child of [...content.children]) {
      const target = targetOf(child)
      if (!target) report(`A patch found no element with the id "${child.id}"`)
      else put(target, mode === 'inner' ? childrenOf(child) : child)
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
