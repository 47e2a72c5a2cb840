// The table of the search, with two hundred things to look for.
import type { Kysely } from 'kysely'

const sorts = ['Small', 'Large', 'Red', 'Blue', 'Folding']

const nouns = {
  kitchen: ['bowl', 'grater', 'jug', 'kettle', 'mug', 'pan', 'tray', 'whisk'],
  garden: ['bench', 'hose', 'lantern', 'rake', 'spade', 'trellis', 'watering can', 'wheelbarrow'],
  workshop: ['clamp', 'drill', 'hammer', 'ladder', 'level', 'saw', 'toolbox', 'wrench'],
  toys: ['ball', 'drum', 'kite', 'puzzle', 'robot', 'spinning top', 'train', 'yo-yo'],
  office: ['chair', 'clock', 'desk', 'lamp', 'notebook', 'shelf', 'stapler', 'whiteboard'],
}

interface Tables {
  things: { name: string; kind: string }
}

export async function up(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('things')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .execute()
  const things = Object.entries(nouns).flatMap(([kind, names]) =>
    names.flatMap((noun) => sorts.map((sort) => ({ name: `${sort} ${noun}`, kind }))),
  )
  await db.insertInto('things').values(things).execute()
}

export async function down(db: Kysely<Tables>): Promise<void> {
  await db.schema.dropTable('things').execute()
}
