// What the to-do list reads.
import type { Kysely, Selectable } from 'kysely'
import type { Database } from '../database.js'

export type Todo = Selectable<Database['todos']>

/** Which to-dos a page shows; without one, all. */
export type Filter = 'active' | 'done'

export interface TodoCounts {
  readonly all: number
  readonly active: number
  readonly done: number
}

export function listTodos(db: Kysely<Database>, filter?: Filter): Promise<Todo[]> {
  const todos = db.selectFrom('todos').selectAll().orderBy('id', 'desc')
  if (filter === undefined) return todos.execute()
  return todos.where('done', '=', filter === 'done' ? 1 : 0).execute()
}

export async function countTodos(db: Kysely<Database>): Promise<TodoCounts> {
  const { all, done } = await db
    .selectFrom('todos')
    .select(({ fn, lit }) => [
      fn.countAll<number>().as('all'),
      fn.coalesce(fn.sum<number>('done'), lit(0)).as('done'),
    ])
    .executeTakeFirstOrThrow()
  return { all, done, active: all - done }
}
