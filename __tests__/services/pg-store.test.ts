// A data layer of a host's by hand: pg, with a transaction on one client of its pool.
import { Pool, type PoolClient } from 'pg'
import type { Store } from '../../lib/index.js'
import { describeOnPostgres, postgres } from '../support/postgres.js'
import { describeStore } from '../support/store-cases.js'

/** The whole of a store on pg. */
function pgStore(pool: Pool): Store<Pool, PoolClient> {
  return {
    reader: pool,
    async write(fn) {
      const client = await pool.connect()
      try {
        await client.query('begin')
        const result = await fn(client)
        await client.query('commit')
        return result
      } catch (error) {
        await client.query('rollback')
        throw error
      } finally {
        client.release()
      }
    },
    close: () => pool.end(),
  }
}

describeOnPostgres('on PostgreSQL', () => {
  const table = `orion_notes_${process.pid}`

  async function once(sql: string): Promise<void> {
    const pool = new Pool(postgres)
    await pool.query(sql)
    await pool.end()
  }

  describeStore<Pool, PoolClient>('pg by hand', async () => {
    await once(`drop table if exists ${table}`)
    await once(`create table ${table} (id serial primary key, text text not null)`)
    const pool = new Pool(postgres)
    return {
      store: pgStore(pool),
      insert: (tx, text) => tx.query(`insert into ${table} (text) values ($1)`, [text]),
      async texts(from) {
        const { rows } = await from.query<{ text: string }>(`select text from ${table} order by id`)
        return rows.map(({ text }) => text)
      },
      isClosed: () => pool.ended,
      remove: () => once(`drop table ${table}`),
    }
  })
})
