// The kit's command: valid, one transaction, published.
import { createServer } from 'node:http'
import express from 'express'
import { createOrion } from 'express-orion'
import { type Generated, sql } from 'kysely'
import { settingsOfChild } from '../child.js'
import { NewNote, type NotesSettings, notesTable } from './notes.js'
import { serve } from './serve.js'

interface Tables {
  notes: { id: Generated<number>; text: string }
}

const { file, durable } = settingsOfChild<NotesSettings>()
const orion = createOrion<Tables>({ store: file })
await sql.raw(notesTable).execute(orion.store)
await sql.raw(`pragma synchronous = ${durable ? 'full' : 'normal'}`).execute(orion.store)

const app = express()
app.post(
  '/notes',
  orion.command(NewNote, async ({ input, store, publish }) => {
    await store.insertInto('notes').values(input).execute()
    publish('notes')
  }),
)

serve(createServer(app), () => orion.publish('notes'), {
  async stored(): Promise<number> {
    const count = orion.reader
      .selectFrom('notes')
      .select(({ fn }) => fn.countAll<number>().as('all'))
    return (await count.executeTakeFirstOrThrow()).all
  },
})
