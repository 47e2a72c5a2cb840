// The escapings, one for each language that a template's value may land in.
import { OrionError, show } from './errors.js'
import { isPlainObject } from './plain-object.js'

const special = /[&<>"']/
const entities: Readonly<Record<number, string>> = {
  34: '&quot;',
  38: '&amp;',
  39: '&#39;',
  60: '&lt;',
  62: '&gt;',
}

/** Escapes text for element content and for quoted attributes. */
export function escapeHtml(text: string): string {
  // Most texts have nothing to escape.
  if (!special.test(text)) return text
  let escaped = ''
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const entity = entities[text.charCodeAt(at)]
    if (entity === undefined) continue
    escaped += text.slice(from, at) + entity
    from = at + 1
  }
  return escaped + text.slice(from)
}

// Whatever is not plainly text is written as \xHH or \uHHHH: no quote, no `$name` and no `@action(`
// survives, so neither a JavaScript parser nor a client that rewrites expressions first sees code; nor
// does a surrogate, for Datastar marks with an emoji what it leaves alone.
const notPlain = /[^A-Za-z0-9 _.,/\u00a0-\u2027\u202a-\ud7ff\ue000-\ufffe-]/g

/** Escapes text for the inside of a JavaScript string or template literal. */
export function escapeJsString(text: string): string {
  return text.replace(notPlain, (char) => {
    const code = char.charCodeAt(0)
    const hex = code.toString(16)
    return code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`
  })
}

/**
 * Writes a plain value as a JavaScript expression.
 *
 * @throws OrionError `ORION_VALUE` for what JSON can't hold
 */
export function toJsExpression(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number' && Number.isFinite(value)) {
    return value < 0 ? `(${value})` : String(value)
  }
  if (typeof value === 'string') return `'${escapeJsString(value)}'`
  if (Array.isArray(value)) return `[${value.map(toJsExpression).join(',')}]`
  if (isPlainObject(value)) {
    const members = Object.entries(value).map(([key, member]) => {
      if (key === '__proto__') throw unfit(value)
      return `'${escapeJsString(key)}':${toJsExpression(member)}`
    })
    return `{${members.join(',')}}`
  }
  throw unfit(value)
}

function unfit(value: unknown): OrionError {
  const what = 'can not be written into an expression; give a string, a number, a boolean, or plain'
  return new OrionError('ORION_VALUE', `${show(value)} ${what} arrays and objects of these`)
}
