// What a command answers to a plain form whose input was refused: `options.invalid`.
import express from 'express'
import request from 'supertest'
import * as v from 'valibot'
import { createOrion, field, form, html, invalid } from '../lib/index.js'
import { answerErrors, openNotes } from './support/app.js'
import { elementsOf } from './support/markup.js'

const Order = v.object({
  name: v.pipe(v.string(), v.trim(), v.toLowerCase(), v.minLength(3, 'Say who you are')),
  password: v.optional(v.string()),
  address: v.object({ street: v.pipe(v.string(), v.minLength(1, 'Where?')) }),
})

type Invalid = NonNullable<Parameters<ReturnType<typeof createOrion>['command']>[2]>['invalid']

/** An app with a command whose page is rendered again by `page`. */
function openOrders(page: Invalid, handler: () => unknown = () => undefined) {
  const orion = createOrion()
  const options = page === undefined ? {} : { invalid: page }
  const app = express().post('/', orion.command(Order, handler, { form: 'order', ...options }))
  return { orion, app: app.use(answerErrors) }
}

const page: Invalid = (f, _req, res) => {
  const fields = html`<form method="post" ${f}>
    ${f.alert}
    ${field(f, 'name', { label: 'Name' })}
    ${field(f, 'address.street', { label: 'Street' })}
    ${field(f, 'password', { label: 'Password', type: 'password' })}
  </form>`
  res.send(`${fields}`)
}

const typed = 'name=+A+&address[street]=&password=secret'

/** What a page shows: the value of each control, and the text of each error line. */
function shown(text: string) {
  const elements = elementsOf(text)
  return {
    values: Object.fromEntries(
      elements
        .filter(({ tag }) => tag === 'input')
        .map(({ attributes }) => [attributes.name, attributes.value]),
    ),
    errors: elements.filter(({ tag }) => tag === 'p').map((line) => line.text),
  }
}

test('a plain form gets its page again, with what was typed, the errors, and status 422', async () => {
  const { orion, app } = openOrders(page)
  const { text } = await request(app).post('/').type('form').send(typed).expect(422)
  expect(shown(text)).toEqual({
    values: { name: ' A ', 'address[street]': '', password: undefined },
    errors: ['', 'Say who you are', 'Where?', ''],
  })
  expect(text).not.toContain('secret')
  await orion.close()
})

test('what the handler refuses takes the same road, with what was typed, not what the schema made of it', async () => {
  const { orion, app } = openOrders(page, () => {
    throw invalid({ 'address.street': 'No such street', '': 'Not now' })
  })
  const body = 'name=+ADA+&address[street]=x'
  const { text } = await request(app).post('/').type('form').send(body).expect(422)
  expect(shown(text)).toEqual({
    values: { name: ' ADA ', 'address[street]': 'x', password: undefined },
    errors: ['Not now', '', 'No such street', ''],
  })
  await orion.close()
})

test('it is called after the rollback, so that it may read the store', async () => {
  const { orion, app, texts } = await openNotes()
  app.post(
    '/',
    orion.command(
      v.object({ text: v.string() }),
      async ({ input, store }) => {
        await store.insertInto('notes').values(input).execute()
        throw invalid({ text: 'Already there' })
      },
      {
        form: 'note',
        invalid: async (f, _req, res) => {
          res.json({ errors: f.errors, texts: await texts() })
        },
      },
    ),
  )
  await request(app)
    .post('/')
    .type('form')
    .send('text=a')
    .expect(422, { errors: { text: 'Already there' }, texts: [] })
  await orion.close()
})

test('it may set another status, or pass the request on', async () => {
  const other = openOrders((_form, _req, res) => void res.status(409).send('taken'))
  await request(other.app).post('/').type('form').send(typed).expect(409, 'taken')
  const passed = openOrders((_form, _req, _res, next) => next())
  passed.app.post('/', (req, res) => void res.send(`the next handler, ${req.method}`))
  await request(passed.app).post('/').type('form').send(typed).expect(422, 'the next handler, POST')
  await other.orion.close()
  await passed.orion.close()
})

test.each([
  ['throws', () => raise(new Error('no page'))],
  ['rejects', async () => raise(new Error('no page'))],
  ['throws invalid() itself', () => raise(invalid({ name: 'again' }))],
])('one that %s goes to next(err)', async (_what, fail) => {
  const { orion, app } = openOrders(fail)
  const { body, status } = await request(app).post('/').type('form').send(typed)
  expect([status, body.message]).toEqual(
    fail.toString().includes('invalid')
      ? [422, 'orion: the input is invalid: name: again']
      : [500, 'no page'],
  )
  await orion.close()
})

function raise(error: Error): never {
  throw error
}

test('other callers are answered as without it', async () => {
  const { orion, app } = openOrders(() => raise(new Error('not for these')))
  const input = { name: 'x', address: { street: '' } }
  const { body } = await request(app).post('/').send(input).expect(422)
  expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(['name', 'address.street'])
  const events = await request(app).post('/').set('Datastar-Request', '1').send(input).expect(200)
  expect(events.text).toContain('"address_street":"Where?"')
  await orion.close()
})

test('without it a plain form gets a page that lists the errors', async () => {
  const { orion, app } = openOrders(undefined)
  const { text } = await request(app).post('/').type('form').send(typed).expect(422)
  expect(text).toContain('<li>address.street: Where?</li>')
  await orion.close()
})

test('the form is that of the row which the params name', async () => {
  const orion = createOrion()
  const app = express().post(
    '/:id',
    orion.command(v.object({ name: v.pipe(v.string(), v.minLength(1)) }), () => undefined, {
      form: ({ id }) => `row_${id}`,
      invalid: (f, _req, res) => void res.send(f.name),
    }),
  )
  await request(app).post('/7').type('form').send('name=').expect(422, 'row_7')
  await orion.close()
})

test('it needs the name of a form, and to be a function: errors when command is called', async () => {
  const orion = createOrion()
  const command = (options: object) => () =>
    orion.command(v.object({}), () => undefined, options as never)
  expect(command({ invalid: page })).toThrow(
    'orion: command got invalid without form; name the form that it is handed: { form, invalid }',
  )
  expect(command({ form: 'x', invalid: 'page' })).toThrow("invalid = 'page': expected a function")
  await orion.close()
})

test('a form can be made of issues by hand as well', () => {
  const f = form('order', { name: 'x' }, [{ path: 'name', message: 'Taken' }])
  expect(field(f, 'name', { label: 'Name' }).toString()).toContain('>Taken</p>')
})
