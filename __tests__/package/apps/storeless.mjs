// An app that keeps its data itself: the loop turns once, without a store. It never closes its Orion,
// which holds no handle once nobody watches.
import { once } from 'node:events'
import express from 'express'
import { createOrion, html } from 'express-orion'
import { openLive } from 'express-orion/testing'
import * as v from 'valibot'

const orion = createOrion()
const titles = []

const app = express()
app.get(
  '/todos',
  orion.live(
    'todos',
    () => html`<ul id="todos">${titles.map((title) => html`<li>${title}</li>`)}</ul>`,
  ),
)
app.post(
  '/todos',
  orion.command(v.object({ title: v.string() }), ({ input, publish }) => {
    titles.push(input.title)
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
