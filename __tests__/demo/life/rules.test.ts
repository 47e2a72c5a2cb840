// The rules of Life as laws over any board.
import fc from 'fast-check'
import { type Cell, type Cells, colours, indexOf, size, step } from '../../../demo/life/rules.js'

const last = size - 1
const places = Array.from(
  { length: size * size },
  (_, at) => [Math.floor(at / size), at % size] as const,
)

const anyColour = fc.constantFrom(...colours)
const anyAt = fc.integer({ min: 0, max: last })
const anyCells: fc.Arbitrary<Cells> = fc.array(fc.option(anyColour, { freq: 2 }), {
  minLength: size * size,
  maxLength: size * size,
})

/** A board with these cells alive. */
function board(...alive: readonly (readonly [row: number, column: number, cell: Cell])[]): Cells {
  const cells = new Map(alive.map(([row, column, cell]) => [indexOf(row, column), cell]))
  return places.map((_, at) => cells.get(at) ?? null)
}

/** The board that has at each place what `from` says stood elsewhere. */
function moved(
  cells: Cells,
  from: (row: number, column: number) => readonly [number, number],
): Cells {
  return places.map(([row, column]) => cells[indexOf(...from(row, column))] ?? null)
}

function around(cells: Cells, row: number, column: number): readonly Cell[] {
  const square = [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((right) => [down, right] as const))
  return square
    .filter(([down, right]) => down !== 0 || right !== 0)
    .map(([down, right]) => cells[indexOf(row + down, column + right)] ?? null)
    .filter((cell) => cell !== null)
}

function aliveIn(cells: Cells): readonly boolean[] {
  return cells.map((cell) => cell !== null)
}

test('three neighbours bring to life, two or three keep alive, and all else is dead', () => {
  fc.assert(
    fc.property(anyCells, (cells) => {
      const expected = places.map(([row, column], at) => {
        const { length } = around(cells, row, column)
        return length === 3 || (length === 2 && cells[at] !== null)
      })
      expect(aliveIn(step(cells))).toEqual(expected)
    }),
    { numRuns: 20 },
  )
})

test('who lives on keeps its colour, and who is born has that of most of its parents', () => {
  fc.assert(
    fc.property(anyCells, (cells) => {
      const next = step(cells)
      const wrong = places.filter(([row, column], at) => {
        const [before = null, after = null] = [cells[at], next[at]]
        const parents = around(cells, row, column)
        const most = parents.find((colour, nth) => parents.indexOf(colour) !== nth)
        const right = before ? [before] : most ? [most] : parents
        return after !== null && !right.includes(after)
      })
      expect(wrong).toEqual([])
    }),
    { numRuns: 20 },
  )
})

test('they hold alike everywhere: the world has no edges', () => {
  fc.assert(
    fc.property(anyCells, anyAt, anyAt, (cells, down, right) => {
      const move = (any: Cells) => moved(any, (row, column) => [row - down, column - right])
      expect(step(move(cells))).toEqual(move(step(cells)))
    }),
    { numRuns: 20 },
  )
})

test('a mirror changes nothing of who lives', () => {
  const mirrored = (any: Cells) => moved(any, (row, column) => [row, last - column])
  fc.assert(
    fc.property(anyCells, (cells) => {
      expect(aliveIn(step(mirrored(cells)))).toEqual(aliveIn(mirrored(step(cells))))
    }),
    { numRuns: 20 },
  )
})

test('a glider is one cell further, down and to the right, after four generations', () => {
  fc.assert(
    fc.property(anyAt, anyAt, anyColour, (row, column, colour) => {
      const glider = (by: number) =>
        board(
          [row + by, column + by + 1, colour],
          [row + by + 1, column + by + 2, colour],
          [row + by + 2, column + by, colour],
          [row + by + 2, column + by + 1, colour],
          [row + by + 2, column + by + 2, colour],
        )
      expect(step(step(step(step(glider(0)))))).toEqual(glider(1))
    }),
  )
})
