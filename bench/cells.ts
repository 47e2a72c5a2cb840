// The nine kinds of frames that encoders are measured on: three sizes of a page, three shares of its rows
// that change.
import { markupOf, Page, rowsIn } from './page.js'

export class Cell {
  readonly kilobytes: number
  /** How many of a hundred rows change with each frame. */
  readonly percent: number
  #page: Page
  #version = 0

  constructor(kilobytes: number, percent: number) {
    this.kilobytes = kilobytes
    this.percent = percent
    this.#page = new Page({ rows: rowsIn(kilobytes), percent })
  }

  get name(): string {
    return `${this.kilobytes} KB, ${this.percent} %`
  }

  /** The next frames, each as it goes over the wire: the text of a server-sent event. */
  next(count: number): readonly Buffer[] {
    return Array.from({ length: count }, () => {
      this.#page.advanceTo(++this.#version)
      return Buffer.from(eventOf(markupOf(this.#page.rows())))
    })
  }
}

/** Makes every cell, at its beginning. */
export function makeCells(): readonly Cell[] {
  const shares = [1, 10, 100]
  return [4, 40, 200].flatMap((kilobytes) => shares.map((percent) => new Cell(kilobytes, percent)))
}

function eventOf(markup: string): string {
  const lines = markup.split('\n').map((line) => `data: elements ${line}\n`)
  return `event: datastar-patch-elements\n${lines.join('')}\n`
}
