// The demo in Chromium for the tests of one `describe`: started anew for each, on a store of its own, and
// closed after it, with a console that had nothing to complain of, under a policy that is stricter than helmet's
// default.
import type { Server } from 'node:http'
import { join } from 'node:path'
import express, { type RequestHandler } from 'express'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { createApp } from '../../demo/app.js'
import { type DemoOrion, openDatabase } from '../../demo/database.js'
import { listen, stop } from '../support/app.js'
import { clientOptions, contextOptions } from './bundle.js'
import { launchChromium } from './chromium.js'
import { strictPolicy } from './client/harness.js'

const publicFolder = join(__dirname, '../../demo/public')

/** The demo has an icon of its own. */
export const demoPolicy = `${strictPolicy}; img-src 'self'`

/** Puts the strict policy in the place of the one that the demo sets. */
const withStrictPolicy: RequestHandler = (_req, res, next) => {
  const setHeader = res.setHeader.bind(res)
  res.setHeader = (name, value) =>
    setHeader(name, /^content-security-policy$/i.test(name) ? demoPolicy : value)
  next()
}

export interface DemoPages {
  readonly origin: string
  /** Opens a page of the demo, in a window of its own. */
  open(path?: string, options?: BrowserContextOptions): Promise<Page>
  /** Forgets what the console complained of, where a test meant it to. */
  forgive(meant: (complaint: string) => boolean): void
}

/** Registers the hooks. */
export function useDemo(): DemoPages {
  let browser: Browser
  let orion: DemoOrion
  let server: Server
  let origin: string
  let complaints: string[]

  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())

  beforeEach(async () => {
    complaints = []
    orion = await openDatabase(':memory:')
    // An official bundle stands in front of the client that the demo serves.
    const swapped = 'datastar' in clientOptions ? [orion.client(clientOptions)] : []
    const app = express().use(withStrictPolicy, ...swapped, createApp(orion, publicFolder))
    const listening = await listen(app)
    server = listening.server
    origin = listening.origin
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    await stop(server)
    await orion.close()
    expect(complaints).toEqual([])
  })

  return {
    get origin() {
      return origin
    },
    async open(path = '/', options = {}) {
      const page = await (await browser.newContext({ ...contextOptions, ...options })).newPage()
      page.setDefaultTimeout(10_000)
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text())
      })
      await page.goto(origin + path)
      return page
    },
    forgive(meant) {
      complaints = complaints.filter((complaint) => !meant(complaint))
    },
  }
}
