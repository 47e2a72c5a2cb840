// The same by hand, but for the insert, which Kysely makes.
import { type Generated, Kysely, SqliteDialect } from 'kysely'
import { settingsOfChild } from '../child.js'
import type { NotesSettings } from './notes.js'
import { openNotes, serveNotes } from './notes-by-hand.js'

interface Tables {
  notes: { id: Generated<number>; text: string }
}

const database = openNotes(settingsOfChild<NotesSettings>())
const kysely = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) })

serveNotes(database, (note) => kysely.insertInto('notes').values(note).execute())
