// A product: what every caller's input must be, and how it is kept.
import type { Kysely, Selectable } from 'kysely'
import * as v from 'valibot'
import type { Database } from '../../database.js'

export const colours = ['red', 'green', 'blue'] as const
export const tags = ['outdoor', 'home', 'sale'] as const
export const countries = [
  ['ch', 'Switzerland'],
  ['no', 'Norway'],
  ['pt', 'Portugal'],
] as const

const filledIn = (missing: string) =>
  v.pipe(
    v.string(missing),
    v.trim(),
    v.minLength(1, missing),
    v.maxLength(60, 'Keep it to 60 characters'),
  )

/** A form sends text, and nothing of a box that isn't checked; JSON has numbers, booleans and lists. */
export const Product = v.object({
  name: filledIn('Give it a name'),
  price: v.pipe(
    v.union([v.number(), filledIn('Say what it costs')], 'Say what it costs'),
    v.transform(Number),
    v.number('Write a number, such as 12.50'),
    v.minValue(0, 'A price is 0 or more'),
    v.maxValue(10_000, 'That is too dear for this shop'),
  ),
  inStock: v.pipe(
    v.optional(v.union([v.boolean(), v.literal('on')]), false),
    v.transform((value) => value !== false),
  ),
  colour: v.picklist(colours, 'Choose a colour'),
  tags: v.optional(v.array(v.picklist(tags, 'There is no such tag')), []),
  maker: v.object(
    {
      name: filledIn('Say who makes it'),
      country: v.picklist(
        countries.map(([code]) => code),
        'Choose a country',
      ),
    },
    'Say who makes it',
  ),
})

export type Product = v.InferOutput<typeof Product>

/** A product that is kept. */
export interface KeptProduct extends Product {
  readonly id: number
}

type Row = Selectable<Database['products']>

/** Reads all products, the newest first. */
export async function listProducts(db: Kysely<Database>): Promise<readonly KeptProduct[]> {
  const rows = await db.selectFrom('products').selectAll().orderBy('id', 'desc').execute()
  return rows.map(fromRow)
}

export function toRow({ inStock, tags, maker, ...plain }: Product): Omit<Row, 'id'> {
  return {
    ...plain,
    in_stock: inStock ? 1 : 0,
    tags: JSON.stringify(tags),
    maker_name: maker.name,
    maker_country: maker.country,
  }
}

// What is in the table passed the schema when it was written: it tells the columns' finer types.
function fromRow({ id, in_stock, tags, maker_name, maker_country, ...plain }: Row): KeptProduct {
  const maker = { name: maker_name, country: maker_country }
  const product = { ...plain, inStock: in_stock === 1, tags: JSON.parse(tags), maker }
  return { id, ...v.parse(Product, product) }
}
