// openLive beside the client in Chromium: an app can't tell them apart by what it looks at.
import type { Server } from 'node:http'
import express from 'express'
import type { Browser } from 'playwright-core'
import * as v from 'valibot'
import { connect, createOrion, html } from '../../lib/index.js'
import { openLive } from '../../lib/testing.js'
import { listen, stop } from '../support/app.js'
import { clientOptions, contextOptions, differs } from './bundle.js'
import { describeInBrowser, launchChromium } from './chromium.js'

describeInBrowser('openLive', () => {
  let browser: Browser
  let server: Server
  let origin: string
  const orion = createOrion()
  const app = express().use(orion.client(clientOptions))

  beforeAll(async () => {
    browser = await launchChromium()
    const listening = await listen(app)
    server = listening.server
    origin = listening.origin
  })
  afterAll(async () => {
    await browser.close()
    await stop(server)
    await orion.close()
  })

  test('asks as the client does: for what it accepts, by which name, with which signals', async () => {
    differs('it asks before the signals of all the page stand')
    const asked: unknown[] = []
    const live = orion.live('things', ({ signals: { q } }) => html`<p id="q">Of ${q}</p>`, {
      signals: v.object({ q: v.string() }),
    })
    const noted: express.RequestHandler = (req, _res, next) => {
      asked.push([req.url, req.get('accept'), req.get('datastar-request')])
      next()
    }
    app.get('/search', noted, live)
    app.get('/', (_req, res) => {
      res.send(
        `${html`<!doctype html><head>${orion.script()}</head>
        <main ${connect('/search?page=1', { signals: ['q'] })}>
          <input data-bind="q" value="tea"><p id="q"></p>
        </main>`}`,
      )
    })
    const page = await (await browser.newContext(contextOptions)).newPage()
    await page.goto(origin)
    await page.getByText('Of tea').waitFor()
    const stream = await openLive(server, '/search?page=1', { signals: { q: 'tea' } })
    expect(stream.frame).toBe('<p id="q">Of tea</p>')
    await stream.close()
    expect(asked).toHaveLength(2)
    expect(asked[1]).toEqual(asked[0])
  })
})
