// The README's app and the first guide's are run as they stand.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import request from 'supertest'
import { openLive } from '../lib/testing.js'
import { codeOf, runApp } from './support/guide.js'

const read = (file: string) => readFileSync(join(__dirname, '..', file), 'utf8')

test('README shows a whole running app by line 10, within 25 lines', () => {
  const app = codeOf('README.md')
  expect(app).toContain('app.listen(')
  expect(app.trimEnd().split('\n').length).toBeLessThanOrEqual(25)
  const readme = read('README.md')
  expect(readme.slice(0, readme.indexOf(app)).split('\n').length).toBeLessThanOrEqual(10)
})

test('README and the first guide use five names and no more', () => {
  for (const file of ['README.md', 'docs/getting-started.md']) {
    const [, names = ''] = /import \{ (.*) \} from 'express-orion'/.exec(read(file)) ?? []
    expect(names.split(', ').sort()).toEqual(['connect', 'createOrion', 'html'])
    expect(read(file)).toContain('orion.live(')
    expect(read(file)).toContain('orion.command(')
  }
})

test("README's picture moves, over and over, and is below 300 KB", () => {
  const [, path = ''] = /!\[.*?\]\((.*?\.gif)\)/.exec(read('README.md')) ?? []
  const gif = readFileSync(join(__dirname, '..', path), 'latin1')
  expect(gif.slice(0, 6)).toBe('GIF89a')
  // How often it runs, zero being for ever.
  expect(gif.includes('NETSCAPE2.0\x03\x01\0\0\0')).toBe(true)
  expect(gif.length).toBeLessThan(300_000)
})

test('the first guide installs what its app imports, and what runs it', () => {
  const guide = read('docs/getting-started.md')
  const [, installed = ''] = /^npm install (.*)$/m.exec(guide) ?? []
  const imported = [...codeOf('docs/getting-started.md').matchAll(/ from '([^']+)'/g)]
  const needed = [...imported.map(([, name]) => name), 'kysely', 'better-sqlite3', 'tsx']
  expect(installed.split(' ').sort()).toEqual(needed.sort())
})

test.each([
  ['README.md', 'text=Hello', '<li>Hello</li>'],
  ['docs/getting-started.md', 'answer=Yes', '<li>Yes: 1</li>'],
])('the app of %s turns the loop', async (file, body, shown) => {
  const app = await runApp(codeOf(file), ['express', 'valibot', 'kysely'])
  try {
    const stream = await openLive(app.origin, '/', { timeoutMs: 5000 })
    await request(app.origin).post('/').send(body).expect(303)
    expect(await stream.until(shown)).toContain(shown)
    await stream.close()
    const { text } = await request(app.origin).get('/').expect(200)
    expect(text).toContain(shown)
    expect(text).toMatch(/<script type="module" src="\/orion\/client\.\w+\.js"/)
  } finally {
    await app.stop()
  }
})
