// Morphs by idiomorph, set up so that what the user is doing stays: typed text, choices, focus, caret,
// scroll and open details, unless the server changed just that; and what signals control.
import { Idiomorph } from 'idiomorph'
import type { FormState } from './form-state.js'
import type { Painters } from './painters.js'

export type Morph = (target: Element, content: Node, style: 'outerHTML' | 'innerHTML') => void

/** Creates the morph. */
export function createMorph(painters: Painters, formState: FormState): Morph {
  const callbacks = {
    beforeNodeMorphed(old: Node, incoming: Node): boolean {
      if (!(old instanceof Element && incoming instanceof Element)) return true
      painters.paint(old, incoming)
      formState.before(old, incoming)
      return true
    },
    afterNodeMorphed(old: Node): void {
      if (!(old instanceof Element)) return
      formState.after(old)
      painters.paint(old, old)
    },
    beforeAttributeUpdated(name: string, el: Element): boolean {
      // Code in the page stays as it was loaded; none comes in by a patch.
      const isCode = name.startsWith('on') || el.localName === 'script'
      return !isCode && !formState.owns(el, name)
    },
    afterNodeAdded: formState.remember,
  }

  return function morph(target, content, morphStyle) {
    // Head elements as all others: the default makes them anew in a way that runs scripts.
    Idiomorph.morph(target, content, { morphStyle, callbacks, head: { style: 'morph' } })
  }
}
