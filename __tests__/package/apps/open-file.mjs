// Asks for a SQLite file and prints how that was refused.
import { createOrion, OrionError } from 'express-orion'

try {
  createOrion({ store: 'x.db' })
} catch (error) {
  if (!(error instanceof OrionError)) throw error
  process.stdout.write(`${error.code} ${error.message}\n`)
}
