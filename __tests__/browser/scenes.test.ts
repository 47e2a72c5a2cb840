// The scenes of the demo in Chromium: two windows agree, and the console has nothing to complain of.
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { differs } from './bundle.js'
import { describeInBrowser } from './chromium.js'
import { demoPolicy, useDemo } from './demo-pages.js'

describeInBrowser('a scene', () => {
  const demo = useDemo()
  const { open, forgive } = demo

  test('is reached from the first page, under the strict policy', async () => {
    const page = await open('/')
    const { headers } = await fetch(demo.origin)
    expect(headers.get('content-security-policy')).toBe(demoPolicy)
    await page.getByRole('link', { name: 'Scenes' }).click()
    await page.getByRole('link', { name: /^Dashboard/ }).click()
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor()
  })

  test('roles: a demotion takes the buttons of an open page away', async () => {
    const ada = await open('/scenes/roles')
    await ada.getByRole('button', { name: /^Ada/ }).click()
    const bob = await open('/scenes/roles')
    await bob.getByRole('button', { name: /^Bob/ }).click()
    await bob.getByRole('button', { name: 'Put up' }).waitFor()
    await ada.getByLabel('Role of Bob').getByRole('button', { name: 'guest' }).click()
    await bob.getByText('Guests read; members write.').waitFor()
    await ada.getByLabel('Role of Bob').getByRole('button', { name: 'admin' }).click()
    await bob.getByRole('heading', { name: 'People' }).waitFor()
  })

  test('roles: who signs out in one tab is asked who they are in the other', async () => {
    differs('a stream that is refused leaves the page as it is')
    const ada = await open('/scenes/roles')
    await ada.getByRole('button', { name: /^Ada/ }).click()
    await ada.getByRole('button', { name: 'Put up' }).waitFor()
    const other = await ada.context().newPage()
    await other.goto(`${demo.origin}/scenes/roles`)
    await other.getByRole('button', { name: 'Sign out' }).click()
    await ada.getByText('Nobody is signed in').waitFor()
    // The refusal of the stream itself, by which the page knew.
    forgive((text) => text.startsWith('Failed to load resource'))
  })

  test('project: who looks at a project that is deleted is brought to the list', async () => {
    const ada = await open('/scenes/project/1')
    const bob = await open('/scenes/project/1')
    ada.on('dialog', (dialog) => void dialog.accept())
    await ada.getByRole('button', { name: 'Delete this project' }).click()
    for (const page of [ada, bob]) await page.getByRole('heading', { name: 'Projects' }).waitFor()
    forgive((text) => text.startsWith('Failed to load resource'))
  })

  test('project: a comment and a file appear in the other window', async () => {
    const ada = await open('/scenes/project/1')
    const bob = await open('/scenes/project/1')
    await ada.getByLabel('Your name').fill('Ada')
    await ada.getByLabel('Comment', { exact: true }).fill('I bring the lamps')
    await ada.getByRole('button', { name: 'Comment' }).click()
    await bob.getByText('I bring the lamps').waitFor()
    const file = { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('lamps') }
    await bob.getByLabel('A file, up to a megabyte').setInputFiles(file)
    await bob.getByRole('button', { name: 'Upload' }).click()
    await ada.getByRole('link', { name: 'plan.txt' }).waitFor()
  })

  test('rooms: who opens the page is in the room, who closes it has left', async () => {
    const enter = async (name: string) => {
      const page = await open('/scenes/rooms/1')
      await page.getByLabel('Your name').fill(name)
      await page.getByRole('button', { name: 'Enter' }).click()
      await page.getByLabel('In the room now').getByText(name).waitFor()
      return page
    }
    const ada = await enter('Ada')
    const bob = await enter('Bob')
    await ada.getByLabel('In the room now').getByText('Bob').waitFor()
    await bob.getByLabel('Message', { exact: true }).fill('Hello')
    await bob.getByRole('button', { name: 'Send' }).click()
    await ada.getByLabel('Messages').getByText('Hello').last().waitFor()
    await bob.close()
    await ada.getByLabel('In the room now').getByText('Bob').waitFor({ state: 'detached' })
  })

  test('dashboard: one region changes, and the others are not rendered', async () => {
    const page = await open('/scenes/dashboard')
    const region = (title: string) =>
      page.locator('section').filter({ has: page.getByRole('heading', { name: title }) })
    await region('Coffees sold').getByRole('button', { name: 'Sell one' }).click()
    await region('Coffees sold').getByText('2 renders').waitFor()
    expect(await region('Slow report').textContent()).toContain('1 render')
  })

  test('search: what is typed is found, and stays typed when somebody adds to it', async () => {
    const ada = await open('/scenes/search')
    const bob = await open('/scenes/search')
    await ada.getByLabel('Look for').pressSequentially('zither')
    await ada.getByText('Nothing is called that').waitFor()
    await bob.getByLabel('Something is missing?').fill('Silver zither')
    await bob.getByRole('button', { name: 'Add' }).click()
    await ada.getByText('1 thing', { exact: true }).waitFor()
    expect(await ada.getByLabel('Look for').inputValue()).toBe('zither')
  })

  test('forms: errors stand beside their fields, and a product appears in the other window', async () => {
    differs('what a null removed wakes nobody when it comes back')
    const ada = await open('/scenes/forms')
    const bob = await open('/scenes/forms')
    const adding = ada.locator('section', { hasText: 'Add a product' })
    await adding.getByRole('button', { name: 'Add' }).click()
    await adding.getByText('Say who makes it').waitFor()
    await adding.getByLabel('Name', { exact: true }).fill('Lantern')
    await adding.getByLabel('Price').fill('12.50')
    await adding.getByLabel('Colour').selectOption('green')
    await adding.getByLabel('outdoor').check()
    await adding.getByLabel('Maker\u2019s name').fill('Lumo')
    await adding.getByLabel('Country').selectOption('no')
    await adding.getByRole('button', { name: 'Add' }).click()
    await bob.getByRole('heading', { name: 'Lantern' }).waitFor()
    expect(await adding.getByLabel('outdoor').isChecked()).toBe(false)
  })

  test('job: the progress of a worker thread shows in both windows, to its end', async () => {
    const ada = await open('/scenes/job')
    const bob = await open('/scenes/job')
    await ada.getByLabel('Count the primes up to').fill('200000')
    await ada.getByRole('button', { name: 'Start', exact: true }).click()
    const job = (page: Page) => page.getByRole('listitem').filter({ hasText: '200,000' })
    await job(bob).getByText('done').waitFor()
    await job(ada).getByText('17,984 found, 100 %').waitFor()
  })

  test('checkout: a declined card is told to its owner, the state to everybody', async () => {
    differs('what a null removed wakes nobody when it comes back')
    const ada = await open('/scenes/checkout')
    const bob = await open('/scenes/checkout')
    await ada.getByRole('button', { name: 'Bus ticket' }).click()
    const order = (page: Page) => page.getByRole('listitem').filter({ hasText: 'Bus ticket' })
    await order(ada).getByLabel('Card').fill('4242 4240')
    await order(ada).getByRole('button', { name: 'Pay' }).click()
    await order(ada).getByText('The card was declined; try another').waitFor()
    await order(bob).getByText('declined', { exact: true }).waitFor()
    await order(ada).getByLabel('Card').fill('4242 4242')
    await order(ada).getByRole('button', { name: 'Pay' }).click()
    await order(bob).getByText('paid', { exact: true }).waitFor()
  })
  test('life: what is clicked in one window comes alive in both, in the colour of who clicked', async () => {
    const ada = await open('/scenes/life')
    const bob = await open('/scenes/life')
    // Two windows with ten frames a second each leave a busy machine little time for a test.
    for (const page of [ada, bob]) page.setDefaultTimeout(30_000)
    await ada.getByText('you plant in red').waitFor()
    await bob.getByText('you plant in orange').waitFor()
    // Far from where anything red begins, so that what turns red there was planted.
    const [first, last] = [26, 36]
    const within = `:nth-child(n+${first}):nth-child(-n+${last})`
    const redThere = `#board p${within} i.red${within}`
    expect(await bob.locator(redThere).count()).toBe(0)
    // In a world that is some seconds old its neighbours may end it within a few frames: it is planted
    // until both pages have shown it in one.
    const seen = Promise.all([ada, bob].map((page) => page.evaluate(untilShown, redThere)))
    const plant = () => ada.locator('#board p').nth(30).locator('i').nth(30).click()
    await repeatUntil(seen, plant)
    await bob.getByText('2 pages open').waitFor()
    await ada.close()
    await bob.getByText('1 page open').waitFor()
  }, 60_000)
})

/** Resolves in the page, which is asked at each change, once something there matches. */
function untilShown(selector: string): Promise<void> {
  return new Promise((resolve) => {
    const look = () => document.querySelector(selector) && resolve()
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
    })
  })
}

/** Acts once a second, until the goal is reached. */
async function repeatUntil(goal: Promise<unknown>, act: () => Promise<void>): Promise<void> {
  let reached = false
  const end = goal.then(() => {
    reached = true
  })
  while (!reached) {
    await act()
    await Promise.race([end, delay(1000)])
  }
}
