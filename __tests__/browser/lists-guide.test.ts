// The app of docs/lists.md in Chromium: what is typed filters, the list grows as it is scrolled, and a row
// that moves takes along what is open in it.
import type { Browser, Page } from 'playwright-core'
import { codeOf, runApp } from '../support/guide.js'
import { describeInBrowser, launchChromium } from './chromium.js'

describeInBrowser('the list of the guide', () => {
  let browser: Browser
  let app: Awaited<ReturnType<typeof runApp>>

  beforeAll(async () => {
    browser = await launchChromium()
    app = await runApp(codeOf('docs/lists.md'), ['express', 'valibot', 'kysely'])
    for (let i = 100; i < 145; i++) await add(`Book ${i}`)
  })
  afterAll(async () => {
    await browser.close()
    await app.stop()
  })

  async function add(title: string): Promise<void> {
    const body = JSON.stringify({ title, author: 'Ada' })
    const headers = { 'Content-Type': 'application/json' }
    expect((await fetch(`${app.origin}/books`, { method: 'POST', headers, body })).status).toBe(204)
  }

  async function open(path: string, height = 600): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 800, height } })
    page.setDefaultTimeout(10_000)
    await page.goto(app.origin + path)
    await page.locator('html[data-orion-connection="open"]').waitFor()
    return page
  }

  const countsTo = (page: Page, rows: number) =>
    page.waitForFunction((count) => document.querySelectorAll('li').length === count, rows)

  test('a search is made while it is typed, without a page being loaded', async () => {
    const page = await open('/search')
    await page.evaluate(() => Object.assign(window, { same: true }))
    await page.getByLabel('Title').pressSequentially('Book 14')
    await countsTo(page, 5)
    expect(await page.evaluate(() => 'same' in window)).toBe(true)
    await page.getByLabel('Title').press('Enter')
    await page.waitForURL(`${app.origin}/search?q=Book+14`)
    await countsTo(page, 5)
    await page.close()
  })

  test('a list grows to its end as it is scrolled, and at once where it leaves room', async () => {
    const page = await open('/search', 200)
    await countsTo(page, 20)
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    await countsTo(page, 40)
    await page.close()
    const tall = await open('/search', 4000)
    await countsTo(tall, 45)
    await tall.close()
  })

  test('a row that moves takes along what is open in it', async () => {
    const page = await open('/books')
    await page.getByText('Book 110').click()
    await add('A first one')
    await page.getByText('A first one').waitFor()
    const opened = await page.$$eval('details[open]', (all) => all.map((it) => it.textContent))
    expect(opened).toEqual(['Book 110Ada'])
    await page.close()
  })
})
