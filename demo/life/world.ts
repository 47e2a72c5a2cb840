// The world that everybody shares: its cells, its age, and what was planted since it last moved.
import { type Cells, type Colour, colours, indexOf, size, step } from './rules.js'

export interface World {
  /** How often it has moved. */
  readonly generation: number
  /** The cells, with what was planted already. */
  cells(): Cells
  /** Brings a cell and the four beside it to life. */
  plant(row: number, column: number, colour: Colour): void
  /** Moves it on by a generation. */
  tick(): void
}

/**
 * Makes a world. It is in memory, and begins anew with its process: ten writes a second of what
 * nobody needs back are no work for a store. Several processes have a world each; there, one would
 * tick, and keep the cells where all of them can read them.
 */
export function createWorld(): World {
  let living = firstCells()
  let generation = 0
  const planted = new Map<number, Colour>()

  const cells = () => living.map((cell, at) => planted.get(at) ?? cell)

  return {
    get generation() {
      return generation
    },
    cells,
    plant(row, column, colour) {
      for (const [down, right] of plus) planted.set(indexOf(row + down, column + right), colour)
    },
    // What was planted joins after the step, so that one frame shows it as it was planted.
    tick() {
      living = step(living)
      living = cells()
      planted.clear()
      generation++
    },
  }
}

// A cell alone would be gone in the next frame; this grows.
const plus = [
  [0, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  [1, 0],
] as const

// The R-pentomino, the smallest thing that stays busy for long.
const seed = [
  [0, 1],
  [0, 2],
  [1, 0],
  [1, 1],
  [2, 1],
] as const

/** One seed of each colour, where they are known to keep each other busy for 3,300 generations. */
function firstCells(): Cells {
  const sown = new Map(
    colours.flatMap((colour, nth) =>
      seed.map(([down, right]) => [indexOf(5 + 11 * nth + down, 5 + 19 * nth + right), colour]),
    ),
  )
  return Array.from({ length: size * size }, (_, at) => sown.get(at) ?? null)
}
