// A TypeScript app, type-checked as ESM and as CommonJS: the type of the database is its only generic.
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
    return html`<p id="todo">${row.title}</p>`
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

export async function firstFrame(): Promise<string> {
  const stream = await openLive(app, '/todos/1')
  expectTypeOf(stream.frame).toEqualTypeOf<string>()
  await stream.close()
  return stream.frame
}
