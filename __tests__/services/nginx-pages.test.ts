// Pages in Chromium behind nginx, over HTTP/2.
import express from 'express'
import type { Browser, Page } from 'playwright-core'
import * as v from 'valibot'
import { connect, createOrion, html } from '../../lib/index.js'
import { describeInBrowser, launchChromium } from '../browser/chromium.js'
import { eventually, listen, stop } from '../support/app.js'
import { describeBehindNginx, startNginx } from '../support/nginx.js'

// More than the six connections that a browser opens to a host over HTTP/1.1.
const pageCount = 8

function openNotes() {
  const orion = createOrion({ throttleMs: 0 })
  const state = { note: 'first' }
  const app = express().set('trust proxy', 'loopback').use(orion.client())
  const note = orion.live('note', () => html`<p id="note">${state.note}</p>`)
  app.get('/', note, async (req, res) => {
    const page = html`<!doctype html><html lang="en"><head><title>Note</title>
        <link rel="icon" href="data:,">${orion.script()}</head>
      <body ${connect('/')}>${await note.render(req)}
        <form method="post" data-on:submit="@post('/', {contentType: 'form'})">
          <input name="note" aria-label="Note"><button>Write</button></form></body></html>`
    res.send(`${page}`)
  })
  app.post(
    '/',
    orion.command(v.object({ note: v.string() }), ({ input, publish }) => {
      state.note = input.note
      publish('note')
    }),
  )
  return { orion, state, app }
}

describeBehindNginx('pages behind nginx', () => {
  describeInBrowser('in Chromium', () => {
    let browser: Browser
    beforeAll(async () => {
      browser = await launchChromium()
    })
    afterAll(() => browser.close())

    test('more than six are live at once, and a reload of nginx brings all of them back', async () => {
      const { orion, state, app } = openNotes()
      const { server, origin } = await listen(app)
      const nginx = await startNginx({
        appPort: Number(new URL(origin).port),
        instead: { 'worker_shutdown_timeout 10m': 'worker_shutdown_timeout 1s' },
      })
      const context = await browser.newContext({ ignoreHTTPSErrors: true })
      context.setDefaultTimeout(15_000)
      const pages: Page[] = []
      for (let i = 0; i < pageCount; i++) {
        const page = await context.newPage()
        await page.goto(nginx.origin)
        pages.push(page)
      }
      const allShow = (note: string) =>
        Promise.all(pages.map((page) => page.locator('#note', { hasText: note }).waitFor()))
      await eventually(() => orion.stats().streams === pageCount, 'all pages are live')
      await pages[0]?.getByLabel('Note').fill('written')
      await pages[0]?.getByRole('button').click()
      await allShow('written')

      // Without a publish: it is seen by who opens a new stream.
      state.note = 'changed meanwhile'
      nginx.reload()
      await allShow('changed meanwhile')
      state.note = 'last'
      orion.publish('note')
      await allShow('last')
      expect(orion.stats().streams).toBe(pageCount)

      await context.close()
      await nginx.stop()
      await stop(server)
      await orion.close()
    })
  })
})
