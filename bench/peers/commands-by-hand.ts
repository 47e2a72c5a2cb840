// The same command without a kit: Express, express.json, valibot and better-sqlite3.
import { createServer } from 'node:http'
import Database from 'better-sqlite3'
import express from 'express'
import * as v from 'valibot'
import { settingsOfChild } from '../child.js'
import { NewNote, type NotesSettings, notesTable } from './notes.js'
import { serve } from './serve.js'

const { file, durable } = settingsOfChild<NotesSettings>()
const database = new Database(file)
database.pragma('journal_mode = wal')
database.pragma(`synchronous = ${durable ? 'full' : 'normal'}`)
database.exec(notesTable)
const insert = database.prepare('insert into notes (text) values (?)')
const count = database.prepare<[], number>('select count(*) from notes').pluck()

const app = express()
app.post('/notes', express.json(), (req, res) => {
  const { success, output, issues } = v.safeParse(NewNote, req.body)
  if (!success) {
    res.status(422).json({ issues })
    return
  }
  insert.run(output.text)
  res.status(204).end()
})

serve(createServer(app), () => undefined, { stored: (): number => count.get() ?? 0 })
