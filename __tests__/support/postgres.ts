// Finds PostgreSQL; says by name what is left out where there is none.
import { spawnSync } from 'node:child_process'
import type { PoolConfig } from 'pg'

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

/** A `describe` that needs PostgreSQL. Without it, it fails in CI, and is skipped by name elsewhere. */
export function describeOnPostgres(name: string, tests: () => void): void {
  const { host, port, user, database } = postgres
  if (answers()) describe(name, tests)
  else if (process.env.CI) {
    throw new Error(`No PostgreSQL for "${name}" at ${host}:${port} (${user}, ${database})`)
  } else {
    process.stderr.write(`Left out, no PostgreSQL at ${host}:${port}: ${name}\n`)
    describe.skip(name, tests)
  }
}
