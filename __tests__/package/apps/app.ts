// A TypeScript app, compiled to ESM and to CommonJS, in which the loop turns once. The type of the database
// is its only generic.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expectTypeOf } from 'expect-type'
import express from 'express'
import { connect, createOrion, html, type Orion } from 'express-orion'
import { openLive } from 'express-orion/testing'
import type { Generated, Kysely, Transaction } from 'kysely'
import * as v from 'valibot'

interface Database {
  todos: { id: Generated<number>; title: string }
}

const orion = createOrion<Database>({ store: ':memory:' })
expectTypeOf(orion).toEqualTypeOf<Orion<Kysely<Database>, Transaction<Database>>>()

const Id = v.pipe(v.string(), v.toNumber(), v.integer())
const app = express()
app.use(orion.client())

const todo = orion.live(
  ({ params }) => {
    expectTypeOf(params.id).toEqualTypeOf<number>()
    return `todo:${params.id}`
  },
  async ({ params, store }) => {
    expectTypeOf(params.id).toEqualTypeOf<number>()
    const row = await store
      .selectFrom('todos')
      .selectAll()
      .where('id', '=', params.id)
      .executeTakeFirstOrThrow()
    expectTypeOf(row).toEqualTypeOf<{ id: number; title: string }>()
    return html`<ul id="todos"><li>${row.title}</li></ul>`
  },
  { params: v.object({ id: Id }) },
)
app.get('/todos/:id', todo, async (req, res) => {
  res.send(`${html`<main ${connect(req.path)}>${await todo.render(req)}</main>`}`)
})

app.post(
  '/todos/:id',
  orion.command(
    v.object({ title: v.optional(v.string(), 'Untitled') }),
    async ({ input, params, store, publish }) => {
      expectTypeOf(input).toEqualTypeOf<{ title: string }>()
      expectTypeOf(params).toEqualTypeOf<{ id: number }>()
      await store.updateTable('todos').set(input).where('id', '=', params.id).execute()
      publish(`todo:${params.id}`)
    },
    { params: v.object({ id: Id }) },
  ),
)

app.get(
  '/plain/:id',
  orion.live('plain', ({ params }) => {
    expectTypeOf(params).toEqualTypeOf<Readonly<Record<string, string>>>()
    return html`<p id="plain">${params.id}</p>`
  }),
)

const storeless = createOrion()
storeless.live('topic', ({ store }) => {
  expectTypeOf(store).toEqualTypeOf<undefined>()
  return html`<p id="a"></p>`
})

async function main(): Promise<void> {
  const { schema } = orion.store
  await schema
    .createTable('todos')
    .addColumn('id', 'integer', (id) => id.primaryKey())
    .addColumn('title', 'text')
    .execute()
  await orion.store.insertInto('todos').values({ title: 'Buy' }).execute()
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const stream = await openLive(server, '/todos/1')
  expectTypeOf(stream.frame).toEqualTypeOf<string>()
  process.stdout.write(`${stream.frame}\n`)
  const response = await fetch(`http://127.0.0.1:${port}/todos/1`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ title: 'Buy milk' }),
  })
  process.stdout.write(`${response.status}\n${await stream.next()}\n`)
  await stream.close()
  server.close()
  await orion.close()
}

void main()
