// The app of docs/sessions.md in Chromium: a logout in one window reaches the others.
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { codeOf, runApp } from '../support/guide.js'
import { describeInBrowser, launchChromium } from './chromium.js'

describeInBrowser('the board of the guide', () => {
  let browser: Browser
  let app: Awaited<ReturnType<typeof runApp>>

  beforeAll(async () => {
    browser = await launchChromium()
    const packages = ['express', 'express-session', 'valibot', 'kysely']
    app = await runApp(codeOf('docs/sessions.md'), packages)
  })
  afterAll(async () => {
    await browser.close()
    await app.stop()
  })

  async function open(context: BrowserContext, path: string): Promise<Page> {
    const page = await context.newPage()
    page.setDefaultTimeout(10_000)
    await page.goto(app.origin + path)
    return page
  }

  async function signIn(context: BrowserContext, name: string): Promise<Page> {
    const page = await open(context, '/')
    await page.getByRole('button', { name: `I am ${name}` }).click()
    await page.locator('html[data-orion-connection="open"]').waitFor()
    return page
  }

  test('who signs out in one window is at the sign-in in the other, and others stay', async () => {
    const [here, there] = [await browser.newContext(), await browser.newContext()]
    const first = await signIn(here, 'ada')
    const second = await open(here, '/board')
    await second.locator('html[data-orion-connection="open"]').waitFor()
    const elsewhere = await signIn(there, 'ada')
    const bob = await signIn(await browser.newContext(), 'bob')

    await first.getByRole('button', { name: 'Sign out' }).click()
    for (const page of [first, second]) {
      await page.getByRole('button', { name: 'I am ada' }).waitFor()
    }
    await bob.getByLabel('Note').fill('Where is she?')
    await bob.getByRole('button', { name: 'Add' }).click()
    await elsewhere.getByText('bob: Where is she?').waitFor()
  })
})
