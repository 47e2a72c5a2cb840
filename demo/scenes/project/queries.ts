// What the pages of projects read.
import type { Kysely, Selectable } from 'kysely'
import type { Database } from '../../database.js'
import { HttpError } from '../../http-error.js'

type Db = Kysely<Database>

export type FoundProject = Selectable<Database['projects']>
export type Comment = Selectable<Database['comments']>
export type FileLine = Awaited<ReturnType<typeof listFiles>>[number]

export function listProjects(db: Db): Promise<FoundProject[]> {
  return db.selectFrom('projects').selectAll().orderBy('id').execute()
}

/** Throws a 404 where there is no such project. */
export async function findProject(db: Db, id: number): Promise<FoundProject> {
  const project = await db
    .selectFrom('projects')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return project ?? notThere()
}

export function listComments(db: Db, project: number): Promise<Comment[]> {
  const comments = db.selectFrom('comments').selectAll().where('project_id', '=', project)
  return comments.orderBy('id').execute()
}

/** Everything of the files but what is in them. */
export function listFiles(db: Db, project: number) {
  return db
    .selectFrom('files')
    .select(({ fn }) => ['id', 'name', fn<number>('length', ['content']).as('bytes')])
    .where('project_id', '=', project)
    .orderBy('id')
    .execute()
}

/** Throws a 404 where there is no such file of such a project. */
export async function findFile(db: Db, ids: { id: number; file: number } | undefined) {
  if (ids === undefined) return notThere()
  const files = db.selectFrom('files').select(['name', 'content'])
  const ofProject = files.where('project_id', '=', ids.id)
  return (await ofProject.where('id', '=', ids.file).executeTakeFirst()) ?? notThere()
}

function notThere(): never {
  throw new HttpError(404, 'there is no such thing')
}
