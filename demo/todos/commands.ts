// What can be done to the to-do list.
import { invalid } from 'express-orion'
import * as v from 'valibot'
import type { DemoOrion } from '../database.js'

const longestTitle = 200

const Title = v.object({
  title: v.pipe(
    v.string('Write something first'),
    v.trim(),
    v.minLength(1, 'Write something first'),
    v.maxLength(longestTitle, `Keep it to ${longestTitle} characters`),
  ),
})

const Done = v.object({
  done: v.pipe(
    v.picklist(['true', 'false']),
    v.transform((text) => (text === 'true' ? 1 : 0)),
  ),
})

const Id = v.object({ id: v.pipe(v.string(), v.digits(), v.transform(Number)) })

const Nothing = v.object({})

/** The commands of the to-do list; each one's topic is `todos`. */
export function todoCommands(orion: DemoOrion) {
  return {
    add: orion.command(
      Title,
      async ({ input, store, publish, respond }) => {
        const same = await store
          .selectFrom('todos')
          .select('id')
          .where('title', '=', input.title)
          .where('done', '=', 0)
          .executeTakeFirst()
        if (same) throw invalid({ title: 'That is on the list already' })
        await store.insertInto('todos').values(input).execute()
        publish('todos')
        respond.reset('todo')
        respond.toast('Added', { tone: 'success' })
      },
      { form: 'todo' },
    ),

    edit: orion.command(
      Title,
      async ({ input, params, store, publish, respond }) => {
        await store.updateTable('todos').set(input).where('id', '=', params.id).execute()
        publish('todos')
        respond.signals({ _editing: 0 })
        respond.toast('Saved', { tone: 'success' })
      },
      { params: Id, form: ({ id }) => `edit_${id}` },
    ),

    setDone: orion.command(
      Done,
      async ({ input, params, store, publish }) => {
        await store.updateTable('todos').set(input).where('id', '=', params.id).execute()
        publish('todos')
      },
      { params: Id },
    ),

    remove: orion.command(
      Nothing,
      async ({ params, store, publish, respond }) => {
        await store.deleteFrom('todos').where('id', '=', params.id).execute()
        publish('todos')
        respond.toast('Deleted')
      },
      { params: Id },
    ),

    clearDone: orion.command(Nothing, async ({ store, publish, respond }) => {
      const { numDeletedRows } = await store
        .deleteFrom('todos')
        .where('done', '=', 1)
        .executeTakeFirstOrThrow()
      publish('todos')
      respond.toast(`Cleared ${numDeletedRows} done`)
    }),
  }
}
