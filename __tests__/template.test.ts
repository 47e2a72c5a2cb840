import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ejs from 'ejs'
import express from 'express'
import request from 'supertest'
import * as v from 'valibot'
import { createOrion, template } from '../lib/index.js'
import { openLive } from '../lib/testing.js'
import { answerErrors, openNotes } from './support/app.js'

let views: string
beforeAll(() => {
  views = mkdtempSync(join(tmpdir(), 'orion-views-'))
  const write = (name: string, text: string) => writeFileSync(join(views, name), text)
  write(
    'notes.ejs',
    '<ul id="notes" title="<%= site %>"><% for (const note of notes) { %><%- include("note", { note }) %><% } %></ul>',
  )
  write('note.ejs', '<li><%= note.text %></li>')
  write(
    'given.ejs',
    '<p id="given"><%= params.id %> <%= query.page %> <%= viewer.name %> [<%= base %>] <%= typeof store %> <%= typeof secret %></p>',
  )
  write('broken.ejs', '<p id="x"><%= nothing.here %></p>')
})
afterAll(() => rmSync(views, { recursive: true }))

function openApp() {
  const app = express()
  app.engine('ejs', (path, options, done) => ejs.renderFile(path, options, done))
  app.set('view engine', 'ejs').set('views', views)
  app.locals.site = 'Notes & more'
  return app
}

test("a template of the host's engine is a render: partials, app.locals and data of its own", async () => {
  const { orion, add } = await openNotes()
  await add('<b>first</b>')
  const app = openApp()
  const notes = orion.live(
    'notes',
    template('notes', async ({ store }) => ({
      notes: await store.selectFrom('notes').selectAll().execute(),
    })),
  )
  app.get('/notes', notes, async (req, res) => void res.send(`${await notes.render(req)}`))
  expect((await request(app).get('/notes')).text).toBe(
    '<ul id="notes" title="Notes &amp; more"><li>&lt;b&gt;first&lt;/b&gt;</li></ul>',
  )
  const stream = await openLive(app, '/notes')
  await add('second')
  expect(await stream.until('second')).toContain('<li>second</li>')
  await stream.close()
  await orion.close()
})

test('it is given what a render is given, and nothing of the response', async () => {
  const orion = createOrion()
  const app = openApp()
  const user = orion.as(() => ({ name: 'ada' }))
  const Query = v.object({ page: v.pipe(v.string(), v.transform(Number)) })
  const router = express.Router()
  router.get(
    '/:id',
    (_req, res, next) => {
      res.locals.secret = 'of this request'
      next()
    },
    user.live('x', template('given'), { query: Query }),
  )
  app.use('/base', router)
  const stream = await openLive(app, '/base/7?page=2')
  expect(stream.frame).toBe('<p id="given">7 2 ada [/base] undefined undefined</p>')
  await stream.close()
  await orion.close()
})

test('data may be an object', async () => {
  const orion = createOrion()
  const app = openApp()
  app.get('/x', orion.live('x', template('notes', { notes: [{ text: 'fixed' }] })))
  const stream = await openLive(app, '/x')
  expect(stream.frame).toContain('<li>fixed</li>')
  await stream.close()
  await orion.close()
})

test('one route in two apps has a view for each, with the locals of each', async () => {
  const orion = createOrion()
  const route = orion.live('x', template('notes', { notes: [] }))
  const [one, other] = [openApp(), openApp()]
  other.locals.site = 'Other'
  one.get('/x', route)
  other.get('/x', route)
  const streams = [await openLive(one, '/x'), await openLive(other, '/x')]
  expect(streams.map(({ frame }) => /title="(.*?)"/.exec(frame)?.[1])).toEqual([
    'Notes &amp; more',
    'Other',
  ])
  for (const stream of streams) await stream.close()
  await orion.close()
})

test('what the engine throws goes to next(err)', async () => {
  const orion = createOrion()
  const app = openApp()
  app.get('/broken', orion.live('x', template('broken')))
  app.get('/missing', orion.live('x', template('missing')))
  app.use(answerErrors)
  const get = (path: string) =>
    request(app).get(path).set('Accept', 'text/event-stream').expect(500)
  expect((await get('/broken')).body.message).toContain('nothing is not defined')
  expect((await get('/missing')).body).toEqual({
    code: 'ORION_RENDER',
    message:
      `orion: there is no template 'missing': Failed to lookup view "missing" in views directory "${views}"; ` +
      "put it there, or tell where it is: app.set('views', directory)",
  })
  await orion.close()
})

test.each([
  ['notes', 'Error: No default engine was specified and no extension was provided.'],
  ['notes.nunjucks-of-nobody', /^\w*Error: Cannot find module 'nunjucks-of-nobody'/],
])('a template %s without an engine says how to give it one', async (name, why) => {
  const orion = createOrion()
  const app = express().get('/', orion.live('x', template(name)))
  app.use(answerErrors)
  const { body } = await request(app).get('/').set('Accept', 'text/event-stream').expect(500)
  expect(body.code).toBe('ORION_RENDER')
  const [seen, todo] = body.message.split('; ')
  const [what, cause] = seen.split(/(?<=has no view engine): /)
  expect(what).toBe(`orion: the template '${name}' has no view engine`)
  expect(cause).toMatch(why)
  expect(cause).not.toContain('\n')
  expect(todo).toBe("install one, and name it: app.set('view engine', 'ejs')")
  await orion.close()
})

test('a template needs a name, and a live route around it', async () => {
  expect(() => template('')).toThrow("template got ''; give a name as for res.render")
  await expect(template('notes')({})).rejects.toMatchObject({ code: 'ORION_RENDER' })
})
