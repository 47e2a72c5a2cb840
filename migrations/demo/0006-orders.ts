// The orders of the checkout, one in each state, and what the payment service remembers of them.
import type { Kysely } from 'kysely'

interface Tables {
  orders: { item: string; amount: number; state: string }
  charges: { order_id: number; result: string }
}

export async function up(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('orders')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('item', 'text', (column) => column.notNull())
    .addColumn('amount', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull().defaultTo('open'))
    .execute()
  await db.schema
    .createTable('charges')
    .addColumn('order_id', 'integer', (column) => column.primaryKey())
    .addColumn('result', 'text', (column) => column.notNull())
    .execute()
  await db
    .insertInto('orders')
    .values([
      { item: 'Concert ticket', amount: 3500, state: 'paid' },
      // As it is left when the process dies after the service was paid, and before the order says so.
      { item: 'Museum ticket', amount: 1800, state: 'paying' },
      { item: 'Train ticket', amount: 2450, state: 'open' },
    ])
    .execute()
  await db
    .insertInto('charges')
    .values([
      { order_id: 1, result: 'paid' },
      { order_id: 2, result: 'paid' },
    ])
    .execute()
}

export async function down(db: Kysely<Tables>): Promise<void> {
  await db.schema.dropTable('charges').execute()
  await db.schema.dropTable('orders').execute()
}
