import express from 'express'
import { connect, createOrion, html } from 'express-orion'
import type { Generated } from 'kysely'
import * as v from 'valibot'

interface Database {
  tasks: { id: Generated<number>; project: string; title: string; done: number }
}

const orion = createOrion<Database>({ store: ':memory:' })
await orion.store.schema
  .createTable('tasks')
  .addColumn('id', 'integer', (id) => id.primaryKey())
  .addColumn('project', 'text')
  .addColumn('title', 'text')
  .addColumn('done', 'integer')
  .execute()

const app = express()
app.use(orion.client())

const tasks = orion.live(
  ({ params }) => `project:${params.project}`,
  async ({ store, params, query }) => {
    const perPage = 20
    const rows = await store
      .selectFrom('tasks')
      .selectAll()
      .where('project', '=', params.project)
      .where('title', 'like', `%${query.q}%`)
      .offset((query.page - 1) * perPage)
      .limit(perPage)
      .execute()
    return html`<ul id="tasks">${rows.map(({ title }) => html`<li>${title}</li>`)}</ul>`
  },
  {
    params: v.object({ project: v.pipe(v.string(), v.regex(/^[a-z]+$/)) }),
    query: v.object({
      q: v.optional(v.string(), ''),
      page: v.optional(v.pipe(v.string(), v.digits(), v.transform(Number), v.minValue(1)), '1'),
    }),
  },
)
app.get('/projects/:project', tasks, async (req, res) => {
  res.send(`${html`<body ${connect(req.originalUrl)}>${await tasks.render(req)}</body>`}`)
})

app.get(
  '/overview',
  orion.live('projects', async ({ store, watch }) => {
    const projects = await store
      .selectFrom('tasks')
      .select(({ fn }) => ['project', fn.countAll<number>().as('count')])
      .groupBy('project')
      .execute()
    watch(...projects.map(({ project }) => `project:${project}`))
    return html`<p id="overview">${projects.map(({ project, count }) => `${project}: ${count} `)}</p>`
  }),
)

const openTasks = orion.part(
  (project: string) => `project:${project}`,
  async ({ store, key }) => {
    const { count } = await store
      .selectFrom('tasks')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('project', '=', key)
      .where('done', '=', 0)
      .executeTakeFirstOrThrow()
    return html`<p>${key}: ${count} open</p>`
  },
)
app.get(
  '/dashboard',
  orion.live(
    'dashboard',
    async ({ part }) => html`<main id="dashboard">
      ${await part(openTasks, 'garden')}
      ${await part(openTasks, 'house')}
      <time>${new Date().toISOString()}</time>
    </main>`,
    { everyMs: 1000 },
  ),
)

app.get('/report', orion.live('projects'), async (_req, res) => {
  const rows = await orion.reader.selectFrom('tasks').select('title').execute()
  res.send(
    `<html><body ${connect('/report')}>${orion.script()}<p>${rows.length} tasks</p></body></html>`,
  )
})

const Task = v.object({ title: v.string() })
app.post(
  '/projects/:project',
  orion.command(Task, async ({ input, params, store, publish }) => {
    const { project = '' } = params
    await store.insertInto('tasks').values({ project, title: input.title, done: 0 }).execute()
    publish(`project:${project}`, 'projects')
  }),
)
app.listen(3000)
