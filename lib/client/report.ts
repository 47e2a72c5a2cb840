// Says on the console what could not be done, in one line: the element, the attribute, its expression
// and the reason. The rest of the page goes on.
import { unclobbered } from './unclobbered.js'

/** Where something failed. */
export interface Place {
  el: Element
  attribute?: string
  text?: string
}

export type Report = (reason: unknown, place?: Place) => void

/** Writes one failure to the console. */
export const report: Report = function report(reason, place) {
  const message = messageOf(reason)
  if (!place) return console.error(`orion: ${message}`)
  const { el, attribute, text } = place
  const source = attribute ? ` ${attribute}="${text ?? ''}"` : ''
  console.error(`orion: ${describe(el)}${source}: ${message}`, el)
}

function describe(el: Element): string {
  const { localName, id } = unclobbered(el)
  return `<${localName}${id ? ` id="${id}"` : ''}>`
}

/** What something that was thrown says. */
export function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason)
}
