// How fast a table becomes markup: the kit's html, strings put together by hand, and EJS. In one process.
import ejs from 'ejs'
import { escapedMarkupOf } from '../by-hand.js'
import { cpuMs, interleave, ratioOf } from '../measure.js'
import { Page, type TableRow } from '../page.js'
import { Table } from '../peers/table.js'
import type { Row } from '../row.js'

type Render = (rows: readonly TableRow[]) => string

const rowCount = 1000

const template = ejs.compile(`<table id="page"><tbody>
<% for (const { id, name, note, price, stock, time } of rows) { -%>
<tr id="row-<%= id %>"><th><%= name %></th><td><%= note %></td><td><%= price %></td><td><%= stock %></td><td><%= time %></td></tr>
<% } -%>
</tbody></table>`)

export const render: Row = {
  name: 'render',
  question: `speed of html on a table of ${rowCount} rows`,
  async run({ quick }) {
    const rows = new Page({ rows: rowCount, percent: 1 }).rows()
    const atLeastMs = quick ? 50 : 300
    // Theirs over ours: a speed is the inverse of a cost.
    const { html, byHand, ejs } = await interleave(quick ? 3 : 9, {
      html: costOf((table) => Table(table).toString(), rows, atLeastMs),
      byHand: costOf(escapedMarkupOf, rows, atLeastMs),
      ejs: costOf((table) => template({ rows: table }), rows, atLeastMs),
    })
    return [
      { against: 'by hand, escaped', ratio: ratioOf(byHand, html), goal: { atLeast: 0.8 } },
      { against: 'EJS, compiled', ratio: ratioOf(ejs, html), goal: { atLeast: 1 } },
    ]
  },
}

/** Makes what measures the CPU time of a render, warmed up, in milliseconds. */
function costOf(make: Render, rows: readonly TableRow[], atLeastMs: number): () => number {
  const expected = escapedMarkupOf(rows)
  const bytes = Buffer.byteLength(expected)
  const measure = () => {
    const beganMs = cpuMs()
    let renders = 0
    while (cpuMs() - beganMs < atLeastMs) {
      // V8 puts a string together when it is first read, so it has to be.
      if (Buffer.byteLength(make(rows)) !== bytes) throw new Error('a render made another table')
      renders++
    }
    return (cpuMs() - beganMs) / renders
  }
  if (make(rows) !== expected) throw new Error('a render made another table')
  measure()
  return measure
}
