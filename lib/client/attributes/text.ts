// data-text: the text of an element.
import type { Plugin } from './plugin.js'

export const text: Plugin = {
  name: 'text',
  takes: 'plain',
  apply({ run, paint }) {
    return paint(() => {
      const shown = String(run() ?? '')
      return (target) => {
        if (target.textContent !== shown) target.textContent = shown
      }
    })
  },
}
