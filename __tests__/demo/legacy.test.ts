// The help desk of 2018 and its three steps to live routes: its own old tests pass on each of them, and
// each does what it adds.
import type { Express } from 'express'
import request from 'supertest'
import { type OpenLive, openLive } from '../../lib/testing.js'
import {
  createDeskOf,
  type DeskDatabase,
  openDb,
  type Step,
  steps,
  testHelpDesk,
} from '../support/legacy.js'

describe.each(steps)('%s passes the old tests', (step) => {
  testHelpDesk(createDeskOf(step))
})

let db: DeskDatabase | undefined
let app: Express
const streams: OpenLive[] = []

function openDesk(step: Step): void {
  db = openDb(':memory:')
  app = createDeskOf(step)(db)
}
afterEach(async () => {
  for (const stream of streams.splice(0)) await stream.close()
  db?.close()
  db = undefined
})

/** Signs in; resolves with the header that says so. */
async function signIn(name: string): Promise<{ readonly Cookie: string }> {
  const fields = { name, password: 'desk' }
  const { headers } = await request(app).post('/login').type('form').send(fields).expect(302)
  return { Cookie: String(headers['set-cookie']?.[0]).split(';')[0] ?? '' }
}

/** What the browser client says of itself. */
const client = { 'Datastar-Request': 'true', Accept: 'text/event-stream, text/html' }
const machine = { 'X-Api-Key': 'bob-key', Accept: 'application/json' }

async function watch(path: string, headers: { readonly Cookie: string }) {
  const stream = await openLive(app, path, { headers: { ...client, ...headers }, timeoutMs: 5000 })
  streams.push(stream)
  return stream
}

describe('1-live', () => {
  beforeEach(() => openDesk('1-live'))

  test('the pages of others fetch themselves, whoever writes: a form or the API', async () => {
    const [ada, bob] = [await signIn('ada'), await signIn('bob')]
    const list = await watch('/tickets', ada)
    const ticket = await watch('/tickets/1', ada)
    expect(list.frame).toContain("@get('#'")
    await request(app).post('/tickets').set(machine).send({ title: 'No light' }).expect(201)
    await list.next()
    const comment = { text: 'Still twice' }
    await request(app).post('/tickets/1/comments').set(bob).type('form').send(comment).expect(302)
    await ticket.next()
    await list.next()
    const { text } = await request(app).get('/tickets/1').set(ada).expect(200)
    expect(text).toContain('Still twice')
  })

  test('a page that fetches itself leaves the messages to the page that they are for', async () => {
    const bob = await signIn('bob')
    const fields = { title: 'No light' }
    await request(app).post('/tickets').set(bob).type('form').send(fields).expect(302)
    const { text } = await request(app).get('/tickets').set(bob).set('Datastar-Request', 'true')
    expect(text).not.toContain('Ticket 4 is open')
    expect((await request(app).get('/tickets').set(bob)).text).toContain('Ticket 4 is open')
  })

  test('nobody who is signed out opens a stream', async () => {
    await expect(watch('/tickets', { Cookie: '' })).rejects.toThrow('302')
  })
})

describe('2-one-route', () => {
  beforeEach(() => openDesk('2-one-route'))

  test('a frame is the table as the page has it, for its viewer and its filter', async () => {
    const [ada, bob] = [await signIn('ada'), await signIn('bob')]
    const all = await watch('/tickets?status=', ada)
    const closed = await watch('/tickets?status=closed', bob)
    expect(all.frame).toContain('<td>cleo</td>')
    expect(closed.frame).toContain('bicycle shed')
    expect(closed.frame).not.toMatch(/printer|<td>bob/)
    const { text } = await request(app).get('/tickets?status=closed').set(bob).expect(200)
    expect(text).toContain(closed.frame.trim())
  })

  test('a ticket appears for the agent, and for nobody whom it does not concern', async () => {
    const [ada, cleo] = [await signIn('ada'), await signIn('cleo')]
    const agents = await watch('/tickets', ada)
    const others = await watch('/tickets', cleo)
    await request(app).post('/tickets').set(machine).send({ title: 'No light' }).expect(201)
    expect(await agents.until('No light')).toContain('<td>4</td>')
    const own = { ...machine, 'X-Api-Key': 'cleo-key' }
    await request(app).post('/tickets').set(own).send({ title: 'Too much light' }).expect(201)
    expect(await others.until('Too much light')).not.toContain('No light')
  })
})

describe('3-two-routes', () => {
  beforeEach(() => openDesk('3-two-routes'))

  const post = (headers: Readonly<Record<string, string>>) =>
    request(app).post('/tickets').set(headers)

  test('one URL serves the page, the stream, the command and the JSON API, each as before', async () => {
    const [ada, bob] = [await signIn('ada'), await signIn('bob')]
    const page = await request(app).get('/tickets').set(bob).expect(200)
    expect(page.text).toContain('<h1>Tickets</h1>')
    expect((await request(app).get('/tickets').set(machine).expect(200)).body).toHaveLength(2)
    const list = await watch('/tickets', ada)
    const { text } = await post({ ...bob, ...client })
      .type('form')
      .send('title=From the client')
    expect(text).toContain('"_reset":{"ticket":true}')
    await list.until('From the client')
    await post(bob)
      .type('form')
      .send('title=From a form')
      .expect(302)
      .expect('Location', '/tickets')
    await list.until('From a form')
    const created = await post(machine)
      .send({ title: 'From the API' })
      .expect(201)
      .expect('Location', '/tickets/6')
    expect(created.body).toMatchObject({ id: 6, title: 'From the API' })
    await list.until('From the API')
  })

  test('a ticket without a title is refused to each caller in its way', async () => {
    const bob = await signIn('bob')
    const { text } = await post({ ...bob, ...client })
      .type('form')
      .send('title= ')
      .expect(200)
    expect(text).toContain('{"_errors":{"ticket":{"title":"Give it a title"}}}')
    await post(bob).type('form').send('title= ').expect(302)
    await post(machine).send({}).expect(400, { error: 'Give it a title' })
    expect((await request(app).get('/tickets').set(machine)).body).toHaveLength(2)
  })
})
