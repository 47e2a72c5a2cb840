// An app with a store of its own, in which the loop turns once; a write that fails is rolled back.
import { once } from 'node:events'
import express from 'express'
import { createOrion, html } from 'express-orion'
import { openLive } from 'express-orion/testing'
import * as v from 'valibot'

let committed = []
const orion = createOrion({
  store: {
    reader: { titles: () => committed },
    async write(fn) {
      const copy = [...committed]
      const result = await fn(copy)
      committed = copy
      return result
    },
    async close() {},
  },
})

const app = express()
app.get(
  '/todos',
  orion.live(
    'todos',
    ({ store }) =>
      html`<ul id="todos">${store.titles().map((title) => html`<li>${title}</li>`)}</ul>`,
  ),
)
app.post(
  '/todos',
  orion.command(v.object({ title: v.string() }), ({ input, store, publish }) => {
    store.push(input.title)
    publish('todos')
  }),
)

const lost = orion.write(({ store }) => {
  store.push('Lost')
  throw new Error('no')
})
await lost.catch(() => undefined)

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
