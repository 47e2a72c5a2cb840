// The scene with roles over HTTP: who sees which buttons, who may do what, and the end of a session.
import { join } from 'node:path'
import request from 'supertest'
import { createApp } from '../../../demo/app.js'
import { openDatabase } from '../../../demo/database.js'
import { openLive } from '../../../lib/testing.js'

const publicFolder = join(__dirname, '../../../demo/public')
const page = '/scenes/roles'
const people = { ada: 1, bob: 2, cleo: 3 }

async function openScene() {
  const orion = await openDatabase(':memory:')
  const app = createApp(orion, publicFolder)
  const post = (path: string, body: object, headers = {}) =>
    request(app)
      .post(page + path)
      .set(headers)
      .type('form')
      .send(body)
  const signIn = async (who: keyof typeof people) => {
    const { headers } = await post('/sign-in', { id: people[who] }).expect(303)
    expect(headers.location).toBe(page)
    return { Cookie: String(headers['set-cookie']?.[0]).split(';')[0] ?? '' }
  }
  const open = (headers: Record<string, string>) => openLive(app, page, { headers })
  return { orion, app, post, signIn, open }
}

test('nobody sees no more than whom they can be', async () => {
  const { orion, app } = await openScene()
  const { text } = await request(app).get(page).expect(200)
  expect(text).toContain('Nobody is signed in')
  expect(text).toContain('<strong>Ada</strong>')
  expect(text).not.toContain('bike shed')
  expect(text).not.toContain('@get(')
  await request(app).get(page).set('Accept', 'text/event-stream').expect(403)
  await orion.close()
})

test('each role sees the list, and the buttons of what it may do', async () => {
  const { orion, app, signIn } = await openScene()
  const shown = async (who: keyof typeof people) =>
    (
      await request(app)
        .get(page)
        .set(await signIn(who))
    ).text
  const [ada, bob, cleo] = [await shown('ada'), await shown('bob'), await shown('cleo')]
  for (const text of [ada, bob, cleo]) expect(text).toContain('bike shed')
  expect([ada, bob, cleo].map((text) => text.includes('Put up'))).toEqual([true, true, false])
  expect([ada, bob, cleo].map((text) => text.includes('Delete'))).toEqual([true, false, false])
  expect([ada, bob, cleo].map((text) => text.includes('Role of'))).toEqual([true, false, false])
  await orion.close()
})

test('what a member puts up and an admin deletes changes on the open pages of all', async () => {
  const { orion, post, signIn, open } = await openScene()
  const [ada, bob, cleo] = [await signIn('ada'), await signIn('bob'), await signIn('cleo')]
  const stream = await open(cleo)
  await post('', { text: 'Found an umbrella' }, bob).expect(303)
  const frame = await stream.until('Found an umbrella')
  const [, id] = /id="notice-(\d+)"/.exec(frame) ?? []
  await post(`/notices/${id}/delete`, {}, ada).expect(303)
  await stream.until((html) => !html.includes('Found an umbrella'))
  await stream.close()
  await orion.close()
})

test('what a role has no button for is refused', async () => {
  const { orion, post, signIn } = await openScene()
  const [bob, cleo] = [await signIn('bob'), await signIn('cleo')]
  await post('', { text: 'From nobody' }).expect(403)
  await post('', { text: 'From a guest' }, cleo).expect(403)
  await post('/notices/1/delete', {}, bob).expect(403)
  await post(`/people/${people.bob}`, { role: 'admin' }, bob).expect(403)
  const notices = await orion.store.selectFrom('notices').select('text').execute()
  expect(notices).toHaveLength(2)
  await orion.close()
})

test('a demotion takes the buttons from an open page at once, and the right from what it sends', async () => {
  const { orion, post, signIn, open } = await openScene()
  const [ada, bob] = [await signIn('ada'), await signIn('bob')]
  const stream = await open(bob)
  expect(stream.frame).toContain('Put up')
  await post(`/people/${people.bob}`, { role: 'guest' }, ada).expect(303)
  expect(await stream.until('Guests read')).not.toContain('Put up')
  await post('', { text: 'Too late' }, bob).expect(403)
  await post(`/people/${people.bob}`, { role: 'admin' }, ada).expect(303)
  await stream.until('Role of Ada')
  await stream.close()
  await orion.close()
})

test('the last admin stays one', async () => {
  const { orion, post, signIn } = await openScene()
  const { text } = await post(`/people/${people.ada}`, { role: 'guest' }, await signIn('ada'))
  expect(text).toContain('Somebody has to be an admin')
  const admins = orion.store.selectFrom('people').select('name').where('role', '=', 'admin')
  expect(await admins.execute()).toEqual([{ name: 'Ada' }])
  await orion.close()
})

test('signing out ends the streams of that session, and no others', async () => {
  const { orion, post, signIn, open } = await openScene()
  const [ada, bob, again] = [await signIn('ada'), await signIn('bob'), await signIn('bob')]
  const [gone, stays] = [await open(bob), await open(again)]
  await post('/sign-out', {}, bob).expect(303)
  await expect(gone.next()).rejects.toThrow('the stream ended')
  await expect(open(bob)).rejects.toThrow('403')
  await post('', { text: 'Still here' }, ada).expect(303)
  await stays.until('Still here')
  await gone.close()
  await stays.close()
  await orion.close()
})

test('a form that was sent without script comes back to the list', async () => {
  const { orion, app, post, signIn } = await openScene()
  const ada = await signIn('ada')
  for (const [path, body] of [
    ['/people/3', { role: 'member' }],
    ['/notices/1/delete', {}],
  ] as const) {
    const { headers } = await post(path, body, ada).expect(303)
    const back = await request(app).get(String(headers.location)).set(ada).expect(303)
    expect(back.headers.location).toBe(page)
  }
  await orion.close()
})

test('another site can neither sign in nor out', async () => {
  const { orion, post, signIn } = await openScene()
  const bob = await signIn('bob')
  const foreign = { 'Sec-Fetch-Site': 'cross-site' }
  await post('/sign-in', { id: 1 }, foreign).expect(403)
  await post('/sign-out', {}, { ...bob, ...foreign }).expect(403)
  await orion.close()
})
