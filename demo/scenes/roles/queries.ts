// What the notice board reads.
import type { Kysely, Selectable } from 'kysely'
import type { Database } from '../../database.js'

type Db = Kysely<Database>

export type Person = Selectable<Database['people']>
export type Notice = Awaited<ReturnType<typeof listNotices>>[number]

export async function findPerson(db: Db, id: number): Promise<Person | undefined> {
  return db.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst()
}

export function listPeople(db: Db): Promise<Person[]> {
  return db.selectFrom('people').selectAll().orderBy('id').execute()
}

/** The newest come first. */
export function listNotices(db: Db) {
  return db
    .selectFrom('notices')
    .innerJoin('people', 'people.id', 'notices.person_id')
    .select(['notices.id', 'notices.text', 'people.name'])
    .orderBy('notices.id', 'desc')
    .execute()
}
