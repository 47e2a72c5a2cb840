// The page that is published: a table of so many rows, of which a share changes with each version. Every process that makes it gets the same one.

/** One row of the table. */
export interface TableRow {
  readonly id: number
  readonly name: string
  readonly note: string
  readonly price: string
  readonly stock: number
  readonly time: string
}

/** What a page is made of. */
export interface PageSize {
  /** How many rows it has. */
  readonly rows: number
  /** How many of a hundred rows change with each version; at least one row does. */
  readonly percent: number
}

// What a row comes to on average, in bytes of markup.
const rowBytes = 134

/** How many rows a page of so many kilobytes has. */
export function rowsIn(kilobytes: number): number {
  return Math.round((kilobytes * 1024) / rowBytes)
}

/** A list of 306 products in 40 KB, of which one in forty changes with each version. */
export const usualPage: PageSize = { rows: rowsIn(40), percent: 2.5 }

const looks = ['Plain', 'Blue', 'Heavy', 'Striped', 'Light', 'Green', 'Woven', 'Soft', 'Old', 'Red']
const stuffs = ['cotton', 'oak', 'linen', 'copper', 'paper', 'wool', 'glass', 'leather', 'tin']
const things = ['shirt', 'table', 'lamp', 'blanket', 'notebook', 'bowl', 'chair', 'bag', 'kettle']
const places = ['Oslo', 'Lisbon', 'Turin', 'Ghent', 'Porto', 'Leeds', 'Graz', 'Lyon', 'Malmo']

// All texts are made once, and looked up: what is measured is to be the rendering, not this.
const names = looks.flatMap((look) =>
  stuffs.flatMap((stuff) => things.map((thing) => `${look} ${stuff} ${thing}`)),
)
const notes = places.flatMap((place) =>
  Array.from({ length: 27 }, (_, days) => `Made in ${place}, comes within ${days + 2} days`),
)
const prices = Array.from({ length: 20_000 }, (_, cents) => {
  return `${Math.floor(cents / 50)}.${twoDigits(2 * (cents % 50))}`
})
const secondsApart = 8
const times = Array.from({ length: (24 * 3600) / secondsApart }, (_, at) =>
  clock(at * secondsApart),
)
// The first version is made at nine; its rows changed some time before, those of a version all at once.
const nine = (9 * 3600) / secondsApart

export class Page {
  #changing: number
  /** The version that last changed each row. */
  #changedIn: Uint32Array
  /** The rows in the order in which they change next. */
  #order: Uint32Array
  #version = 0

  constructor({ rows, percent }: PageSize) {
    this.#changing = Math.max(1, Math.round((rows * percent) / 100))
    this.#changedIn = new Uint32Array(rows)
    this.#order = Uint32Array.from({ length: rows }, (_, index) => index)
  }

  /** Goes on to a version, one change after the other. */
  advanceTo(version: number): void {
    while (this.#version < version) this.#advance()
  }

  /** The rows of this version; another seed gives a page of its own that changes in the same places. */
  rows(seed = 0): readonly TableRow[] {
    return Array.from(this.#changedIn, (changedIn, index) => rowOf(seed, index, changedIn))
  }

  // The first steps of a shuffle: as many rows as change, none of them twice.
  #advance(): void {
    this.#version++
    const order = this.#order
    for (let at = 0; at < this.#changing; at++) {
      const other = at + (mix(this.#version, at, 0) % (order.length - at))
      const [row, swapped] = [order[other] ?? 0, order[at] ?? 0]
      order[at] = row
      order[other] = swapped
      this.#changedIn[row] = this.#version
    }
  }
}

/** The markup of rows, put together by hand: nothing in them needs to be escaped. */
export function markupOf(rows: readonly TableRow[]): string {
  let markup = ''
  for (const { id, name, note, price, stock, time } of rows) {
    const cells = `<td>${note}</td><td>${price}</td><td>${stock}</td><td>${time}</td>`
    markup += `<tr id="row-${id}"><th>${name}</th>${cells}</tr>\n`
  }
  return `<table id="page"><tbody>\n${markup}</tbody></table>`
}

function rowOf(seed: number, id: number, changedIn: number): TableRow {
  const text = mix(seed, id, 0)
  const change = mix(seed, id, changedIn + 1)
  return {
    id,
    name: pick(names, text),
    note: pick(notes, text >>> 12),
    price: pick(prices, change),
    stock: (change >>> 16) % 1000,
    time: pick(times, changedIn === 0 ? change % nine : nine + changedIn),
  }
}

function clock(seconds: number): string {
  const parts = [seconds / 3600, (seconds / 60) % 60, seconds % 60]
  return parts.map((part) => twoDigits(Math.floor(part))).join(':')
}

function pick(texts: readonly string[], number: number): string {
  return texts[number % texts.length] ?? ''
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

// Thirty-two bits that look random and are the same everywhere (the last steps of MurmurHash3).
function mix(a: number, b: number, c: number): number {
  let bits = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b)
  bits = Math.imul(bits ^ b ^ (bits >>> 15), 0xc2b2ae35)
  bits = Math.imul(bits ^ c ^ (bits >>> 13), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 16), 0xc2b2ae35)
  return (bits ^ (bits >>> 15)) >>> 0
}
