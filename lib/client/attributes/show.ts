// data-show: shows an element, or hides it by `display: none`, set on its style object, which a CSP allows.
import { unclobbered } from '../unclobbered.js'
import type { Plugin } from './plugin.js'

export const show: Plugin = {
  name: 'show',
  takes: 'plain',
  apply({ run, paint }) {
    return paint(() => {
      const isShown = Boolean(run())
      return (target) => {
        const { style } = unclobbered(target as HTMLElement | SVGElement)
        const isHidden = style.display === 'none'
        if (!isShown && !isHidden) style.display = 'none'
        if (isShown && isHidden) style.removeProperty('display')
      }
    })
  },
}
