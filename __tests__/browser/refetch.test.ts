// An old page that becomes live by two lines: the route stays, the client fetches it at each publish.
import type { Server } from 'node:http'
import express from 'express'
import helmet from 'helmet'
import type { Browser } from 'playwright-core'
import { connect, createOrion } from '../../lib/index.js'
import { eventually, listen, stop } from '../support/app.js'
import { clientOptions, contextOptions } from './bundle.js'
import { describeInBrowser, launchChromium } from './chromium.js'

describeInBrowser('a live route without a render', () => {
  let browser: Browser
  let server: Server

  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())

  test('is fetched by its open pages at each publish; what is typed there stays', async () => {
    const orion = createOrion()
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
    await page.context().close()
    await stop(server)
    await orion.close()
  })
})
