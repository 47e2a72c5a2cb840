// The demo's migrations, in the order of their names.
import type { Migration } from 'kysely'
import * as todos from './0001-todos.js'

export const migrations: Readonly<Record<string, Migration>> = { '0001-todos': todos }
