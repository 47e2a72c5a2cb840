// The core of the suite with three libraries that speak Standard Schema: what a user's choice of one must
// not change.
import { EventEmitter } from 'node:events'
import { type } from 'arktype'
import express from 'express'
import request from 'supertest'
import * as v from 'valibot'
import * as z from 'zod'
import { createOrion, html, type StandardSchemaV1 } from '../lib/index.js'
import { answerErrors } from './support/app.js'
import { eventsOf, linesOf } from './support/sse.js'

interface Order {
  readonly name: string
  readonly size: string
  readonly address: { readonly street: string }
  readonly items: readonly { readonly n: number }[]
}

interface Library {
  /** A name that is trimmed, a size that defaults, a nested street, a list of counts that come as text. */
  readonly order: StandardSchemaV1<unknown, Order>
  /** An id of digits, which is put out as a number. */
  readonly id: StandardSchemaV1<unknown, { readonly id: number }>
  /** One that answers with a promise; arktype has none. */
  readonly slow?: StandardSchemaV1
  /** One whose transform throws for `{ url: 'nowhere' }`. */
  readonly throwing: StandardSchemaV1
  /** One with a second member that must equal the first, an issue with the whole. */
  readonly whole: StandardSchemaV1
}

const libraries: Readonly<Record<string, Library>> = {
  valibot: {
    order: v.object({
      name: v.pipe(v.string(), v.trim(), v.minLength(1, 'Say who you are')),
      size: v.optional(v.string(), 'small'),
      address: v.object({ street: v.pipe(v.string(), v.minLength(1, 'Where?')) }),
      items: v.array(
        v.object({ n: v.pipe(v.string(), v.regex(/^\d+$/, 'Count them'), v.transform(Number)) }),
      ),
    }),
    id: v.object({ id: v.pipe(v.string(), v.digits(), v.transform(Number)) }),
    slow: v.objectAsync({}),
    throwing: v.object({
      url: v.pipe(
        v.string(),
        v.transform((text) => new URL(text).host),
      ),
    }),
    whole: v.pipe(
      v.object({ a: v.string(), b: v.string() }),
      v.check(({ a, b }) => a === b, 'They differ'),
    ),
  },
  zod: {
    order: z.object({
      name: z.string().trim().min(1, 'Say who you are'),
      size: z.string().default('small'),
      address: z.object({ street: z.string().min(1, 'Where?') }),
      items: z.array(z.object({ n: z.string().regex(/^\d+$/, 'Count them').transform(Number) })),
    }),
    id: z.object({ id: z.string().regex(/^\d+$/).transform(Number) }),
    slow: z.object({ a: z.string().optional() }).refine(async () => true),
    throwing: z.object({ url: z.string().transform((text) => new URL(text).host) }),
    whole: z
      .object({ a: z.string(), b: z.string() })
      .refine(({ a, b }) => a === b, { error: 'They differ' }),
  },
  arktype: {
    order: type({
      name: type('string.trim').to(
        type('string > 0').configure({ message: () => 'Say who you are' }),
      ),
      size: "string = 'small'",
      address: { street: type('string > 0').configure({ message: () => 'Where?' }) },
      items: type({
        n: type(/^\d+$/)
          .configure({ message: () => 'Count them' })
          .pipe(Number),
      }).array(),
    }) as unknown as Library['order'],
    id: type({ id: type('string.digits').pipe(Number) }) as unknown as Library['id'],
    throwing: type({ url: type('string').pipe((text) => new URL(text).host) }),
    whole: type({ a: 'string', b: 'string' }).narrow(
      ({ a, b }, context) => a === b || context.reject({ message: 'They differ' }),
    ),
  },
}

function openApp({ order, id, slow, throwing, whole }: Library) {
  const orders = new EventEmitter()
  const orion = createOrion()
  const app = express()
  const echo = ({ input }: { input: unknown }) => input
  app.post(
    '/orders',
    orion.command(
      order,
      ({ input }) => {
        orders.emit('input', input)
        return input
      },
      { form: 'order' },
    ),
  )
  app.post(
    '/orders/:id',
    orion.command(v.object({}), ({ params }) => params, { params: id }),
  )
  app.get(
    '/orders/:id',
    orion.live('x', ({ params }) => html`<p id="x">${params.id + 1}</p>`, { params: id }),
  )
  app.post('/throwing', orion.command(throwing, echo))
  app.post('/whole', orion.command(whole, echo))
  if (slow) app.post('/slow', orion.command(slow, echo))
  return { orion, orders, app: app.use(answerErrors) }
}

