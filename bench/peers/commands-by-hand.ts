// The same command without a kit: Express, express.json, valibot and better-sqlite3.
import { settingsOfChild } from '../child.js'
import type { NotesSettings } from './notes.js'
import { openNotes, serveNotes } from './notes-by-hand.js'

const database = openNotes(settingsOfChild<NotesSettings>())
const insert = database.prepare('insert into notes (text) values (?)')

serveNotes(database, ({ text }) => insert.run(text))
