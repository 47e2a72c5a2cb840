// The page in the kit's own markup.
import { html } from 'express-orion'
import type { TableRow } from '../page.js'

export function Table(rows: readonly TableRow[]) {
  return html`<table id="page"><tbody>\n${rows.map(Row)}</tbody></table>`
}

function Row({ id, name, note, price, stock, time }: TableRow) {
  return html`<tr id="row-${id}"><th>${name}</th><td>${note}</td><td>${price}</td><td>${stock}</td><td>${time}</td></tr>\n`
}
