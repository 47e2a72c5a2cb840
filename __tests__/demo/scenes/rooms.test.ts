// The scene of rooms over HTTP: names, messages, and who is in the room.
import { join } from 'node:path'
import request from 'supertest'
import { createApp } from '../../../demo/app.js'
import { openDatabase } from '../../../demo/database.js'
import { openLive } from '../../../lib/testing.js'

const publicFolder = join(__dirname, '../../../demo/public')
const list = '/scenes/rooms'
const lobby = `${list}/1`
const datastar = { 'Datastar-Request': 'true' }

async function openScene() {
  const orion = await openDatabase(':memory:')
  const app = createApp(orion, publicFolder)
  const post = (path: string, body: object, headers = {}) =>
    request(app).post(path).set(headers).type('form').send(body)
  /** A session with a name: a window of a browser of its own. */
  const named = async (name: string) => {
    const { headers } = await post(`${lobby}/name`, { name }).expect(303)
    expect(headers.location).toBe(lobby)
    return { Cookie: String(headers['set-cookie']?.[0]).split(';')[0] ?? '' }
  }
  const enter = (headers: Record<string, string>, room = lobby) => openLive(app, room, { headers })
  return { orion, app, post, named, enter }
}

/** The names of who is shown to be in the room. */
function namesIn(frame: string): string[] {
  const [people = ''] = /<ul id="people".*?<\/ul>/s.exec(frame) ?? []
  return [...people.matchAll(/<li class="chip">(.*?)<\/li>/g)].map(([, name = '']) => name)
}

test('who has no name is asked for one, and neither sees nor says anything', async () => {
  const { orion, app, post, enter } = await openScene()
  const { text } = await request(app).get(lobby).expect(200)
  expect(text).toContain('Your name')
  expect(text).not.toContain('Hello, who is there?')
  await expect(enter({})).rejects.toThrow('403')
  await post(lobby, { text: 'From nobody' }).expect(403)
  const { text: answer } = await post(`${lobby}/name`, { name: ' ' }, datastar).expect(200)
  expect(answer).toContain('{"_errors":{"name":{"name":"What shall they call you?"}}}')
  await orion.close()
})

test('two see each other and what they say; one who closes the page has left', async () => {
  const { orion, app, post, named, enter } = await openScene()
  const [ada, bob] = [await named('Ada'), await named('Bob')]
  const rooms = await openLive(app, list)
  expect(rooms.frame).toContain('Nobody is there')
  const [first, second] = [await enter(ada), await enter(bob)]
  const both = (frame: string) => namesIn(frame).join() === 'Ada,Bob'
  await first.until(both)
  await second.until(both)
  await rooms.until('Ada, Bob are there')

  const { headers } = await post(lobby, { text: 'Good <evening>' }, ada).expect(303)
  expect(headers.location).toBe(lobby)
  expect(await second.until('evening')).toContain('<strong>Ada</strong> Good &lt;evening&gt;')

  await second.close()
  await first.until((frame) => namesIn(frame).join() === 'Ada')
  await first.close()
  await rooms.until((frame) => !frame.includes('Ada'))
  await rooms.close()
  await orion.close()
})

test('who has two windows open is in the room once, until the second one is closed', async () => {
  const { orion, named, enter } = await openScene()
  const [ada, bob] = [await named('Ada'), await named('Bob')]
  const watcher = await enter(bob)
  const windows = [await enter(ada), await enter(ada)]
  await watcher.until((frame) => namesIn(frame).join() === 'Ada,Bob')
  await windows[0]?.close()
  const third = await enter(await named('Cleo'))
  await watcher.until((frame) => namesIn(frame).join() === 'Ada,Bob,Cleo')
  await windows[1]?.close()
  await watcher.until((frame) => namesIn(frame).join() === 'Bob,Cleo')
  await third.close()
  await watcher.close()
  await orion.close()
})

test('a room has its own people and messages', async () => {
  const { orion, post, named, enter } = await openScene()
  const [ada, bob] = [await named('Ada'), await named('Bob')]
  const [here, there] = [await enter(ada), await enter(bob, `${list}/2`)]
  await post(lobby, { text: 'Only here' }, ada).expect(303)
  await here.until('Only here')
  await post(`${list}/2`, { text: 'Only there' }, bob).expect(303)
  const frame = await there.until('Only there')
  expect(frame).not.toContain('Only here')
  expect(namesIn(frame)).toEqual(['Bob'])
  await here.close()
  await there.close()
  await orion.close()
})

test('a new name is the one that the room shows and the next message has', async () => {
  const { orion, post, named, enter } = await openScene()
  const [ada, bob] = [await named('Ada'), await named('Bob')]
  const watcher = await enter(bob)
  const before = await enter(ada)
  await post(`${lobby}/name`, { name: 'Ada L' }, ada).expect(303)
  // The page that sent it loads anew.
  await before.close()
  const after = await enter(ada)
  await watcher.until((frame) => namesIn(frame).join() === 'Ada L,Bob')
  await post(lobby, { text: 'It is me' }, ada).expect(303)
  await watcher.until('<strong>Ada L</strong> It is me')
  await after.close()
  await watcher.close()
  await orion.close()
})

test('a room that is not there is a 404', async () => {
  const { orion, app, post, named } = await openScene()
  const ada = await named('Ada')
  await request(app).get(`${list}/99`).set(ada).expect(404)
  await post(`${list}/99`, { text: 'Hello' }, ada).expect(404)
  await post(`${list}/99/name`, { name: 'Ada' }).expect(404)
  await request(app).get(`${list}/abc`).set(ada).expect(404)
  await orion.close()
})
