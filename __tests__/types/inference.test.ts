// Types are held by `tsc --noEmit`, which `npm test` runs; run as a test, these calls hold nothing more
// than that the factories take them.

import { expectTypeOf } from 'expect-type'
import express, { type NextFunction, type Request, type Response } from 'express'
import type { Kysely, Transaction } from 'kysely'
import * as v from 'valibot'
import { createOrion, type Form, field, form, html, type Store, template } from '../../lib/index.js'

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

  orion.command(
    NewTodo,
    async (context) => {
      expectTypeOf(context.input).toEqualTypeOf<{ title: string; done: boolean }>()
      expectTypeOf(context.params).toEqualTypeOf<{ id: number }>()
      expectTypeOf(context).not.toHaveProperty('store')
      const rows = await context.write(async ({ store }) => {
        expectTypeOf(store).toEqualTypeOf<Transaction<Database>>()
        return store.selectFrom('todos').select('title').execute()
      })
      expectTypeOf(rows).toEqualTypeOf<{ title: string }[]>()
    },
    {
      params: Id,
      transaction: false,
      form: ({ id }) => `row_${id}`,
      invalid: (form, req, res, next) => {
        expectTypeOf(form).toEqualTypeOf<Form>()
        expectTypeOf(req).toEqualTypeOf<Request>()
        expectTypeOf(res).toEqualTypeOf<Response>()
        expectTypeOf(next).toEqualTypeOf<NextFunction>()
      },
    },
  )
  orion.command(
    NewTodo,
    (context) => {
      expectTypeOf(context.store).toEqualTypeOf<Transaction<Database>>()
      expectTypeOf(context).not.toHaveProperty('write')
    },
    { transaction: true },
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

test("with a host's data layer, what is read and written with is inferred from it", async () => {
  class Database {
    close(): void {}
  }
  const database = new Database()
  const orion = createOrion({
    store: {
      reader: database,
      write: <T>(fn: (tx: { insert(text: string): void }) => Promise<T>) =>
        fn({ insert: () => undefined }),
      close: async () => database.close(),
    },
  })
  expectTypeOf(orion.store).toEqualTypeOf<Database>()
  orion.live('x', ({ store }) => {
    expectTypeOf(store).toEqualTypeOf<Database>()
    return html`<p id="x"></p>`
  })
  orion.command(NewTodo, ({ store }) => {
    expectTypeOf(store).toEqualTypeOf<{ insert(text: string): void }>()
  })
  const typed: Store<Map<string, string>, Set<string>> = {
    reader: new Map(),
    write: (fn) => fn(new Set()),
    close: async () => undefined,
  }
  const other = createOrion({ store: typed })
  expectTypeOf(other.store).toEqualTypeOf<Map<string, string>>()
  await other.write(({ store }) => {
    expectTypeOf(store).toEqualTypeOf<Set<string>>()
  })
  // @ts-expect-error a reader stands beside a Kysely alone; a data layer has its own
  expect(() => createOrion({ store: typed, reader: new Map() })).toThrow()
  await orion.close()
  await other.close()
})

test('a form starts with anything that has members, an interface too', () => {
  interface Todo {
    readonly title: string
  }
  const todo: Todo = { title: 'Milk' }
  const f = form('todo', todo)
  expectTypeOf(f).toEqualTypeOf<Form>()
  field(f, 'title', { label: 'Title', required: true, maxlength: 80 })
  field(f, 'size', { label: 'Size', type: 'select', options: ['s', 7, ['l', 'Large']] as const })
  // @ts-expect-error a field has a label
  field(f, 'title', {})
})

test('handlers fit into an app, a router and a chain beside typed params', async () => {
  const orion = createOrion()
  const route = orion.live('x', () => html`<p id="x"></p>`)
  const command = orion.command(NewTodo, () => undefined)
  const app = express()
  app.get('/rooms/:room', route, async (req, res) => {
    expectTypeOf(req.params).toEqualTypeOf<{ room: string }>()
    res.send(`${await route.render(req)}`)
  })
  app.post('/rooms/:room', command)
  app.get('/old/:id', orion.live('x'), (req) => {
    expectTypeOf(req.params).toEqualTypeOf<{ id: string }>()
  })
  app.post('/old/:id', orion.sameOrigin(), orion.publishes('x'), (req) => {
    expectTypeOf(req.params.id).toEqualTypeOf<string>()
  })
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

test('the viewer, the query and the signals are inferred in each place, with no generics written', async () => {
  const orion = createOrion<Database>({ store: ':memory:' })
  const member = orion.as(async (req) => {
    const id = req.get('x-user')
    return id === undefined ? null : { id, role: 'admin' as 'admin' | 'member' }
  })
  interface Viewer {
    id: string
    role: 'admin' | 'member'
  }
  const Query = v.object({ page: v.optional(v.pipe(v.string(), v.transform(Number)), '1') })
  const Signals = v.object({ q: v.optional(v.string(), '') })
  const inbox = orion.part(
    (id: string) => `inbox:${id}`,
    ({ key, store }) => {
      expectTypeOf(key).toEqualTypeOf<string>()
      expectTypeOf(store).toEqualTypeOf<Kysely<Database>>()
      return html`<i></i>`
    },
  )
  const sum = orion.part('sum', ({ key }) => {
    expectTypeOf(key).toEqualTypeOf<undefined>()
    return html`<i></i>`
  })
  const route = member.live(
    ({ viewer, query, signals }) => {
      expectTypeOf(viewer).toEqualTypeOf<Viewer>()
      expectTypeOf(query).toEqualTypeOf<{ page: number }>()
      expectTypeOf(signals).toEqualTypeOf<{ q: string }>()
      return ['todos', `user:${viewer.id}`]
    },
    async ({ viewer, query, signals, store, part, watch }) => {
      expectTypeOf(viewer).toEqualTypeOf<Viewer>()
      expectTypeOf(query.page).toEqualTypeOf<number>()
      expectTypeOf(signals.q).toEqualTypeOf<string>()
      expectTypeOf(store).toEqualTypeOf<Kysely<Database>>()
      watch('more')
      // @ts-expect-error: the part takes a text as its key
      part(inbox, 7).catch(() => undefined)
      return html`<p id="x">${await part(inbox, viewer.id)}${await part(sum)}</p>`
    },
    {
      query: Query,
      signals: Signals,
      authorize: ({ viewer }) => viewer.role === 'admin',
      onOpen: ({ viewer, query }) => {
        expectTypeOf(viewer).toEqualTypeOf<Viewer>()
        expectTypeOf(query).toEqualTypeOf<{ page: number }>()
        return () => undefined
      },
    },
  )
  expectTypeOf(route.render).parameter(1).toEqualTypeOf<
    | {
        readonly params?: undefined
        readonly query?: { page?: string | undefined }
        readonly signals?: { q?: string | undefined }
      }
    | undefined
  >()
  member.live(
    'x',
    template('x', ({ store, viewer }) => {
      expectTypeOf(store).toEqualTypeOf<Kysely<Database>>()
      expectTypeOf(viewer).toEqualTypeOf<Viewer>()
      return {}
    }),
  )
  member.command(NewTodo, ({ viewer, input }) => {
    expectTypeOf(viewer).toEqualTypeOf<Viewer>()
    expectTypeOf(input.title).toEqualTypeOf<string>()
  })
  orion.command(NewTodo, ({ viewer }) => {
    expectTypeOf(viewer).toEqualTypeOf<null>()
  })
  await orion.close()
})

test('without a viewer function the viewer is null; a render that is missing makes a plain handler', async () => {
  const orion = createOrion()
  orion.live('x', ({ viewer, query, signals }) => {
    expectTypeOf(viewer).toEqualTypeOf<null>()
    expectTypeOf(query).toEqualTypeOf<Readonly<Record<string, never>>>()
    expectTypeOf(signals).toEqualTypeOf<Readonly<Record<string, never>>>()
    return html`<p id="x"></p>`
  })
  const old = orion.live('x')
  expectTypeOf(old).not.toHaveProperty('render')
  await orion.close()
})
