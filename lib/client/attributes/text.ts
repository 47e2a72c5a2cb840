// data-text: the text of an element.
import { unclobbered } from '../unclobbered.js'
import type { Plugin } from './plugin.js'

export const text: Plugin = {
  name: 'text',
  takes: 'plain',
  apply({ run, paint }) {
    return paint(() => {
      const shown = String(run() ?? '')
      return (target) => {
        const own = unclobbered(target)
        if (own.textContent !== shown) own.textContent = shown
      }
    })
  },
}
