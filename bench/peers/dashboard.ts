// The kit's dashboard: five parts with topics of their own, each with a query of its own, which are
// counted.
import { createServer } from 'node:http'
import Database from 'better-sqlite3'
import express from 'express'
import { createOrion, html } from 'express-orion'
import { Kysely, SqliteDialect } from 'kysely'
import { changedIn, Dashboard, partNames, versionOf } from '../dashboard.js'
import { serve } from './serve.js'
import { Table } from './table.js'

interface Tables {
  parts: { part: number; version: number }
}

const queries = partNames.map(() => 0)
const store = new Kysely<Tables>({
  dialect: new SqliteDialect({ database: new Database(':memory:') }),
  log({ level, query }) {
    const part = query.parameters[0]
    if (level !== 'query' || !query.sql.startsWith('select') || typeof part !== 'number') return
    queries[part] = (queries[part] ?? 0) + 1
  },
})
await store.schema
  .createTable('parts')
  .addColumn('part', 'integer')
  .addColumn('version', 'integer')
  .execute()
await store
  .insertInto('parts')
  .values(partNames.map((_, part) => ({ part, version: 0 })))
  .execute()

const orion = createOrion({ store, heartbeatMs: null })
const dashboard = new Dashboard()

const section = orion.part(
  (part: number) => `part:${part}`,
  async ({ store, key }) => {
    const found = store.selectFrom('parts').select('version').where('part', '=', key)
    const { version } = await found.executeTakeFirstOrThrow()
    return html`<section><h2>${partNames[key]}</h2>${Table(dashboard.rows(key, version))}</section>`
  },
)

const app = express()
app.get(
  '/page',
  orion.live([], async ({ part }) => {
    const parts = await Promise.all(partNames.map((_, key) => part(section, key)))
    return html`<main id="page">${parts}</main>`
  }),
)

serve(
  createServer(app),
  (version) =>
    orion.write(async ({ store, publish }) => {
      for (const part of changedIn(version)) {
        const update = store.updateTable('parts').where('part', '=', part)
        await update.set({ version: versionOf(part, version) }).execute()
        publish(`part:${part}`)
      }
    }),
  { queries: () => queries },
)
