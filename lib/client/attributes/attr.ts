// data-attr: attributes that follow expressions, an object of them or the one in the key. What could run
// code is refused: on*, srcdoc, javascript: URLs, and attributes that hold expressions themselves.
import { isExpressionAttribute } from '../attribute-name.js'
import { isRecord } from '../tree.js'
import type { Plugin } from './plugin.js'

const plainText = /^(title|alt|placeholder|value|label|aria-.*|data-.*)$/i

export const attr: Plugin = {
  name: 'attr',
  takes: 'either',
  apply({ key, run, paint }) {
    return paint(() => {
      const value = run()
      const attributes = key ? { [key]: value } : value
      if (!isRecord(attributes)) throw new Error('data-attr needs an object')
      const states = Object.entries(attributes).map(([name, state]): [string, string | null] => [
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
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function refuseCode(name: string, value: string | null): void {
  // Browsers skip control characters and spaces in front of a scheme, and some inside of it; an SVG
  // animation takes several values.
  const isScript = /(^|;)javascript:/i.test(value?.replace(/[\0- ]/g, '') ?? '')
  if (
    /^(on|srcdoc$)/i.test(name) ||
    isExpressionAttribute(name) ||
    (isScript && !plainText.test(name))
  ) {
    throw new Error(`data-attr may not set ${name}="${value}"`)
  }
}

function setAttribute(target: Element, name: string, value: string | null): void {
  if (target.getAttribute(name) === value) return
  if (value === null) target.removeAttribute(name)
  else target.setAttribute(name, value)
}
