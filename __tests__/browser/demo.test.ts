// The demo as people meet it: in Chromium, in two windows, with and without script, through a restart.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { differs } from './bundle.js'
import { describeInBrowser, launchChromium } from './chromium.js'
import { useDemo } from './demo-pages.js'

const root = join(__dirname, '../..')

describeInBrowser('the to-do list', () => {
  const { open, forgive } = useDemo()

  const field = (page: Page) => page.getByRole('textbox', { name: 'What needs doing?' })
  const row = (page: Page, title: string) => page.getByRole('listitem').filter({ hasText: title })

  async function add(page: Page, title: string): Promise<void> {
    await field(page).fill(title)
    await field(page).press('Enter')
    await row(page, title).waitFor()
  }

  test('two pages are open, one acts, both change', async () => {
    differs('data-attr takes back what the user opened')
    const ada = await open()
    const bob = await open()
    await ada.getByText('A clear day').waitFor()

    await add(ada, 'Milk')
    await row(bob, 'Milk').waitFor()
    await bob.getByRole('checkbox', { name: 'Milk', checked: false }).click()
    await ada.getByRole('checkbox', { name: 'Milk', checked: true }).waitFor()
    await ada.getByText('All done').waitFor()

    await ada.getByLabel('Edit Milk').click()
    await ada.getByRole('textbox', { name: 'New wording' }).fill('Oat milk')
    await ada.getByRole('button', { name: 'Save' }).click()
    await row(bob, 'Oat milk').waitFor()
    await ada.getByRole('button', { name: 'Save' }).waitFor({ state: 'hidden' })

    await add(bob, 'Bread')
    await ada.getByRole('button', { name: 'Delete Bread' }).click()
    await row(bob, 'Bread').waitFor({ state: 'detached' })
    await bob.getByRole('button', { name: 'Clear 1 done' }).click()
    await ada.getByText('A clear day').waitFor()
  })

  test('a filter is a page of its own, and live', async () => {
    const ada = await open()
    await add(ada, 'Milk')
    await add(ada, 'Bread')
    const bob = await open('/active')
    await ada.getByRole('checkbox', { name: 'Milk' }).click()
    await row(bob, 'Milk').waitFor({ state: 'detached' })
    await bob.getByRole('link', { name: 'Done 1' }).click()
    await row(bob, 'Milk').waitFor()
    expect(await row(bob, 'Bread').count()).toBe(0)
    await ada.getByRole('checkbox', { name: 'Bread' }).click()
    await row(bob, 'Bread').waitFor()
  })

  test('an error shows beside its field, and goes when the input is fine', async () => {
    differs('what a null removed wakes nobody when it comes back')
    const page = await open()
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByText('Write something first').waitFor()
    expect(await field(page).getAttribute('aria-invalid')).toBe('true')
    await add(page, 'Milk')
    await page.getByText('Write something first').waitFor({ state: 'hidden' })
    expect(await field(page).getAttribute('aria-invalid')).toBe('false')
    await field(page).fill('Milk')
    await field(page).press('Enter')
    await page.getByText('That is on the list already').waitFor()
    expect(await field(page).inputValue()).toBe('Milk')
  })

  test('the form is emptied after it was sent, and a toast tells of it and can be dismissed', async () => {
    const page = await open()
    await add(page, 'Milk')
    const toast = page.locator('.orion-toast', { hasText: 'Added' })
    await toast.waitFor()
    expect(await field(page).inputValue()).toBe('')
    await toast.getByRole('button', { name: 'Dismiss' }).click()
    await toast.waitFor({ state: 'detached' })
  })

  test('what is typed before the answer comes is not emptied by it', async () => {
    const page = await open()
    let answer = () => {}
    const held = new Promise<void>((done) => {
      answer = done
    })
    await page.route('**/todos', async (route) => {
      await held
      await route.continue()
    })
    await page.keyboard.type('Milk')
    await page.keyboard.press('Enter')
    await page.keyboard.type('Bread')
    answer()
    await page.getByText('Added').waitFor()
    expect(await field(page).inputValue()).toBe('Bread')
    await page.keyboard.press('Enter')
    await row(page, 'Bread').waitFor()
    await row(page, 'Milk').waitFor()
  })

  test('typed text, focus and caret survive what others do', async () => {
    differs('data-attr takes back what the user opened')
    const ada = await open()
    const bob = await open()
    await add(ada, 'Milk')
    await ada.getByLabel('Edit Milk').click()
    const wording = ada.getByRole('textbox', { name: 'New wording' })
    await wording.fill('Two litres of milk')
    await wording.evaluate((input: HTMLInputElement) => input.setSelectionRange(4, 10))

    await add(bob, 'Bread')
    await row(ada, 'Bread').waitFor()
    await bob.getByRole('checkbox', { name: 'Milk' }).click()
    await ada.getByRole('checkbox', { name: 'Milk', checked: true }).waitFor()
    const state = await wording.evaluate((input: HTMLInputElement) => ({
      value: input.value,
      focused: document.activeElement === input,
      selection: [input.selectionStart, input.selectionEnd],
    }))
    expect(state).toEqual({ value: 'Two litres of milk', focused: true, selection: [4, 10] })
  })

  test('everything can be done by keyboard', async () => {
    differs('data-attr takes back what the user opened')
    const page = await open()
    // Focus is set when the page is first drawn.
    await page.locator('input[name=title]:focus').waitFor()
    await page.keyboard.type('Milk')
    await page.keyboard.press('Enter')
    const check = page.getByRole('checkbox', { name: 'Milk' })
    await check.waitFor()
    await check.focus()
    await page.keyboard.press('Space')
    await page.getByRole('checkbox', { name: 'Milk', checked: true }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('input[name=title]:focus').and(page.getByLabel('New wording')).waitFor()
    await page.keyboard.type('Oat milk')
    await page.keyboard.press('Enter')
    await row(page, 'Oat milk').waitFor()
    await page.getByRole('button', { name: 'Delete Oat milk' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('A clear day').waitFor()
  })

  test('everything can be done with scripting off', async () => {
    const page = await open('/', { javaScriptEnabled: false })
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByText('title: Write something first').waitFor()
    await page.getByRole('link', { name: 'start again' }).click()
    await add(page, 'Milk')
    await page.getByRole('checkbox', { name: 'Milk' }).click()
    await page.getByRole('checkbox', { name: 'Milk', checked: true }).waitFor()
    await page.getByLabel('Edit Milk').click()
    await page.getByRole('textbox', { name: 'New wording' }).fill('Oat milk')
    await page.getByRole('button', { name: 'Save' }).click()
    await row(page, 'Oat milk').waitFor()
    await add(page, 'Bread')
    await page.getByRole('button', { name: 'Clear 1 done' }).click()
    await row(page, 'Oat milk').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Delete Bread' }).click()
    await page.getByText('A clear day').waitFor()
    // A 422, and the icon that its page doesn't name.
    forgive((text) => text.startsWith('Failed to load resource'))
  })

  test("nothing is cut off or scrolls sideways on a phone's width", async () => {
    const page = await open('/', { viewport: { width: 320, height: 640 } })
    await add(page, `Unbreakable${'x'.repeat(100)}`)
    await page.getByLabel('Edit Unbreakable').click()
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow).toBe(0)
  })
})

describeInBrowser('the to-do list as a process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'orion-demo-'))
  let running: ChildProcess

  /** Starts `demo/main.ts`; resolves with the address that it prints. */
  async function start(port: string): Promise<string> {
    running = spawn(process.execPath, ['--import', 'tsx', 'demo/main.ts'], {
      cwd: root,
      env: { ...process.env, PORT: port, DATABASE_URL: join(folder, 'demo.db') },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [printed] = await once(running.stdout ?? running, 'data')
    return /http:\S+/.exec(String(printed))?.[0] ?? ''
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const exited = once(running, 'exit')
    running.kill(signal)
    const [code] = await exited
    return code
  }

  afterAll(() => rmSync(folder, { recursive: true }))

  test('the server is killed and started again: both pages say so, and come back by themselves', async () => {
    const browser = await launchChromium()
    const address = await start('0')
    const pages = [await browser.newPage(), await browser.newPage()]
    for (const page of pages) await page.goto(address)
    const [ada, bob] = pages as [Page, Page]
    await ada.getByLabel('What needs doing?').fill('Before')
    await ada.keyboard.press('Enter')
    await bob.getByRole('checkbox', { name: 'Before' }).waitFor()
    await ada.getByLabel('What needs doing?').fill('Half a thou')

    await end('SIGKILL')
    const lost = (page: Page) => page.getByText('Not connected')
    const failed = bob.getByText('That did not work')
    for (const page of pages) await lost(page).waitFor()
    await bob.getByRole('button', { name: 'Delete Before' }).click()
    await failed.waitFor()
    expect(await start(new URL(address).port)).toBe(address)
    const sent = new URLSearchParams({ title: 'After' })
    await fetch(`${address}/todos`, { method: 'POST', body: sent, redirect: 'manual' })
    for (const page of pages) await page.getByRole('checkbox', { name: 'After' }).waitFor()
    expect(await ada.getByLabel('What needs doing?').inputValue()).toBe('Half a thou')
    for (const page of pages) await lost(page).waitFor({ state: 'hidden' })

    await bob.getByRole('button', { name: 'Delete Before' }).click()
    await ada.getByRole('checkbox', { name: 'Before' }).waitFor({ state: 'detached' })
    await failed.waitFor({ state: 'hidden' })
    await browser.close()
    expect(await end('SIGTERM')).toBe(0)
  }, 60_000)

  test('with streams open, SIGTERM ends the process within a second', async () => {
    const address = await start('0')
    const stream = await fetch(address, { headers: { accept: 'text/event-stream' } })
    const began = Date.now()
    expect(await end('SIGTERM')).toBe(0)
    expect(Date.now() - began).toBeLessThan(1000)
    await expect(stream.text()).rejects.toThrow()
  })
})
