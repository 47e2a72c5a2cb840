// The table of the forms, with three products to edit.
import type { Kysely } from 'kysely'

interface Tables {
  products: {
    name: string
    price: number
    in_stock: number
    colour: string
    tags: string
    maker_name: string
    maker_country: string
  }
}

export async function up(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('products')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('price', 'real', (column) => column.notNull())
    .addColumn('in_stock', 'integer', (column) => column.notNull())
    .addColumn('colour', 'text', (column) => column.notNull())
    .addColumn('tags', 'text', (column) => column.notNull())
    .addColumn('maker_name', 'text', (column) => column.notNull())
    .addColumn('maker_country', 'text', (column) => column.notNull())
    .execute()
  await db
    .insertInto('products')
    .values([
      product('Rain jacket', 89, 'blue', ['outdoor', 'sale'], 'Fjell', 'no'),
      product('Desk lamp', 42.5, 'red', ['home'], 'Lumo', 'ch'),
      { ...product('Picnic blanket', 24.9, 'green', ['outdoor'], 'Casa', 'pt'), in_stock: 0 },
    ])
    .execute()
}

function product(
  name: string,
  price: number,
  colour: string,
  tags: readonly string[],
  maker_name: string,
  maker_country: string,
): Tables['products'] {
  const list = JSON.stringify(tags)
  return { name, price, in_stock: 1, colour, tags: list, maker_name, maker_country }
}

export async function down(db: Kysely<Tables>): Promise<void> {
  await db.schema.dropTable('products').execute()
}
