// Finds PostgreSQL; says by name what is left out where there is none.
import { spawnSync } from 'node:child_process'
import type { PoolConfig } from 'pg'
import { describeNeeding } from './describe-needing.js'

/** Where it is: what the usual PG* variables say, or the database `test` on this machine. */
export const postgres = {
  host: process.env.PGHOST ?? '127.0.0.1',
  port: Number(process.env.PGPORT ?? 5432),
  user: process.env.PGUSER ?? 'postgres',
  password: process.env.PGPASSWORD ?? '',
  database: process.env.PGDATABASE ?? 'test',
} satisfies PoolConfig

// Jest wants to know the tests before anything could be waited for.
function answers(): boolean {
  const program = `import { Client } from 'pg'
    const client = new Client(${JSON.stringify(postgres)})
    await client.connect()
    await client.end()`
  const flags = ['--input-type=module', '--eval', program]
  return spawnSync(process.execPath, flags, { timeout: 10_000 }).status === 0
}

/** A `describe` that needs PostgreSQL. */
export function describeOnPostgres(name: string, tests: () => void): void {
  const { host, port, user, database } = postgres
  const where = `${host}:${port} (${user}, ${database})`
  const missing = answers() ? undefined : `no PostgreSQL at ${where}; set the PG* variables`
  describeNeeding(missing, name, tests)
}
