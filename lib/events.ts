// Datastar's events as text, in the SDK's format: markup or signals in, server-sent events out.
import { ServerSentEventGenerator } from '@starfederation/datastar-sdk/abstractServerSentEventGenerator'
import { OrionError } from './errors.js'
import type { Html } from './html.js'

/** How markup is put into the page; Datastar's eight modes. */
export type PatchMode =
  | 'outer'
  | 'inner'
  | 'replace'
  | 'prepend'
  | 'append'
  | 'before'
  | 'after'
  | 'remove'

/** Where and how markup is put into the page. */
export interface PatchOptions {
  /** The element to patch, as a CSS selector. Without it each top-level element needs an id. */
  readonly selector?: string
  /** Defaults to `'outer'`: morph the element. */
  readonly mode?: PatchMode
}

class EventText extends ServerSentEventGenerator<string> {
  // biome-ignore lint/complexity/noUselessConstructor: it makes this one public
  constructor() {
    super()
  }

  // What the SDK's base class makes of an event is a list of lines; joined, it is what goes over the wire.
  text(event: string | string[]): string {
    return typeof event === 'string' ? event : event.join('')
  }

  override close(): void {}
}

const generator = new EventText()

// An event-stream line ends at CR, LF or both (HTML standard, 9.2.5), the SDK splits at LF alone: a CR in
// a user's text would begin a line, and so an event, of the user's making.
function oneKindOfNewline(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}

/**
 * The event that puts markup into the page.
 *
 * @throws OrionError `ORION_VALUE` for markup with nothing in it, save in mode `'inner'`, where it empties
 */
export function patchElements(markup: Html | string, options: PatchOptions = {}): string {
  const selector = options.selector === undefined ? {} : { selector: oneLine(options.selector) }
  const mode = options.mode === undefined ? {} : { mode: options.mode }
  const elements = oneKindOfNewline(markup.toString())
  const empty = elements.trim() === ''
  if (empty && options.mode !== 'inner') {
    throw new OrionError('ORION_VALUE', 'there is nothing to patch; give markup, or use remove')
  }
  // The SDK refuses nothing at all; a comment leaves an element as empty.
  const patched = empty ? '<!---->' : elements
  return generator.text(generator.patchElements(patched, { ...selector, ...mode }))
}

/** The event that removes what a selector finds. */
export function removeElements(selector: string): string {
  return generator.text(generator.removeElements(oneLine(selector)))
}

/** The event that merges signals into the page's (RFC 7386: `null` removes one). */
export function patchSignals(
  signals: Readonly<Record<string, unknown>>,
  options: { readonly onlyIfMissing?: boolean } = {},
): string {
  return generator.text(generator.patchSignals(JSON.stringify(signals), options))
}

function oneLine(selector: string): string {
  return selector.replace(/[\r\n]+/g, ' ')
}
