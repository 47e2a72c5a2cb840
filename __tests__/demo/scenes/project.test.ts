// The scene of projects over HTTP: comments, files, what isn't there, and the end of a project.
import { join } from 'node:path'
import request from 'supertest'
import { createApp } from '../../../demo/app.js'
import { openDatabase } from '../../../demo/database.js'
import { openLive } from '../../../lib/testing.js'

const publicFolder = join(__dirname, '../../../demo/public')
const list = '/scenes/project'
const page = `${list}/1`
const datastar = { 'Datastar-Request': 'true' }

async function openScene() {
  const orion = await openDatabase(':memory:')
  const app = createApp(orion, publicFolder)
  const post = (path: string, body: object = {}, headers = {}) =>
    request(app).post(path).set(headers).type('form').send(body)
  const upload = (path: string, content: Buffer, name: string, headers = {}) =>
    request(app).post(path).set(headers).attach('file', content, name)
  return { orion, app, post, upload }
}

test('a project shows its comments and files, and a comment appears on its open pages alone', async () => {
  const { orion, app, post } = await openScene()
  const { text } = await request(app).get(page).expect(200)
  expect(text).toContain('<h1>Summer party</h1>')
  expect(text).toContain('I bring the speakers.')
  expect(text).toContain('shopping.txt')
  const [stream, other] = [await openLive(app, page), await openLive(app, `${list}/2`)]
  const comment = { author: 'Cleo', text: '<b>Cake!</b>' }
  const { headers } = await post(page, comment).expect(303)
  expect(headers.location).toBe(page)
  expect(await stream.until('Cake')).toContain('&lt;b&gt;Cake!&lt;/b&gt;')
  expect(other.frame).not.toContain('Cake')
  await stream.close()
  await other.close()
  await orion.close()
})

test('the errors of a comment stand beside its fields, with script and without', async () => {
  const { orion, post } = await openScene()
  const { text } = await post(page, { author: 'Cleo', text: ' ' }, datastar).expect(200)
  expect(text).toContain('{"_errors":{"comment":{"text":"Write something first"}}}')
  const plain = await post(page, { author: 'Cleo', text: ' ' }).expect(422)
  expect(plain.text).toContain('<h1>Summer party</h1>')
  expect(plain.text).toContain('value="Cleo"')
  expect(plain.text).toContain('>Write something first</p>')
  const sent = await post(page, { author: 'Cleo', text: 'Hello' }, datastar).expect(200)
  expect(sent.text).toContain('{"_reset":{"comment":true}}')
  expect(sent.text).toContain('Thank you')
  await orion.close()
})

test('a file is listed on the open pages, and comes back as it was, never as a page', async () => {
  const { orion, app, upload } = await openScene()
  const stream = await openLive(app, page)
  const content = Buffer.from([0, 255, 13, 10, 60])
  const { headers } = await upload(`${page}/files`, content, 'gr\u00fc\u00dfe.html').expect(303)
  const back = await request(app).get(String(headers.location)).expect(303)
  expect(back.headers.location).toBe(page)
  const frame = await stream.until('gr\u00fc\u00dfe.html')
  const [, address = ''] = /href="([^"]+)">gr\u00fc\u00dfe/.exec(frame) ?? []
  const file = await request(app).get(address).buffer().expect(200)
  expect(file.body).toEqual(content)
  expect(file.headers['content-type']).toBe('application/octet-stream')
  expect(file.headers['content-disposition']).toBe(
    `attachment; filename="gr??e.html"; filename*=UTF-8''gr%C3%BC%C3%9Fe.html`,
  )
  expect(file.headers['x-content-type-options']).toBe('nosniff')
  await stream.close()
  await orion.close()
})

test('no file, and one that is too large, are errors beside the field', async () => {
  const { orion, app, upload } = await openScene()
  const path = `${page}/files`
  const none = await request(app).post(path).set(datastar).field('x', 'y').expect(200)
  expect(none.text).toContain('{"_errors":{"file":{"file":"Choose a file first"}}}')
  const large = await upload(path, Buffer.alloc(1024 * 1024 + 1), 'large.bin', datastar).expect(200)
  expect(large.text).toContain('{"_errors":{"file":{"file":"Keep it to a megabyte"}}}')
  await upload(path, Buffer.alloc(1024 * 1024), 'fits.bin', datastar).expect(200)
  const files = await orion.store.selectFrom('files').select('name').orderBy('id').execute()
  expect(files).toEqual([{ name: 'shopping.txt' }, { name: 'fits.bin' }])
  await orion.close()
})

test('a form that is cut off, or has more than its one file, is a 400', async () => {
  const { orion, app, upload } = await openScene()
  const path = `${page}/files`
  await upload(path, Buffer.from('x'), 'x.txt').attach('second', Buffer.from('y'), 'y').expect(400)
  const cut = request(app).post(path).set('Content-Type', 'multipart/form-data; boundary=b')
  await cut.send('--b\r\nContent-Disposition: form-data; name="file"; filename="x"').expect(400)
  await orion.close()
})

test("another site's page can't send a file", async () => {
  const { orion, upload } = await openScene()
  const foreign = { 'Sec-Fetch-Site': 'cross-site' }
  await upload(`${page}/files`, Buffer.from('x'), 'x.txt', foreign).expect(403)
  await orion.close()
})

test('what is not there is a 404: a page, a stream, a comment, a file', async () => {
  const { orion, app, post, upload } = await openScene()
  for (const id of ['99', 'abc', '1e3', '9'.repeat(400)]) {
    const { text } = await request(app).get(`${list}/${id}`).expect(404)
    expect(text).toContain('There is no such page')
    await expect(openLive(app, `${list}/${id}`)).rejects.toThrow('404')
    await post(`${list}/${id}`, { author: 'Cleo', text: 'Hello' }).expect(404)
    await upload(`${list}/${id}/files`, Buffer.from('x'), 'x.txt').expect(404)
    await request(app).get(`${list}/${id}/files/1`).expect(404)
  }
  // The file of another project.
  await request(app).get(`${list}/2/files/1`).expect(404)
  await orion.close()
})

test('a project that is deleted leaves the list, and the streams of its page end', async () => {
  const { orion, app, post } = await openScene()
  const [stream, other] = [await openLive(app, page), await openLive(app, `${list}/2`)]
  const all = await openLive(app, list)
  const { headers } = await post(`${page}/delete`).expect(303)
  expect(headers.location).toBe(list)
  await expect(stream.next()).rejects.toThrow('the stream ended')
  await all.until((html) => !html.includes('Summer party'))
  await request(app).get(page).expect(404)
  // Its address is not given to the next one.
  await post(list, { name: 'Boat trip' }).expect(303)
  expect(await all.until('Boat trip')).toContain(`href="${list}/3"`)
  expect(await orion.store.selectFrom('files').selectAll().execute()).toEqual([])
  await post(`${list}/2`, { author: 'Bob', text: 'Here still' }).expect(303)
  await other.until('Here still')
  for (const one of [stream, other, all]) await one.close()
  await orion.close()
})
