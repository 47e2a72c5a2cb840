// data-class: classes that come and go, an object of them or the one in the key.
import { withCase } from '../attribute-name.js'
import { isRecord } from '../tree.js'
import { unclobbered } from '../unclobbered.js'
import type { Plugin } from './plugin.js'

export const classPlugin: Plugin = {
  name: 'class',
  takes: 'either',
  apply({ key, modifiers, run, paint }) {
    const seen = new Set<string>()
    return paint(() => {
      const value = run()
      const classes = key ? { [withCase(key, modifiers, 'kebab')]: value } : value
      if (!isRecord(classes)) throw new Error('data-class needs an object')
      const states = new Map(
        Object.entries(classes).flatMap(([names, state]) =>
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
