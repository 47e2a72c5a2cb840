import express from 'express'
import request from 'supertest'
import * as v from 'valibot'
import { createOrion, html } from '../lib/index.js'
import { openLive } from '../lib/testing.js'

interface Database {
  todos: { id: number | null; title: string }
}

test('a command writes, a topic is published, an open stream shows the new state', async () => {
  const orion = createOrion<Database>({ store: ':memory:' })
  await orion.store.schema
    .createTable('todos')
    .addColumn('id', 'integer', (c) => c.primaryKey())
    .addColumn('title', 'text')
    .execute()
  const app = express()
  const todos = orion.live('todos', async ({ store }) => {
    const rows = await store.selectFrom('todos').selectAll().execute()
    return html`<ul id="todos">${rows.map((row) => html`<li>${row.title}</li>`)}</ul>`
  })
  app.get('/todos', todos, async (req, res) => {
    res.send(`${await todos.render(req)}`)
  })
  app.post(
    '/todos',
    orion.command(v.object({ title: v.string() }), async ({ input, store, publish }) => {
      await store.insertInto('todos').values({ id: null, title: input.title }).execute()
      publish('todos')
      return { ok: true }
    }),
  )
  const stream = await openLive(app, '/todos')
  expect(stream.frame).toBe('<ul id="todos"></ul>')
  await request(app).post('/todos').send({ title: 'Milk & <b>' }).expect(200, { ok: true })
  expect(await stream.until('Milk')).toBe('<ul id="todos"><li>Milk &amp; &lt;b&gt;</li></ul>')
  await request(app).get('/todos').expect(200, stream.frame)
  await stream.close()
  await orion.close()
})
