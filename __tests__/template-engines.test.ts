// template() with EJS, Pug and Handlebars, as an app has them set up for res.render.
import express from 'express'
import request from 'supertest'
import { createOrion, template } from '../lib/index.js'
import { openLive } from '../lib/testing.js'
import { listen, stop } from './support/app.js'
import { type EngineName, engineNames, openSite } from './support/engines.js'

const words: Readonly<Record<string, string>> = { en: 'Notes', de: 'Notizen' }

/** An app of an engine with a live list in the language of who looks, on its own and in a page. */
async function openNotes(engine: EngineName) {
  const site = openSite(engine)
  const orion = createOrion({ throttleMs: 0 })
  const notes = ['<b>first</b>']
  const state = { renders: 0 }
  const reader = orion.as((req) => ({ locale: req.acceptsLanguages('en', 'de') || 'en' }))
  const list = reader.live(
    'notes',
    template('list', ({ viewer: { locale } }) => {
      state.renders++
      return {
        notes,
        count: new Intl.NumberFormat(locale).format(1234.5 + notes.length),
        t: (word: string) => (word === 'notes' ? words[locale] : word),
        // Its engine puts a layout around what doesn't say so.
        ...(engine === 'handlebars' && { layout: false }),
      }
    }),
  )
  site.app.get('/', list, (req, res, next) => {
    list.render(req).then((markup) => res.render('page', { list: `${markup}` }), next)
  })
  const { server, origin } = await listen(site.app)
  const add = (note: string) => {
    notes.push(note)
    orion.publish('notes')
  }
  const close = async () => {
    await orion.close()
    await stop(server)
    site.remove()
  }
  return { ...site, origin, state, orion, add, close }
}

const tight = (markup: string) => markup.replace(/>\s+</g, '><')

describe.each(engineNames)('%s', (engine) => {
  test('its partials and app.locals make the frames, and what comes in is escaped', async () => {
    const { origin, add, close } = await openNotes(engine)
    const stream = await openLive(origin, '/')
    expect(tight(stream.frame)).toBe(
      '<section id="list" title="Notes &amp; more"><h2>Notes: 1,235.5</h2>' +
        '<p>&lt;b&gt;first&lt;/b&gt;</p></section>',
    )
    add('second')
    expect(await stream.until('<p>second</p>')).toContain('Notes: 1,236.5')
    await stream.close()
    await close()
  })

  test('a page has the layout and the list, a frame the list alone', async () => {
    const { origin, close } = await openNotes(engine)
    const stream = await openLive(origin, '/')
    expect(stream.frame).not.toContain('<body>')
    const { text } = await request(origin).get('/').expect(200)
    expect(text.toLowerCase()).toContain(
      '<!doctype html><html><head><title>notes &amp; more</title>',
    )
    expect(text).toContain(`<main>${stream.frame}</main>`)
    await stream.close()
    await close()
  })

  test('each locale has a view of its own, which those who read it share', async () => {
    const { origin, orion, state, add, close } = await openNotes(engine)
    const open = (locale: string) =>
      openLive(origin, '/', { headers: { 'Accept-Language': locale } })
    const streams = [await open('de'), await open('de-CH,de'), await open('en')]
    const [german, swiss, english] = streams
    expect(german?.frame).toContain('<h2>Notizen: 1.235,5</h2>')
    expect(swiss?.frame).toBe(german?.frame)
    expect(english?.frame).toContain('<h2>Notes: 1,235.5</h2>')
    expect(orion.stats().views).toBe(2)
    expect(state.renders).toBe(2)
    add('x')
    await german?.until('1.236,5')
    await english?.until('1,236.5')
    for (const stream of streams) await stream.close()
    await close()
  })

  test('in production a template is read once, and frames are new all the same', async () => {
    const { app, write, origin, add, close } = await openNotes(engine)
    app.enable('view cache')
    const stream = await openLive(origin, '/')
    write((text) => text.replace('list', 'list-of-the-next-release'), 'list')
    add('second')
    const frame = await stream.until('<p>second</p>')
    expect(frame).toContain('id="list"')
    await stream.close()
    await close()
  })

  test('in development a template that was edited is in the next frame', async () => {
    const { write, origin, add, close } = await openNotes(engine)
    const stream = await openLive(origin, '/')
    write((text) => text.replace('h2', 'h3').replace('/h2', '/h3'), 'list')
    add('second')
    expect(await stream.until('<p>second</p>')).toContain('<h3>Notes')
    await stream.close()
    await close()
  })
})

test('express-handlebars puts its layout around a render that does not say layout: false', async () => {
  const { app, remove } = openSite('handlebars')
  const orion = createOrion()
  app.get('/', orion.live('x', template('page', { list: 'all' })))
  const stream = await openLive(app, '/')
  expect(stream.frame).toContain('<body><main>all</main></body>')
  await stream.close()
  await orion.close()
  remove()
})

test('NODE_ENV=production turns the cache on by itself', () => {
  const before = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  const app = express()
  process.env.NODE_ENV = before
  expect(app.enabled('view cache')).toBe(true)
  expect(express().enabled('view cache')).toBe(false)
})
