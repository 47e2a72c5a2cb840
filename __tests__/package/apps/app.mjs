// An ESM app in which the loop turns once; then all is closed, and the process ends by itself.
import { once } from 'node:events'
import express from 'express'
import { createOrion, html } from 'express-orion'
import { openLive } from 'express-orion/testing'
import * as v from 'valibot'

const orion = createOrion({ store: ':memory:' })
await orion.store.schema.createTable('todos').addColumn('title', 'text').execute()

const app = express()
app.get(
  '/todos',
  orion.live('todos', async ({ store }) => {
    const rows = await store.selectFrom('todos').selectAll().execute()
    return html`<ul id="todos">${rows.map(({ title }) => html`<li>${title}</li>`)}</ul>`
  }),
)
app.post(
  '/todos',
  orion.command(v.object({ title: v.string() }), async ({ input, store, publish }) => {
    await store.insertInto('todos').values(input).execute()
    publish('todos')
  }),
)

const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
const stream = await openLive(server, '/todos')
process.stdout.write(`${stream.frame}\n`)
const response = await fetch(`http://127.0.0.1:${server.address().port}/todos`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ title: 'Buy milk' }),
})
process.stdout.write(`${response.status}\n${await stream.next()}\n`)
await stream.close()
server.close()
await orion.close()
