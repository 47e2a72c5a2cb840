// What the rooms read.
import type { Kysely, Selectable } from 'kysely'
import type { Database } from '../../database.js'
import { HttpError } from '../../http-error.js'

type Db = Kysely<Database>

export type Room = Selectable<Database['rooms']>
export type Message = Selectable<Database['messages']>

const shownMessages = 50

export function listRooms(db: Db): Promise<Room[]> {
  return db.selectFrom('rooms').selectAll().orderBy('id').execute()
}

/** Throws a 404 where there is no such room. */
export async function findRoom(db: Db, id: number): Promise<Room> {
  const room = await db.selectFrom('rooms').selectAll().where('id', '=', id).executeTakeFirst()
  if (room) return room
  throw new HttpError(404, 'there is no such room')
}

/** The newest come first. */
export function listMessages(db: Db, room: number): Promise<Message[]> {
  const messages = db.selectFrom('messages').selectAll().where('room_id', '=', room)
  return messages.orderBy('id', 'desc').limit(shownMessages).execute()
}
