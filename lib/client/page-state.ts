// What the page shows of its connection: `data-orion-*` attributes of <html>, for CSS, and events on the
// document.
import { page } from './page.js'
import type { Painters } from './painters.js'

/** Shows a state, `null` for none, and tells of it. */
export type ShowState = (name: 'connection' | 'command', state: string | null) => void

/** Creates the function that shows states, also through a morph of the whole page. */
export function createShowState(painters: Painters): ShowState {
  const root = page.documentElement
  const states = new Map<string, string | null>()
  const paint = (target: Element) => {
    for (const [name, state] of states) {
      if (state) target.setAttribute(name, state)
      else target.removeAttribute(name)
    }
  }
  // No element has such an attribute, so that each twin of the root counts as its equal.
  painters.add(root, '', paint)
  return function showState(name, state) {
    states.set(`data-orion-${name}`, state)
    paint(root)
    page.dispatchEvent(new CustomEvent(`orion-${name}`, { detail: { state } }))
  }
}