const form = 'name=+Ada+&address[street]=Milky+Way&items[0][n]=2&items[1][n]=3'
const output = {
  name: 'Ada',
  size: 'small',
  address: { street: 'Milky Way' },
  items: [{ n: 2 }, { n: 3 }],
}

const threw = {
  code: 'ORION_SCHEMA',
  message:
    "orion: a schema, given [ 'url' ], threw TypeError: Invalid URL; let it tell an issue instead",
}

const isAsync = {
  code: 'ORION_SCHEMA_ASYNC',
  message:
    "orion: a schema is async (or zod's, and threw, which it tells by a promise); " +
    'validate without waiting, and ask the store in the handler',
}

describe.each(Object.entries(libraries))('%s', (name, library) => {
  const { orion, orders, app } = openApp(library)
  afterAll(() => orion.close())

  test('puts out what it transforms and what it defaults, of JSON and of a form', async () => {
    const input = {
      name: ' Ada ',
      address: { street: 'Milky Way' },
      items: [{ n: '2' }, { n: '3' }],
    }
    await request(app).post('/orders').send(input).expect(200, output)
    const echoed: unknown[] = []
    orders.once('input', (put) => echoed.push(put))
    await request(app).post('/orders').type('form').send(form).expect(303)
    expect(echoed).toEqual([output])
  })

  test('tells what is wrong, and where, however deep', async () => {
    const input = { name: ' ', address: { street: '' }, items: [{ n: '2' }, { n: 'x' }] }
    const { body } = await request(app).post('/orders').send(input).expect(422)
    // Each library has an order of its own.
    expect(body.errors).toHaveLength(3)
    expect(body.errors).toEqual(
      expect.arrayContaining([
        { path: 'name', message: 'Say who you are' },
        { path: 'address.street', message: 'Where?' },
        { path: 'items.1.n', message: 'Count them' },
      ]),
    )
  })

  test('fills the errors of a form', async () => {
    const { text } = await request(app)
      .post('/orders')
      .set('Datastar-Request', '1')
      .type('form')
      .send('name=&address[street]=&items[0][n]=x')
      .expect(200)
    const [, { signals = '' } = {}] = eventsOf(text).map(linesOf)
    expect(JSON.parse(signals)._errors.order).toMatchObject({
      name: 'Say who you are',
      address_street: 'Where?',
      items_0_n: 'Count them',
    })
  })

  test('tells what is missing, and what is of the wrong type, by its path', async () => {
    const { body } = await request(app).post('/orders').send({ name: 7, address: {} }).expect(422)
    const paths = body.errors.map(({ path }: { path: string }) => path).sort()
    expect(paths).toEqual(['address.street', 'items', 'name'])
    for (const { message } of body.errors) expect(message).toMatch(/\w/)
  })

  test('tells of the whole under no path', async () => {
    const { body } = await request(app).post('/whole').send({ a: 'x', b: 'y' }).expect(422)
    expect(body.errors).toEqual([{ path: '', message: 'They differ' }])
    await request(app).post('/whole').send({ a: 'x', b: 'x' }).expect(200)
  })

  test('checks params: what it refuses is a 404, what it puts out is given', async () => {
    await request(app).post('/orders/7').send({}).expect(200, { id: 7 })
    for (const send of [
      () => request(app).post('/orders/x').send({}),
      () => request(app).get('/orders/x').set('Accept', 'text/event-stream'),
    ]) {
      const { body } = await send().expect(404)
      expect(body.code).toBe('ORION_PARAMS')
    }
  })

  test('that throws is an error that says what and for what', async () => {
    await request(app).post('/throwing').send({ url: 'https://a.example/b' }).expect(200)
    const { body } = await request(app).post('/throwing').send({ url: 'nowhere' }).expect(500)
    // zod catches what a transform throws, and tells it by a promise.
    expect(body).toEqual(name === 'zod' ? isAsync : threw)
  })
})

test.each(Object.entries(libraries).filter(([, { slow }]) => slow))(
  'an async schema is refused with what to do instead: %s',
  async (_name, library) => {
    const { orion, app } = openApp(library)
    const { body } = await request(app).post('/slow').send({}).expect(500)
    expect(body).toEqual(isAsync)
    await orion.close()
  },
)
