// html`...`: text in, markup out, every value escaped for the place where it stands.
import { attributeKind, booleanAttributes } from './attributes.js'
import { OrionError, show } from './errors.js'
import { escapeHtml, escapeJsString, toJsExpression } from './escape.js'
import { holesOf } from './holes.js'
import type { Hole } from './html-scan.js'
import { safeUrl } from './url.js'

// Registered symbols, so that the ESM and the CommonJS build know each other's markup.
const markup = Symbol.for('express-orion.html')
const attributeText = Symbol.for('express-orion.attributes')

/** Markup that is safe to send. Made by `html` and `raw`; `toString()` gives the text. */
export interface Html {
  readonly [markup]: string
  toString(): string
}

/** Attributes that may stand in a tag: `<main ${connect('/todos')}>`. */
export interface Attributes {
  readonly [attributeText]: string
  toString(): string
}

/**
 * Wraps markup that is known to be safe. Nothing in it is escaped: it is the one way out.
 *
 * @example
 * html`<article>${raw(renderMarkdown(trustedText))}</article>`
 */
export function raw(text: string): Html {
  return new Markup(text)
}

class Markup implements Html {
  readonly [markup]: string

  constructor(text: string) {
    this[markup] = text
  }

  toString(): string {
    return this[markup]
  }
}

/** Wraps the text of attributes that is known to be safe. */
export function rawAttributes(text: string): Attributes {
  return { [attributeText]: text, toString: () => text }
}

/** Tells whether a value is markup that `html` or `raw` made, in this copy of the kit or another. */
export function isHtml(value: unknown): value is Html {
  return typeof value === 'object' && value !== null && markup in value
}

/**
 * Throws unless a value is markup.
 *
 * @param what what returned it, for the message
 * @throws OrionError `ORION_RENDER`
 */
export function checkHtml(value: unknown, what: string): Html {
  if (isHtml(value)) return value
  throw new OrionError('ORION_RENDER', `${what} returned ${show(value)}; return html\`...\``)
}

// A memo: what it holds follows from the key alone.
const scanned = new WeakMap<TemplateStringsArray, readonly Hole[]>()

// V8 keeps a text that was put together as a tree until something reads it. Pages that are rendered at the
// same time would be as many trees, much larger than their texts: a long one is read at once.
const longText = 2048

/**
 * Makes markup of a template. Values are escaped by where they stand: in text, in a quoted attribute, in
 * an address, in a string or a value of a `data-*` expression. Arrays are joined; `null`, `undefined` and
 * `false` vanish; between attributes stands what `connect` and `form` give, or the name of a boolean
 * attribute.
 *
 * @throws OrionError `ORION_TEMPLATE` when first used, if a value stands where nothing is safe (an
 *   attribute without quotes, a tag's name, `<script>`, `<style>`, `on*`, a comment)
 * @throws OrionError `ORION_VALUE` for a value that has no text, such as a promise that nobody awaited
 * @example
 * html`<li id="todo-${todo.id}"><input type="checkbox" ${todo.done && 'checked'}> ${todo.title}</li>`
 */
export function html(parts: TemplateStringsArray, ...values: readonly unknown[]): Html {
  let holes = scanned.get(parts)
  if (holes === undefined) {
    holes = holesOf(parts)
    scanned.set(parts, holes)
  }
  let text = parts[0] ?? ''
  for (let i = 0; i < holes.length; i++) {
    // The lengths agree: a template has one part more than values.
    text += fill(holes[i] as Hole, values[i]) + (parts[i + 1] as string)
  }
  if (text.length >= longText) text.trim()
  return raw(text)
}

