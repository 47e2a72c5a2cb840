// data-text: the text of an element.
import { unclobbered } from '../unclobbered.js'
import type { Plugin } from './plugin.js'

export const text: Plugin = {
  name: 'text',
  takes: 'plain',
  apply({ run, paint }) {
    return paint(() => {
      const shown = String(run() ?? '')
      return (target) => showText(target, shown)
    })
  },
}

/** Makes a text all that an element holds; the same text again would be a change to who watches. */
export function showText(target: Element, text: string): void {
  const own = unclobbered(target)
  if (own.textContent !== text) own.textContent = text
}
