// What the game looks like: a frame of 2,500 cells, ten times a second, and the page around it.
import { connect, type Form, field, type Html, html } from 'express-orion'
import { type Cell, type Cells, type Colour, colours, size } from './rules.js'

/** What a frame shows. */
export interface Scenery {
  readonly cells: Cells
  readonly generation: number
  readonly watching: number
}

/** One frame: the board, and who lives on it. */
export function Frame({ cells, generation, watching }: Scenery): Html {
  return html`<div id="board" role="img" aria-label="The world, ${size} by ${size} cells">
${rowsOf(cells).map(Row)}</div>
<section id="census" class="card">
  <h2>Generation ${number(generation)}</h2>
  <ul>${colours.map((colour) => Population(colour, cells))}</ul>
  <p class="hint">${watching === 1 ? '1 page' : `${watching} pages`} open</p>
</section>`
}

// Neither ids nor values: a cell is told by its place, in the morph as in a click. So a frame has
// 21 KB; with 2,500 buttons that have values it had 107, and took the browser a third longer.
const cellMarkup: ReadonlyMap<Cell, Html> = new Map([
  [null, html`<i></i>`],
  ...colours.map((colour) => [colour, html`<i class="${colour}"></i>`] as const),
])

function Row(cells: Cells): Html {
  return html`<p>${cells.map((cell) => cellMarkup.get(cell))}</p>\n`
}

function rowsOf(cells: Cells): readonly Cells[] {
  return Array.from({ length: size }, (_, row) => cells.slice(row * size, (row + 1) * size))
}

function Population(colour: Colour, cells: Cells): Html {
  const count = cells.filter((cell) => cell === colour).length
  return html`
    <li>${Dot(colour)} ${colour} <b>${number(count)}</b></li>`
}

function Dot(colour: Colour): Html {
  return html`<span class="dot ${colour}"></span>`
}

function number(value: number): string {
  return value.toLocaleString('en')
}

/**
 * The page. A click anywhere on the board is one request, told by where its cell stands; the form is
 * for the keyboard, and for pages without script.
 */
export function LifePage(base: string, colour: Colour, frame: Html, f: Form): Html {
  return html`<main class="wide" ${connect(base)}>
  <h1>Game of Life</h1>
  <p class="lead">One world for everybody, ten generations a second. Click into it:
  you plant in ${Dot(colour)} ${colour}.</p>
  <div class="world" data-on:click="evt.target.matches('#board i') &amp;&amp; (
    $row = 1 + [...evt.target.closest('#board').children].indexOf(evt.target.parentElement),
    $column = 1 + [...evt.target.parentElement.children].indexOf(evt.target),
    @post('${base}'))">
    ${frame}
    <form class="card plant" method="post" action="${base}" ${f}
      data-on:submit="@post('${base}', {contentType: 'form'})">
      <h2>Without a mouse</h2>
      ${Coordinate(f, 'row', 'Row')}
      ${Coordinate(f, 'column', 'Column')}
      <button class="plain">Plant</button>
    </form>
  </div>
  <noscript>
    <p class="hint">Without script this page stands still: <a href="${base}">load it again</a>.</p>
  </noscript>
</main>`
}

function Coordinate(f: Form, name: 'row' | 'column', label: string): Html {
  return field(f, name, { label, type: 'number', min: 1, max: size, required: true })
}
