// The forms over HTTP: one schema for script, plain forms and JSON.
import { join } from 'node:path'
import request from 'supertest'
import { createApp } from '../../../demo/app.js'
import { openDatabase } from '../../../demo/database.js'
import { openLive } from '../../../lib/testing.js'

const scene = '/scenes/forms'
const form = 'application/x-www-form-urlencoded'

const lamp = {
  name: 'Floor lamp',
  price: 12.5,
  inStock: true,
  colour: 'green',
  tags: ['home', 'sale'],
  maker: { name: 'Ada', country: 'pt' },
}

/** What a browser sends of the form. */
const lampFields = [
  ['name', 'Floor lamp'],
  ['price', '12.50'],
  ['colour', 'green'],
  ['inStock', 'on'],
  ['tags[]', 'home'],
  ['tags[]', 'sale'],
  ['maker[name]', 'Ada'],
  ['maker[country]', 'pt'],
] as const

function fields(changed: Readonly<Record<string, string | undefined>> = {}): string {
  const params = new URLSearchParams()
  for (const [name, value] of [...lampFields, ...Object.entries(changed)]) {
    const isReplaced = Object.hasOwn(changed, name) && value !== changed[name]
    if (value !== undefined && !isReplaced) params.append(name, value)
  }
  return params.toString()
}

async function openScene() {
  const orion = await openDatabase(':memory:')
  const app = createApp(orion, join(__dirname, '../../../demo/public'))
  return {
    orion,
    app,
    post: (path: string, body: string) =>
      request(app).post(path).set('Content-Type', form).send(body),
    byScript: (path: string, body: string) =>
      request(app).post(path).set({ 'Datastar-Request': 'true', 'Content-Type': form }).send(body),
    newest: () =>
      orion.store.selectFrom('products').selectAll().orderBy('id', 'desc').executeTakeFirst(),
  }
}

test('script, a plain form and JSON make the same product', async () => {
  const { orion, app, post, byScript, newest } = await openScene()
  const stream = await openLive(app, scene)
  const kept = {
    id: 4,
    name: 'Floor lamp',
    price: 12.5,
    in_stock: 1,
    colour: 'green',
    tags: '["home","sale"]',
    maker_name: 'Ada',
    maker_country: 'pt',
  }
  const { text } = await byScript(scene, fields()).expect(200)
  expect(text).toContain('{"_reset":{"product":true}}')
  expect(await newest()).toEqual(kept)

  const plain = await post(scene, fields({ name: 'Plain lamp' })).expect(303)
  expect(plain.headers.location).toBe(scene)
  expect(await newest()).toEqual({ ...kept, id: 5, name: 'Plain lamp' })

  const { body } = await request(app)
    .post(scene)
    .send({ ...lamp, name: 'JSON lamp' })
    .expect(201)
  expect(body).toEqual({ id: 6, ...lamp, name: 'JSON lamp' })
  expect(await newest()).toEqual({ ...kept, id: 6, name: 'JSON lamp' })
  await stream.until((html) =>
    ['Floor', 'Plain', 'JSON'].every((of) => html.includes(`${of} lamp`)),
  )
  await stream.close()
  await orion.close()
})

test('a box that is not checked is false, and no tag is an empty list', async () => {
  const { orion, post, newest } = await openScene()
  await post(scene, fields({ inStock: undefined, 'tags[]': undefined })).expect(303)
  expect(await newest()).toMatchObject({ in_stock: 0, tags: '[]' })
  await orion.close()
})

test('an edit starts with the values, and is seen by others', async () => {
  const { orion, app, post } = await openScene()
  const stream = await openLive(app, scene)
  const row = stream.frame.slice(stream.frame.indexOf('id="product-1"'))
  expect(row).toContain('value="89.00"')
  expect(row).toMatch(/value="blue" selected/)
  expect(row).toMatch(/value="no" selected/)
  expect(row).toMatch(/value="outdoor" checked/)
  expect(row).not.toMatch(/value="home" checked/)
  await post(`${scene}/1`, fields()).expect(303)
  await stream.until((html) => html.includes('Floor lamp') && !html.includes('Rain jacket'))
  await request(app).get(`${scene}/1`).expect(303).expect('location', scene)
  await post(`${scene}/99`, fields({ name: 'Nobody' })).expect(404)
  await stream.close()
  await orion.close()
})

const wrong = fields({ price: 'free', colour: 'pink', 'maker[country]': '' })
const errors = {
  price: 'Write a number, such as 12.50',
  colour: 'Choose a colour',
  maker_country: 'Choose a country',
}

test('script is told the errors beside their fields', async () => {
  const { orion, byScript } = await openScene()
  const { text } = await byScript(`${scene}/2`, wrong).expect(200)
  for (const [field, message] of Object.entries(errors)) {
    expect(text).toContain(`"${field}":"${message}"`)
  }
  expect(text).toContain('"_errors":{"product_2":{')
  await orion.close()
})

test('a plain form is shown its page again, with what was typed and what is wrong', async () => {
  const { orion, post } = await openScene()
  for (const path of [scene, `${scene}/2`]) {
    const { text } = await post(path, wrong).expect(422)
    for (const message of Object.values(errors)) expect(text).toContain(`>${message}</p>`)
    expect(text).toContain('value="free"')
    expect(text).toContain('value="Floor lamp"')
    expect(text).toMatch(/value="sale" checked/)
    expect(text).toContain('<h1>Forms</h1>')
  }
  const edited = await post(`${scene}/2`, wrong)
  expect(edited.text.match(/<details name="product" open>/g)).toHaveLength(1)
  await orion.close()
})

test('JSON is told the paths of what is wrong', async () => {
  const { orion, app } = await openScene()
  const { body } = await request(app)
    .post(scene)
    .send({ ...lamp, price: -1, maker: { name: 'Ada', country: 'atlantis' } })
    .expect(422)
    .expect('content-type', /problem\+json/)
  expect(body.errors).toEqual([
    { path: 'price', message: 'A price is 0 or more' },
    { path: 'maker.country', message: 'Choose a country' },
  ])
  await orion.close()
})

test('a name that is taken is refused by the handler, to each caller in its way', async () => {
  const { orion, app, post, byScript } = await openScene()
  const taken = fields({ name: 'Desk lamp' })
  expect((await byScript(scene, taken)).text).toContain(
    '{"_errors":{"product":{"name":"Already there"}}}',
  )
  expect((await post(scene, taken).expect(422)).text).toContain('>Already there</p>')
  const { body } = await request(app)
    .post(scene)
    .send({ ...lamp, name: 'Desk lamp' })
    .expect(422)
  expect(body.errors).toEqual([{ path: 'name', message: 'Already there' }])
  await post(`${scene}/2`, taken).expect(303)
  await orion.close()
})
