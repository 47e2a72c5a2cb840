// data-style: CSS properties that follow expressions, an object of them or the one in the key. They are set
// on the style object, which a CSP allows. Where a value is empty, what the server says holds.
import { toKebab } from '../attribute-name.js'
import { unclobbered } from '../unclobbered.js'
import { type Plugin, statesOf } from './plugin.js'

export const style: Plugin = {
  name: 'style',
  takes: 'either',
  apply(context) {
    const { el, paint } = context
    const initials = new Map<string, string>()
    return paint(() => {
      const states = new Map(
        statesOf(context).map(([name, state]): [string, string] => [
          toKebab(name),
          state || state === 0 ? String(state) : '',
        ]),
      )
      return (target) => {
        const { style } = unclobbered(target as HTMLElement | SVGElement)
        for (const name of new Set([...initials.keys(), ...states.keys()])) {
          // What comes in a morph has the server's newest word.
          if (target !== el || !initials.has(name)) {
            initials.set(name, style.getPropertyValue(name))
          }
          const state = states.get(name) || initials.get(name) || ''
          if (style.getPropertyValue(name) !== state) style.setProperty(name, state)
        }
      }
    })
  },
}
