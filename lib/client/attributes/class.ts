// data-class: classes that come and go, an object of them or the one in the key.
import { withCase } from '../attribute-name.js'
import { unclobbered } from '../unclobbered.js'
import { type Plugin, statesOf } from './plugin.js'

export const classPlugin: Plugin = {
  name: 'class',
  takes: 'either',
  apply(context) {
    const name = withCase(context.key, context.modifiers, 'kebab')
    const seen = new Set<string>()
    return context.paint(() => {
      const states = new Map(
        statesOf(context, name).flatMap(([names, state]) =>
          names
            .split(/\s+/)
            .filter(Boolean)
            .map((name): [string, boolean] => [name, Boolean(state)]),
        ),
      )
      for (const name of states.keys()) seen.add(name)
      return (target) => {
        for (const name of seen) setClass(target, name, states.get(name) ?? false)
      }
    })
  },
}

function setClass(target: Element, name: string, state: boolean): void {
  const { classList } = unclobbered(target)
  if (classList.contains(name) !== state) classList.toggle(name, state)
}
