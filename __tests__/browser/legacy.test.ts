// The help desk of 2018 in Chromium: two windows agree, under helmet's default policy, and the console has
// nothing to complain of.
import type { Server } from 'node:http'
import type { Browser, Page } from 'playwright-core'
import { listen, stop } from '../support/app.js'
import { createDeskOf, type DeskDatabase, openDb, type Step } from '../support/legacy.js'
import { describeInBrowser, launchChromium } from './chromium.js'

describeInBrowser('the help desk', () => {
  let browser: Browser
  let db: DeskDatabase
  let server: Server
  let origin: string
  let complaints: string[]

  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    await stop(server)
    db.close()
    expect(complaints).toEqual([])
  })

  async function openDesk(step: Step): Promise<void> {
    complaints = []
    db = openDb(':memory:')
    const listening = await listen(createDeskOf(step)(db))
    server = listening.server
    origin = listening.origin
  }

  /** Signs in, in a window of its own, and goes to a page. */
  async function signIn(name: string, path = '/tickets'): Promise<Page> {
    const page = await (await browser.newContext()).newPage()
    page.setDefaultTimeout(10_000)
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.goto(`${origin}/login`)
    await page.getByLabel('Name').fill(name)
    await page.getByLabel('Password').fill('desk')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Tickets' }).waitFor()
    if (path !== '/tickets') await page.goto(origin + path)
    await page.locator('html[data-orion-connection="open"]').waitFor()
    return page
  }

  const open = (page: Page) => page.getByRole('button', { name: 'Open a ticket' }).click()
  const commentField = (page: Page) => page.getByLabel('Comment')

  test('1-live: a comment appears in the other window, where messages and what is typed stay', async () => {
    await openDesk('1-live')
    const [ada, bob] = [await signIn('ada', '/tickets/1'), await signIn('bob', '/tickets/1')]
    await commentField(bob).fill('half a comm')
    await commentField(ada).fill('I am on my way')
    await ada.getByRole('button', { name: 'Comment' }).click()
    await bob.getByText('I am on my way').waitFor()
    await ada.getByRole('button', { name: 'Close' }).click()
    await bob.getByText('closed', { exact: true }).waitFor()
    expect(await commentField(bob).inputValue()).toBe('half a comm')
    await ada.getByText('Ticket 1 is closed').waitFor()
    await bob.getByRole('button', { name: 'Comment' }).click()
    await ada.getByText('half a comm').waitFor()
    expect(await ada.getByText('Ticket 1 is closed').isVisible()).toBe(true)
  })

  test('1-live: who signs out in one tab is at the login in the other, once something changes', async () => {
    await openDesk('1-live')
    const [ada, bob] = [await signIn('ada', '/tickets/1'), await signIn('bob', '/tickets/1')]
    const tab = await bob.context().newPage()
    await tab.goto(`${origin}/tickets`)
    await tab.getByRole('button', { name: 'Sign out' }).click()
    await tab.getByRole('heading', { name: 'Sign in' }).waitFor()
    await commentField(ada).fill('I am on my way')
    await ada.getByRole('button', { name: 'Comment' }).click()
    await bob.waitForURL('**/login')
    await bob.getByText('Please sign in').first().waitFor()
  })

  test('3-two-routes: a ticket opens in both windows without a new page, and an error beside its field', async () => {
    await openDesk('3-two-routes')
    const [ada, bob] = [await signIn('ada'), await signIn('bob')]
    const title = bob.getByLabel('What is wrong?')
    let pages = 0
    bob.on('load', () => pages++)
    await title.fill(' ')
    await open(bob)
    await bob.getByText('Give it a title').waitFor()
    await title.fill('No light')
    await open(bob)
    for (const page of [ada, bob]) await page.getByRole('link', { name: 'No light' }).waitFor()
    await bob.getByText('Give it a title').waitFor({ state: 'detached' })
    expect([await title.inputValue(), pages]).toEqual(['', 0])
    await ada.getByLabel('Show').selectOption('closed')
    await ada.getByRole('button', { name: 'Filter' }).click()
    await ada.getByRole('link', { name: 'No light' }).waitFor({ state: 'detached' })
    await bob.getByRole('link', { name: 'printer' }).click()
    await bob.getByText('Since the update on Monday.').waitFor()
  })

  test('an open page loads itself anew once the app is as it was before', async () => {
    await openDesk('3-two-routes')
    const bob = await signIn('bob')
    await stop(server)
    const { port } = new URL(origin)
    server = createDeskOf('0-before')(db).listen(Number(port), '127.0.0.1')
    // Its session went with the process.
    await bob.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await bob.content()).not.toContain('orion')
    // The tries while there was no server.
    complaints = complaints.filter((text) => !/ERR_|Failed to load resource/.test(text))
  })
})
