// The command without a kit: Express, express.json, valibot and better-sqlite3; how the note gets into the
// table is the peer's.
import { createServer } from 'node:http'
import Database from 'better-sqlite3'
import express from 'express'
import * as v from 'valibot'
import { NewNote, type NotesSettings, notesTable } from './notes.js'
import { serve } from './serve.js'

export function openNotes({ file, durable }: NotesSettings): Database.Database {
  const database = new Database(file)
  database.pragma('journal_mode = wal')
  database.pragma(`synchronous = ${durable ? 'full' : 'normal'}`)
  database.exec(notesTable)
  return database
}

export function serveNotes(
  database: Database.Database,
  insert: (note: v.InferOutput<typeof NewNote>) => unknown,
): void {
  const count = database.prepare<[], number>('select count(*) from notes').pluck()
  const app = express()
  app.post('/notes', express.json(), async (req, res) => {
    const { success, output, issues } = v.safeParse(NewNote, req.body)
    if (!success) {
      res.status(422).json({ issues })
      return
    }
    await insert(output)
    res.status(204).end()
  })
  serve(createServer(app), () => undefined, { stored: (): number => count.get() ?? 0 })
}
