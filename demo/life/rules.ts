// The rules of Conway's Life, on a board whose edges meet, with colours that are handed down.

/** The cells of a row, and the rows. */
export const size = 50

export const colours = ['red', 'orange', 'green', 'cyan', 'blue', 'violet', 'pink'] as const

export type Colour = (typeof colours)[number]

/** The colour of what lives there; null where nothing does. */
export type Cell = Colour | null

/** A board, row after row. */
export type Cells = readonly Cell[]

/** Where a cell stands in a board; beyond an edge is the other side. */
export function indexOf(row: number, column: number): number {
  return wrapped(row) * size + wrapped(column)
}

function wrapped(at: number): number {
  return ((at % size) + size) % size
}

const ways = [-1, 0, 1]
const around = ways
  .flatMap((down) => ways.map((right) => [down, right] as const))
  .filter(([down, right]) => down !== 0 || right !== 0)

// Made once: it is looked up ten times a second for each cell.
const neighbours = Array.from({ length: size * size }, (_, at) =>
  around.map(([down, right]) => indexOf(Math.floor(at / size) + down, (at % size) + right)),
)

/** The next generation: three neighbours bring a cell to life, two or three keep it alive. */
export function step(cells: Cells): Cells {
  return cells.map((cell, at) => {
    const parents = livingAround(cells, at)
    if (parents.length === 3) return cell ?? heirOf(parents)
    return parents.length === 2 ? cell : null
  })
}

function livingAround(cells: Cells, at: number): readonly Colour[] {
  const living: Colour[] = []
  for (const neighbour of neighbours[at] ?? []) {
    const cell = cells[neighbour]
    if (cell) living.push(cell)
  }
  return living
}

/** The colour that most of three parents have; that of the first where each has its own. */
function heirOf([first, second, third]: readonly Colour[]): Cell {
  return (second === third ? second : first) ?? null
}
