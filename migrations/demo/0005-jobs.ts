// The table of the long jobs, with one that is done.
import type { Kysely } from 'kysely'

interface Tables {
  jobs: { up_to: number; state: string; progress: number; found: number }
}

export async function up(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('jobs')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('up_to', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull().defaultTo('running'))
    .addColumn('progress', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('found', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('problem', 'text')
    .execute()
  const done = { up_to: 1_000_000, state: 'done', progress: 100, found: 78_498 }
  await db.insertInto('jobs').values(done).execute()
}

export async function down(db: Kysely<Tables>): Promise<void> {
  await db.schema.dropTable('jobs').execute()
}
