// The app of docs/files.md in Chromium: a file that is chosen is sent with script and without.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { codeOf, runApp } from '../support/guide.js'
import { describeInBrowser, launchChromium } from './chromium.js'

describeInBrowser('the shelf of the guide', () => {
  let browser: Browser
  let app: Awaited<ReturnType<typeof runApp>>

  beforeAll(async () => {
    browser = await launchChromium()
    app = await runApp(codeOf('docs/files.md'), ['express', 'valibot', 'kysely', 'multer'])
  })
  afterAll(async () => {
    await browser.close()
    await app.stop()
  })

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage()
    page.setDefaultTimeout(10_000)
    await page.goto(`${app.origin}/files`)
    return page
  }

  async function send(page: Page, name: string): Promise<void> {
    const file = { name, mimeType: 'text/plain', buffer: Buffer.from(name) }
    await page.getByLabel('File').setInputFiles(file)
    await page.getByRole('button', { name: 'Send' }).click()
  }

  test('it appears in the other window, and the input is empty again', async () => {
    const [ada, bob] = [await open(), await open()]
    await send(ada, 'ada.txt')
    await bob.getByRole('link', { name: 'ada.txt' }).waitFor()
    await ada.waitForFunction(() => document.querySelector('input')?.value === '')
    const old = await open({ javaScriptEnabled: false })
    await send(old, 'old.txt')
    await old.getByRole('link', { name: 'old.txt' }).waitFor()
    await bob.getByRole('link', { name: 'old.txt' }).waitFor()
  })

  test('none chosen is told beside the field', async () => {
    const page = await open()
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Choose a file').waitFor()
  })
})
