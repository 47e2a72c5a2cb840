// What the demo keeps, and the Orion that keeps it.
import { createOrion } from 'express-orion'
import { type Generated, Migrator } from 'kysely'
import { migrations } from '../migrations/demo/index.js'

export interface Database {
  todos: {
    id: Generated<number>
    title: string
    /** SQLite has no booleans: 0 or 1. */
    done: Generated<number>
    created_at: Generated<string>
  }
}

/** The demo's Orion: the kit, with the demo's tables. */
export type DemoOrion = Awaited<ReturnType<typeof openDatabase>>

/** Opens the database, made or brought up to date first. */
export async function openDatabase(store: string) {
  const orion = createOrion<Database>({ store })
  const migrator = new Migrator({
    db: orion.store,
    provider: { getMigrations: async () => ({ ...migrations }) },
  })
  const { error } = await migrator.migrateToLatest()
  if (error === undefined) return orion
  await orion.close()
  throw error
}
