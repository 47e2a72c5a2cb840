// Reads the name of a data-* attribute: the plugin, after a colon its key, after `__` the modifiers.
// `data-on:my-event__debounce.300ms.leading` is plugin `on`, key `my-event`, one modifier.

export type Modifiers = ReadonlyMap<string, readonly string[]>

export interface AttributeName {
  plugin: string
  key: string
  modifiers: Modifiers
}

const expression =
  /^data-(signals|computed|bind|text|show|class|attr|style|on(-intersect|-interval|-signal-patch(-filter)?)?|init|effect|indicator|ref|json-signals)(?=:|__|$)/

/** Tells whether an attribute of this name holds an expression or the name of a signal. */
export function isExpressionAttribute(name: string): boolean {
  return expression.test(name.toLowerCase())
}

/** Splits the name of an attribute; `undefined` when it does not start with `data-`. */
export function parseAttributeName(name: string): AttributeName | undefined {
  if (!name.startsWith('data-')) return undefined
  const [label = '', ...rest] = name.slice('data-'.length).split('__')
  const colon = label.indexOf(':')
  const modifiers = rest.map((text): [string, string[]] => {
    const [modifier = '', ...tags] = text.split('.')
    return [modifier, tags]
  })
  return {
    plugin: colon < 0 ? label : label.slice(0, colon),
    key: colon < 0 ? '' : label.slice(colon + 1),
    modifiers: new Map(modifiers),
  }
}

/** Writes a key in the case that `__case` asks for; HTML itself knows lower case only. */
export function withCase(key: string, modifiers: Modifiers, initial: 'camel' | 'kebab'): string {
  const wanted = modifiers.get('case')?.[0] ?? initial
  if (wanted === 'snake') return key.replaceAll('-', '_')
  if (wanted !== 'camel' && wanted !== 'pascal') return key
  const camel = key.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
  if (wanted === 'camel') return camel
  return camel.replace(/(^|\.)[a-z]/g, (start) => start.toUpperCase())
}

/** Writes a name in camel case as CSS does; the names of its variables stay as they are. */
export function toKebab(name: string): string {
  if (name.startsWith('--')) return name
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
