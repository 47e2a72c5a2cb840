// Types are held by `tsc --noEmit`, which `npm test` runs; run as a test, these calls hold nothing more
// than that the factories take them.

import { expectTypeOf } from 'expect-type'
import express from 'express'
import type { Kysely, Transaction } from 'kysely'
import * as v from 'valibot'
import { createOrion, html } from '../../lib/index.js'

interface Database {
  todos: { id: number; title: string; done: 0 | 1 }
}

const Id = v.object({ id: v.pipe(v.string(), v.transform(Number)) })
const NewTodo = v.object({ title: v.string(), done: v.optional(v.boolean(), false) })

test('with a store, input, params and rows are inferred, with no generics written', async () => {
  const orion = createOrion<Database>({ store: ':memory:' })
  expectTypeOf(orion.store).toEqualTypeOf<Kysely<Database>>()

  orion.live(
    ({ params }) => {
      expectTypeOf(params).toEqualTypeOf<{ id: number }>()
      return `todo:${params.id}`
    },
    async ({ store, params, base }) => {
      expectTypeOf(params).toEqualTypeOf<{ id: number }>()
      expectTypeOf(base).toEqualTypeOf<string>()
      const rows = await store.selectFrom('todos').select(['id', 'title']).execute()
      expectTypeOf(rows).toEqualTypeOf<{ id: number; title: string }[]>()
      return html`<p id="x"></p>`
    },
    {
      params: Id,
      authorize: ({ params, store }) => {
        expectTypeOf(params).toEqualTypeOf<{ id: number }>()
        expectTypeOf(store).toEqualTypeOf<Kysely<Database>>()
        return true
      },
    },
  )

  orion.command(
    NewTodo,
    async ({ input, params, store }) => {
      expectTypeOf(input).toEqualTypeOf<{ title: string; done: boolean }>()
      expectTypeOf(params).toEqualTypeOf<{ id: number }>()
      expectTypeOf(store).toEqualTypeOf<Transaction<Database>>()
    },
    {
      params: Id,
      form: (params) => {
        expectTypeOf(params).toEqualTypeOf<{ id: number }>()
        return 'todo'
      },
    },
  )

  const written = await orion.write(({ store }) => {
    expectTypeOf(store).toEqualTypeOf<Transaction<Database>>()
    return 7
  })
  expectTypeOf(written).toEqualTypeOf<number>()
  await orion.close()
})

test('without schemas params are strings, and without a store there is none', async () => {
  const orion = createOrion()
  orion.live('x', ({ params, store }) => {
    expectTypeOf(params).toEqualTypeOf<Readonly<Record<string, string>>>()
    expectTypeOf(store).toEqualTypeOf<undefined>()
    return html`<p id="x"></p>`
  })
  orion.command(NewTodo, ({ params, store }) => {
    expectTypeOf(params).toEqualTypeOf<Readonly<Record<string, string>>>()
    expectTypeOf(store).toEqualTypeOf<undefined>()
  })
  await orion.close()
})

test('handlers fit into an app, a router and a chain beside typed params', async () => {
  const orion = createOrion()
  const route = orion.live('x', () => html`<p id="x"></p>`)
  const command = orion.command(NewTodo, () => undefined)
  const app = express()
  app.get('/rooms/:room', route, async (req, res) => {
    res.send(`${await route.render(req)}`)
  })
  app.post('/rooms/:room', command)
  express.Router().get('/', route).post('/', command).delete('/:id', command)
  await orion.close()
})

test('what does not fit is a type error', async () => {
  const orion = createOrion<Database>({ store: ':memory:' })
  // @ts-expect-error a render returns Html, not a string
  orion.live('todos', () => '<p id="x"></p>')
  orion.live('todos', ({ store }) => {
    // @ts-expect-error there is no such table
    store.selectFrom('nothing')
    return html`<p id="x"></p>`
  })
  // @ts-expect-error a render is not given the request
  orion.live('todos', ({ req }) => html`<p id="x">${req}</p>`)
  orion.command(NewTodo, ({ input }) => {
    // @ts-expect-error the schema puts out no such member
    return input.nothing
  })
  await orion.close()
})
