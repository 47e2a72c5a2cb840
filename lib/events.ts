// Datastar's events as text, written as its SDK writes them: markup or signals in, server-sent events out.
import { OrionError, show } from './errors.js'
import type { Html } from './html.js'

const patchModes = [
  'outer',
  'inner',
  'replace',
  'prepend',
  'append',
  'before',
  'after',
  'remove',
] as const

/** How markup is put into the page; Datastar's eight modes. */
export type PatchMode = (typeof patchModes)[number]

/** Where and how markup is put into the page. */
export interface PatchOptions {
  /** The element to patch, as a CSS selector. Without it each top-level element needs an id. */
  readonly selector?: string
  /** Defaults to `'outer'`: morph the element. */
  readonly mode?: PatchMode
}

// An event-stream line ends at CR, LF or both (HTML standard, 9.2.5). Each line of a text gets its field's
// name, or it would begin a field, and so an event, of its writer's making.
function field(name: string, text: string): string {
  const begin = `data: ${name} `
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  return `${begin}${lines.replaceAll('\n', `\n${begin}`)}\n`
}

const patch = 'event: datastar-patch-elements\n'

/**
 * The event that puts markup into the page.
 *
 * @throws OrionError `ORION_VALUE` for a mode that is none, and for markup with nothing in it, save in mode
 *   `'inner'`, where it empties
 */
export function patchElements(markup: Html | string, options: PatchOptions = {}): string {
  const { selector, mode = 'outer' } = options
  if (!patchModes.includes(mode)) {
    const known = patchModes.join(', ')
    throw new OrionError('ORION_VALUE', `${show(mode)} is no mode; give one of ${known}`)
  }
  const elements = markup.toString()
  const isEmpty = elements.trim() === ''
  if (isEmpty && mode !== 'inner') {
    throw new OrionError('ORION_VALUE', 'there is nothing to patch; give markup, or use remove')
  }
  const place = selector === undefined ? '' : selectorField(selector)
  const manner = mode === 'outer' ? '' : field('mode', mode)
  // No markup at all would be no event to a client; a comment leaves an element as empty.
  return `${patch}${place}${manner}${field('elements', isEmpty ? '<!---->' : elements)}\n`
}

/** The event that removes what a selector finds. */
export function removeElements(selector: string): string {
  return `${patch}${selectorField(selector)}${field('mode', 'remove')}\n`
}

/** The event that merges signals into the page's (RFC 7386: `null` removes one). */
export function patchSignals(
  signals: Readonly<Record<string, unknown>>,
  options: { readonly onlyIfMissing?: boolean } = {},
): string {
  const manner = options.onlyIfMissing ? field('onlyIfMissing', 'true') : ''
  return `event: datastar-patch-signals\n${manner}${field('signals', JSON.stringify(signals))}\n`
}

// A selector is one line.
function selectorField(selector: string): string {
  return field('selector', selector.replace(/[\r\n]+/g, ' '))
}
