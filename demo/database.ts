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
  people: { id: Generated<number>; name: string; role: Role }
  notices: { id: Generated<number>; text: string; person_id: number }
  projects: { id: Generated<number>; name: string }
  comments: { id: Generated<number>; project_id: number; author: string; text: string }
  files: { id: Generated<number>; project_id: number; name: string; content: Buffer }
  rooms: { id: Generated<number>; name: string }
  messages: { id: Generated<number>; room_id: number; author: string; text: string }
  things: { id: Generated<number>; name: string; kind: string }
  products: {
    id: Generated<number>
    name: string
    price: number
    /** 0 or 1. */
    in_stock: number
    colour: string
    /** A list, as JSON. */
    tags: string
    maker_name: string
    maker_country: string
  }
  jobs: {
    id: Generated<number>
    up_to: number
    state: Generated<JobState>
    /** In per cent. */
    progress: Generated<number>
    found: Generated<number>
    /** Why it failed. */
    problem: string | null
  }
  /** The amount is in cents. */
  orders: { id: Generated<number>; item: string; amount: number; state: Generated<OrderState> }
  /** The payment service's own memory: an app would not see it. */
  charges: { order_id: number; result: 'paid' | 'declined' }
}

/** What a person may do. */
export type Role = 'admin' | 'member' | 'guest'

/** How far a long job is. */
export type JobState = 'running' | 'done' | 'cancelled' | 'failed' | 'interrupted'

/** How far an order is: `paying` from before the payment service is asked until its answer is kept. */
export type OrderState = 'open' | 'paying' | 'paid' | 'declined'

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
