// The page as one writes it without a kit: strings put together, and what is in them escaped.
import type { TableRow } from './page.js'

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export function escapedMarkupOf(rows: readonly TableRow[]): string {
  let markup = ''
  for (const { id, name, note, price, stock, time } of rows) {
    const cells = `<td>${escaped(note)}</td><td>${escaped(price)}</td><td>${stock}</td><td>${escaped(time)}</td>`
    markup += `<tr id="row-${id}"><th>${escaped(name)}</th>${cells}</tr>\n`
  }
  return `<table id="page"><tbody>\n${markup}</tbody></table>`
}

// Most texts have nothing to escape, and to find that out is cheaper than to replace.
function escaped(text: string): string {
  if (!/[&<>"']/.test(text)) return text
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character)
}
