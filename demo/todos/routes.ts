// Where the to-do list is mounted: a page that is live, and its commands.

import { Router } from 'express'
import { connect, html } from 'express-orion'
import * as v from 'valibot'
import type { DemoOrion } from '../database.js'
import { Page } from '../page.js'
import { todoCommands } from './commands.js'
import { countTodos, listTodos } from './queries.js'
import { NewTodo, TodoList } from './view.js'

const Shown = v.object({ filter: v.optional(v.picklist(['active', 'done'])) })

export function todoRoutes(orion: DemoOrion): Router {
  const router = Router()
  const { add, edit, setDone, remove, clearDone } = todoCommands(orion)

  router.post('/todos', add)
  router.post('/todos/clear', clearDone)
  router.post('/todos/:id', edit)
  router.post('/todos/:id/done', setDone)
  router.post('/todos/:id/delete', remove)
  // Where a form that was sent without script comes back to: a GET of the same URL.
  router.get(['/todos', '/todos/*rest'], (_req, res) => res.redirect(303, '/'))

  const list = orion.live(
    'todos',
    async ({ store, params }) => {
      const todos = await listTodos(store, params.filter)
      return TodoList(todos, await countTodos(store), params.filter)
    },
    { params: Shown },
  )

  router.get('/{:filter}', list, async (req, res) => {
    const body = html`<main ${connect(req.path)}>
  <h1>To do</h1>
  ${NewTodo()}
  ${await list.render(req)}
</main>`
    res.type('html').send(Page(orion, 'To do', body).toString())
  })

  return router
}
