// docs/forms.md: its snippets are one app, which is checked as __tests__/guides/forms.ts and run here.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import request from 'supertest'
import { openLive } from '../lib/testing.js'
import { codeOf, runApp } from './support/guide.js'
import { elementsOf } from './support/markup.js'
import { eventsOf, linesOf } from './support/sse.js'

const code = codeOf('docs/forms.md')
const datastar = { 'Datastar-Request': 'true' }
let app: Awaited<ReturnType<typeof runApp>>

beforeAll(async () => {
  app = await runApp(code, ['express', 'valibot', 'kysely', 'multer'])
})
afterAll(() => app.stop())

const guest =
  'name=+Ada+&places=2&vegetarian=on&note=&arrival=train&address[street]=1+Way&address[city]=Bern&days[]=Friday'
const post = (path: string) => request(app.origin).post(path).redirects(0)

/** What the controls of a page hold, by their names. */
async function controlsOf(path: string, text?: string) {
  const page = text ?? (await request(app.origin).get(path).expect(200)).text
  const elements = elementsOf(page)
  const inputs = elements
    .filter(({ tag }) => tag === 'input' || tag === 'textarea')
    .filter(({ attributes }) => attributes.type !== 'radio' || 'checked' in attributes)
    .map(({ attributes, text }) => {
      const value = attributes.type === 'checkbox' ? 'checked' in attributes : attributes.value
      return [attributes.name, value ?? text] as const
    })
  const days = elements
    .filter(({ tag, attributes }) => tag === 'option' && 'selected' in attributes)
    .map(({ attributes }) => attributes.value)
  return { ...Object.fromEntries(inputs), days }
}

test('its snippets are the file that is checked for its types', () => {
  expect(code).toBe(readFileSync(join(__dirname, 'guides/forms.ts'), 'utf8'))
})

test('one schema takes a form, with script and without, and JSON', async () => {
  const list = await openLive(app.origin, '/', { timeoutMs: 5000 })
  const sent = await post('/new').send(guest).expect(303)
  expect(sent.headers.location).toBe('/guests/1')
  await list.until('Ada')
  const json = {
    name: 'Grace',
    places: 3,
    vegetarian: false,
    arrival: 'car',
    address: { street: '2 Way', city: 'Basel' },
    days: ['Saturday', 'Sunday'],
  }
  const made = await post('/new').send(json).expect(201, { id: 2 })
  expect(made.headers.location).toBe('/guests/2')
  await list.until('Grace')
  const scripted = await post('/new').set(datastar).send(guest.replace('Ada', 'Joan')).expect(200)
  expect(scripted.text).toContain('content="0;url=/guests/3"')
  await list.until('Joan')
  await list.close()
})

test('an edit form starts with the values, whichever way they came', async () => {
  expect(await controlsOf('/guests/1')).toEqual({
    name: 'Ada',
    places: '2',
    vegetarian: true,
    note: '',
    arrival: 'train',
    'address[street]': '1 Way',
    'address[city]': 'Bern',
    days: ['Friday'],
  })
  expect(await controlsOf('/guests/2')).toMatchObject({
    vegetarian: false,
    'address[city]': 'Basel',
    days: ['Saturday', 'Sunday'],
  })
})

test('what is edited is saved, and a box that is not checked and a list of nothing are too', async () => {
  const edited = 'name=Ada&places=4&note=Late&arrival=car&address[street]=1+Way&address[city]=Bern'
  const { headers } = await post('/guests/1').send(edited).expect(303)
  expect(headers.location).toBe('/guests/1')
  expect(await controlsOf('/guests/1')).toMatchObject({
    places: '4',
    vegetarian: false,
    note: 'Late',
    arrival: 'car',
    days: [],
  })
})

test('what the schema refuses: the page again, signals, or a list', async () => {
  const bad = 'name=&places=&address[street]=+&address[city]=Bern&vegetarian=on&days[]=Sunday'
  const { text } = await post('/new').send(bad).expect(422)
  expect(await controlsOf('', text)).toEqual({
    name: '',
    places: '',
    vegetarian: true,
    note: '',
    'address[street]': ' ',
    'address[city]': 'Bern',
    days: ['Sunday'],
  })
  const lines = elementsOf(text).filter(({ attributes }) => attributes.class === 'field-error')
  expect(lines.map((line) => line.text).filter(Boolean)).toEqual([
    'Please fill this in',
    'Give a number',
    'Choose one',
    'Please fill this in',
  ])
  const events = await post('/new').set(datastar).send(bad).expect(200)
  const [, { signals = '' } = {}] = eventsOf(events.text).map(linesOf)
  expect(JSON.parse(signals)._errors.guest).toMatchObject({
    name: 'Please fill this in',
    places: 'Give a number',
    address_street: 'Please fill this in',
  })
  const { body } = await post('/new').send({ name: 'x', places: 0.5 }).expect(422)
  expect(body.errors[0]).toEqual({ path: 'places', message: 'Give a whole number' })
})

test('what the handler refuses takes the same road, its paths and the whole included', async () => {
  const { text } = await post('/new').send(guest).expect(422)
  expect(text).toContain('>Ada is coming already</p>')
  const far = guest.replace('Ada', 'Zoe').replace('places=2', 'places=9').replace('Bern', 'Rome')
  const refused = await post('/new').send(far).expect(422)
  const alert = elementsOf(refused.text).find(({ attributes }) => attributes.role === 'alert')
  expect(alert?.text).toBe('That is too many from afar')
  expect(refused.text).toContain('>Not in Bern</p>')
})

test('each row has a form of its own', async () => {
  const list = await openLive(app.origin, '/', { timeoutMs: 5000 })
  expect(list.frame).toContain('_errors: {places_1: {}}')
  await post('/guests/2/places').send('places=7').expect(303)
  await list.until('value="7"')
  const { text } = await post('/guests/2/places').set(datastar).send('places=x').expect(200)
  expect(text).toContain('{"_errors":{"places_2":{"places":"Give a number"}}}')
  await request(app.origin).get('/guests/2/places').expect(200).expect(/Grace/)
  await list.close()
})

test("files are multer's, behind the check of the origin", async () => {
  const send = () => post('/guests/1/photo').attach('photo', Buffer.from('\x89PNG'), 'ada.png')
  await send().expect(303)
  await send().set('Sec-Fetch-Site', 'cross-site').expect(403)
  const missing = await post('/guests/1/photo').set(datastar).field('x', '').expect(200)
  expect(missing.text).toContain('Choose a photo')
  await post('/new').attach('photo', Buffer.from('\x89PNG'), 'ada.png').expect(415)
})
