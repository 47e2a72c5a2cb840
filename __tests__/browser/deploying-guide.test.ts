// The app of docs/deploying.md in Chromium, while another version takes its place.
import type { Browser, Page } from 'playwright-core'
import { type AppProcess, codeOf, type InstalledApp, installApp } from '../support/guide.js'
import { describeInBrowser, launchChromium } from './chromium.js'

describeInBrowser('a deploy', () => {
  let browser: Browser
  let app: InstalledApp
  let running: AppProcess

  beforeAll(async () => {
    browser = await launchChromium()
    app = installApp(codeOf('docs/deploying.md'), ['express', 'valibot', 'kysely'])
    running = await app.start(undefined, { VERSION: 'one' })
  })
  afterAll(async () => {
    await browser.close()
    await running.end()
    app.remove()
  })

  async function open(): Promise<Page> {
    const page = await (await browser.newContext()).newPage()
    page.setDefaultTimeout(10_000)
    await page.goto(running.origin)
    await shows(page, 'open')
    return page
  }

  const shows = (page: Page, state: string) =>
    page.locator(`html[data-orion-connection="${state}"]`).waitFor()

  test('leaves pages as they are until the new version is there, and keeps what is typed', async () => {
    const [typing, reading] = [await open(), await open()]
    const note = typing.getByLabel('Note')
    await note.fill('Half a thou')
    expect(await running.end()).toBe(0)
    for (const page of [typing, reading]) await shows(page, 'lost')
    await note.press('Enter')
    await typing.locator('html[data-orion-command="failed"]').waitFor()
    expect(await note.inputValue()).toBe('Half a thou')

    const port = Number(new URL(running.origin).port)
    running = await app.start(port, { VERSION: 'two' })
    for (const page of [typing, reading]) await shows(page, 'open')
    await reading.waitForFunction(() => document.title === 'two')
    expect(await typing.title()).toBe('one')
    await note.press('Enter')
    await reading.getByText('Half a thou').waitFor()
  })
})
