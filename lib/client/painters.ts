// What signals control on each element, as functions that write it on any element: on the element when
// a signal changes, and on the incoming twin before a morph, which then finds nothing to undo.
import type { Undo } from './reactions.js'
import { unclobbered } from './unclobbered.js'

export type Paint = (target: Element) => void

/** The side that a morph needs. */
export interface Painters {
  add(el: Element, attribute: string, paint: Paint): Undo
  /** Writes on `target` what signals control on `el`, where `target` has the same attributes. */
  paint(el: Element, target: Element): void
}

/** Creates an empty registry. */
export function createPainters(): Painters {
  const byElement = new WeakMap<Element, Map<string, Paint>>()

  function add(el: Element, attribute: string, paint: Paint): Undo {
    const paints = byElement.get(el) ?? new Map<string, Paint>()
    byElement.set(el, paints.set(attribute, paint))
    return () => {
      if (paints.get(attribute) === paint) paints.delete(attribute)
    }
  }

  function paint(el: Element, target: Element): void {
    for (const [attribute, write] of byElement.get(el) ?? []) {
      if (unclobbered(target).getAttribute(attribute) === unclobbered(el).getAttribute(attribute)) {
        write(target)
      }
    }
  }

  return { add, paint }
}
