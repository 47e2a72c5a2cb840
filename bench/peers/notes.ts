// What a command writes, and what it takes: the same in every peer.
import * as v from 'valibot'

/** The body of a command. */
export const NewNote = v.object({
  text: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)),
})

export const notesTable = 'create table notes (id integer primary key, text text not null)'

export interface NotesSettings {
  /** The database file. */
  readonly file: string
  /** Whether a commit waits until it is on the disk. */
  readonly durable: boolean
}