function fill(hole: Hole, value: unknown): string {
  if (hole === 'text') return textOf(value, escapeHtml, asItIs)
  switch (hole) {
    case 'attributes':
      return attributesOf(value)
    case 'js-string':
      return escapeHtml(escapeJsString(plainText(value)))
    case 'js-value':
      return escapeHtml(toJsExpression(isHtml(value) ? value.toString() : value))
    case 'url':
      return escapeHtml(safeUrl(plainText(value), 'start'))
    case 'url-more':
      return escapeHtml(safeUrl(plainText(value), 'in-origin'))
    case 'style':
      return escapeHtml(checked(value, plainCss, 'in a style; give a number or a plain word'))
    case 'name':
      return escapeHtml(
        checked(value, signalPath, "as a signal's name; give letters, digits, _ and ."),
      )
    case 'raw-text':
      return textOf(value, escapeHtml, refuseMarkup)
    case 'attribute':
      return textOf(value, escapeHtml, escapeQuotes)
  }
}

const plainCss = /^[\w .,%#-]*$/
const signalPath = /^[\w.]+$/

// In an attribute markup keeps its entities; only what could end the attribute is escaped.
function escapeQuotes(text: string): string {
  return text.replace(/"/g, '&quot;').replace(/'/g, '&#39;')
}

function asItIs(text: string): string {
  return text
}

function refuseMarkup(text: string): never {
  throw unfit(text, 'as markup in <textarea> or <title>, where only text can stand')
}

function textOf(
  value: unknown,
  escapeText: (text: string) => string,
  escapeMarkup: (text: string) => string,
): string {
  if (typeof value === 'string') return escapeText(value)
  if (typeof value === 'number' || value === true || typeof value === 'bigint') return String(value)
  if (value === null || value === undefined || value === false) return ''
  if (isHtml(value)) return escapeMarkup(value[markup])
  if (!Array.isArray(value)) return escapeText(plainText(value))
  let text = ''
  for (const item of value) text += textOf(item, escapeText, escapeMarkup)
  return text
}

function plainText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined || value === false) return ''
  if (Array.isArray(value)) return value.map(plainText).join('')
  const bare =
    typeof value === 'symbol' ||
    typeof value === 'function' ||
    (typeof value === 'object' && !hasText(value))
  if (bare) throw unfit(value, value instanceof Promise ? 'as text; await it first' : 'as text')
  return String(value)
}

function hasText(value: object): boolean {
  return typeof value.toString === 'function' && value.toString !== Object.prototype.toString
}

function checked(value: unknown, pattern: RegExp, place: string): string {
  const text = plainText(value)
  if (!pattern.test(text)) throw unfit(value, place)
  return text
}

function attributesOf(value: unknown): string {
  if (value === null || value === undefined || value === false || value === '') return ''
  if (Array.isArray(value)) return value.map(attributesOf).join(' ')
  if (typeof value === 'object' && attributeText in value) return String(value[attributeText])
  const name = typeof value === 'string' || isHtml(value) ? value.toString() : ''
  if (booleanAttributes.has(name)) return name
  throw unfit(
    value,
    'between attributes; give what connect() or form() returns, or the name of a boolean attribute',
  )
}

function unfit(value: unknown, place: string): OrionError {
  return new OrionError('ORION_VALUE', `${show(value)} can't stand ${place}`)
}

/** The values of HTML attributes by name; `true` is a bare attribute, `false` and nothing leave it out. */
export type AttributeValues = Readonly<Record<string, string | number | boolean | null | undefined>>

/**
 * Writes attributes from an object, each value escaped for the attribute's kind.
 *
 * @throws OrionError `ORION_VALUE` for a name that isn't one, or an attribute that holds code
 */
export function attributes(tag: string, values: AttributeValues): Attributes {
  const written: string[] = []
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === false) continue
    const kind = attributeKind(tag, name.toLowerCase())
    if (!/^[A-Za-z][\w:.-]*$/.test(name) || kind === 'unsafe' || kind === 'expression') {
      throw unfit(name, 'as the name of an attribute here; write it into the template instead')
    }
    const hole = kind === 'plain' ? 'attribute' : kind
    written.push(value === true ? name : `${name}="${fill(hole, value)}"`)
  }
  return rawAttributes(written.join(' '))
}
