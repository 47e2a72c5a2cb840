// A dashboard of five tables: the first changes with every version, the others seldom.
import { markupOf, Page, type TableRow } from './page.js'

export const partNames = ['orders', 'stock', 'staff', 'returns', 'partners'] as const

/** How many versions the slow parts stay as they are. */
export const slowEvery = 10

const size = { rows: 60, percent: 2.5 }

/** Which parts change with a version. */
export function changedIn(version: number): readonly number[] {
  return partNames.map((_, part) => part).filter((part) => part === 0 || version % slowEvery === 0)
}

export class Dashboard {
  #parts = partNames.map(() => new Page(size))

  /** Goes on to a version. */
  advanceTo(version: number): void {
    for (const [part, page] of this.#parts.entries()) page.advanceTo(versionOf(part, version))
  }

  /** The rows of a part at a version of its own. */
  rows(part: number, version: number): readonly TableRow[] {
    const page = this.#parts[part]
    page?.advanceTo(version)
    return page?.rows(part) ?? []
  }

  markup(): string {
    const parts = this.#parts.map((page, part) => sectionOf(part, markupOf(page.rows(part))))
    return `<main id="page">${parts.join('')}</main>`
  }
}

/** The version of its own that a part has. */
export function versionOf(part: number, version: number): number {
  return part === 0 ? version : Math.floor(version / slowEvery)
}

function sectionOf(part: number, table: string): string {
  return `<section><h2>${partNames[part]}</h2>${table}</section>`
}
