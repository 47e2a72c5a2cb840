// data-attr: attributes that follow expressions, an object of them or the one in the key. What could run
// code is refused: on*, srcdoc, javascript: URLs, and attributes that hold expressions themselves.
import { isExpressionAttribute } from '../attribute-name.js'
import { isCode } from '../code.js'
import { sameOriginUrl } from '../request.js'
import { toJson } from '../tree.js'
import { unclobbered } from '../unclobbered.js'
import { type Plugin, statesOf } from './plugin.js'

export const attr: Plugin = {
  name: 'attr',
  takes: 'either',
  apply(context) {
    return context.paint(() => {
      const states = statesOf(context).map(([name, state]): [string, string | null] => [
        name,
        toAttribute(state),
      ])
      for (const [name, state] of states) refuseCode(name, state)
      return (target) => {
        for (const [name, state] of states) setAttribute(target, name, state)
      }
    })
  },
}

function toAttribute(value: unknown): string | null {
  if (value === false || value === null || value === undefined) return null
  if (value === true) return ''
  return typeof value === 'string' ? value : (toJson(value) ?? null)
}

function refuseCode(name: string, value: string | null): void {
  // Where a form goes, with what the user typed.
  if (/^(form)?action$/i.test(name) && value) sameOriginUrl(value)
  if (isCode(name, value) || isExpressionAttribute(name)) {
    throw new Error(`data-attr may not set ${name}="${value}"`)
  }
}

function setAttribute(target: Element, name: string, value: string | null): void {
  const own = unclobbered(target)
  if (own.getAttribute(name) === value) return
  if (value === null) own.removeAttribute(name)
  else own.setAttribute(name, value)
}
