// An old page that becomes live by two lines: the route stays, the client fetches it at each publish.
import type { Server } from 'node:http'
import express, { type RequestHandler } from 'express'
import helmet from 'helmet'
import type { Browser } from 'playwright-core'
import { connect, createOrion } from '../../lib/index.js'
import { eventually, listen, stop } from '../support/app.js'
import { clientOptions, contextOptions } from './bundle.js'
import { describeInBrowser, launchChromium } from './chromium.js'

describeInBrowser('a live route without a render', () => {
  let browser: Browser
  let server: Server
  let orion: ReturnType<typeof createOrion>

  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    await stop(server)
    await orion.close()
  })

  test('is fetched by its open pages at each publish; what is typed there stays', async () => {
    orion = createOrion()
    const state = { visits: ['first'], pages: 0 }
    const app = express()
    app.use(helmet(), orion.client(clientOptions))
    app.get('/old', orion.live('visits'), (req, res) => {
      state.pages++
      res.send(`<!doctype html><html><head><title>${state.visits.length} visits</title>
          <link rel="icon" href="data:,">${orion.script()}</head>
        <body ${connect('/old')}><h1>Guests from ${req.query.from}</h1>
        <ul>${state.visits.map((visit) => `<li>${visit}</li>`).join('')}</ul>
        <form method="post" action="/old"><input name="name" aria-label="Name"></form></body></html>`)
    })
    app.post('/old', orion.publishes('visits'), express.urlencoded(), (req, res) => {
      state.visits.push(req.body.name)
      res.redirect(303, '/old?from=here')
    })
    const listening = await listen(app)
    server = listening.server
    const complaints: string[] = []
    const page = await (await browser.newContext(contextOptions)).newPage()
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(`${listening.origin}/old?from=Bern`)
    await page.getByLabel('Name').fill('half a na')
    // The page itself, and once more when its stream has opened.
    await eventually(() => state.pages === 2, 'the page was fetched by its stream')

    const body = new URLSearchParams({ name: 'second' })
    await fetch(`${listening.origin}/old`, { method: 'POST', body, redirect: 'manual' })
    await page.getByText('second').waitFor()
    expect(await page.title()).toBe('2 visits')
    expect(await page.getByRole('heading').textContent()).toBe('Guests from Bern')
    expect(await page.getByLabel('Name').inputValue()).toBe('half a na')
    expect(orion.stats().streams).toBe(1)
    expect(complaints).toEqual([])
  })

  /** A page whose answer changes, open in a window. */
  async function openPage() {
    orion = createOrion()
    const asked: string[] = []
    let answer: RequestHandler = (_req, res) => {
      res.send(`<!doctype html><html><head><title>Old</title><link rel="icon" href="data:,">
        ${orion.script()}</head><body ${connect('/old')}><h1>What is there</h1></body></html>`)
    }
    const app = express().use(helmet(), orion.client())
    app.get('/old', orion.live('x'), (req, res, next) => {
      asked.push(req.originalUrl)
      answer(req, res, next)
    })
    app.get('/login', (_req, res) => {
      res.send('<!doctype html><title>Login</title><link rel="icon" href="data:,"><h1>Login</h1>')
    })
    const listening = await listen(app)
    server = listening.server
    const page = await (await browser.newContext()).newPage()
    await page.goto(`${listening.origin}/old?from=Bern&tag=a%20b`)
    await eventually(() => asked.length === 2, 'the page was fetched by its stream')
    return {
      page,
      asked,
      change(next: RequestHandler) {
        answer = next
        orion.publish('x')
      },
    }
  }

  test('fetches its pages by their very address, of which they may make links', async () => {
    const { asked } = await openPage()
    expect(asked).toEqual(['/old?from=Bern&tag=a%20b', '/old?from=Bern&tag=a+b'])
  })

  test('loads a page anew that is sent to another, as after a logout elsewhere', async () => {
    const { page, change } = await openPage()
    change((_req, res) => res.redirect('/login'))
    await page.getByRole('heading', { name: 'Login' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/login')
  })

  test.each([401, 403, 404, 410])('loads a page anew that is refused by %i', async (status) => {
    const { page, change } = await openPage()
    change((_req, res) => void res.status(status).send('<h1>Not here</h1>'))
    await page.getByRole('heading', { name: 'Not here' }).waitFor()
  })

  test('leaves a page as it is whose server fails', async () => {
    const { page, asked, change } = await openPage()
    change((_req, res) => void res.status(500).send('<h1>Not here</h1>'))
    await eventually(() => asked.length === 3, 'the page was fetched')
    change((_req, res) => void res.send('<html><body><h1>Back</h1></body></html>'))
    await page.getByRole('heading', { name: 'Back' }).waitFor()
    expect(asked).toHaveLength(4)
  })
})
