// Applies datastar-patch-elements: finds the targets, and puts the new elements there in one of eight modes.
import type { Morph } from './morph.js'
import { page } from './page.js'
import type { ParseHtml } from './parse-html.js'
import type { Place, Report } from './report.js'
import type { DatastarEvent } from './sse.js'
import { unclobbered } from './unclobbered.js'
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

/** The modes that don't morph. */
const modes: ReadonlyMap<string, (target: Element, content: Node) => void> = new Map([
  ['replace', (target, content) => target.replaceWith(content)],
  ['prepend', (target, content) => target.prepend(content)],
  ['append', (target, content) => target.append(content)],
  ['before', (target, content) => target.before(content)],
  ['after', (target, content) => target.after(content)],
  ['remove', (target) => target.remove()],
])

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
    const isTaken = owner && unclobbered(owner).isConnected && owner !== place.el
    if (isTaken)
      report(`Two streams patch the element with the id "${unclobbered(target).id}"`, place)
    owners.set(target, isTaken ? null : place.el)
  }

  function patch(
    { elements = '', selector, mode = 'outer', namespace }: DatastarEvent['args'],
    asker?: Asker,
  ): void {
    const content = parseHtml(elements, namespace)
    const put = (target: Element, source: Node) => {
      if (/^(inner|append|prepend)$/.test(mode) && unclobbered(target).localName === 'script') {
        throw new Error('No patch fills a script')
      }
      // Outside of the page still: no custom element is made, and no picture loaded, to be thrown away.
      const copy = unclobbered(source).cloneNode(true)
      onNew(copy)
      if (mode === 'outer' || mode === 'inner') return morph(target, copy, mode)
      const change = modes.get(mode)
      if (!change) throw new Error(`There is no patch mode "${mode}"`)
      change(unclobbered(target), copy)
    }
    if (selector) {
      const targets = page.querySelectorAll(selector)
      if (!targets.length) report(`A patch found nothing that matches ${selector}`, asker?.place)
      // One that stood in another may be gone by now.
      for (const target of targets) if (unclobbered(target).isConnected) put(target, content)
      return
    }
    if (!content.children.length) throw new Error('needs a selector, or elements with ids')
    for (const child of [...content.children]) {
      const target = targetOf(child)
      if (target) {
        if (asker) claim(target, asker)
        put(target, mode === 'inner' ? childrenOf(child) : child)
      } else report(missingOf(child), asker?.place)
    }
  }
}

function targetOf(child: Element): Element | null {
  const { localName, id } = unclobbered(child)
  if (localName === 'html') return page.documentElement
  if (localName === 'head') return page.head
  if (localName === 'body') return page.body
  return id ? page.getElementById(id) : null
}

function missingOf(child: Element): string {
  const { id, localName } = unclobbered(child)
  return id
    ? `A patch found no element with the id "${id}"`
    : `A patch needs a selector, or an id on its <${localName}>`
}

function childrenOf(child: Element): DocumentFragment {
  const { ownerDocument, childNodes } = unclobbered(child)
  const fragment = ownerDocument.createDocumentFragment()
  fragment.append(...childNodes)
  return fragment
}
