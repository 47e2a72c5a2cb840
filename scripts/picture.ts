// Takes the README's picture: the demo in two windows. Needs Chromium; `npm run picture`.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type BrowserContext, chromium } from 'playwright-core'
import { createApp } from '../demo/app.js'
import { openDatabase } from '../demo/database.js'

const inRoot = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const viewport = { width: 480, height: 560 }
const titles = ['Book the hall for Friday', 'Ask Bob about the speakers', 'Water the plants']

const orion = await openDatabase(':memory:')
const server = createServer(createApp(orion, inRoot('demo/public')))
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})

const openWindow = async (context: BrowserContext) => {
  const page = await context.newPage()
  await page.goto(origin)
  return page
}
const context = await browser.newContext({ viewport })
const ada = await openWindow(context)
const bob = await openWindow(context)
for (const title of titles) {
  await ada.getByLabel('What needs doing?').fill(title)
  await ada.keyboard.press('Enter')
  await bob.getByRole('checkbox', { name: title }).waitFor()
}
await bob.getByRole('checkbox', { name: 'Water the plants' }).click()
await bob.getByLabel('What needs doing?').fill('Bring cake')
await ada.getByRole('checkbox', { name: 'Water the plants', checked: true }).waitFor()
// The toasts leave by themselves.
await ada.locator('.orion-toast').first().waitFor({ state: 'detached' })

const shots = [await ada.screenshot(), await bob.screenshot()]
const frame = await browser.newPage({ viewport: { width: 1020, height: 600 } })
const images = shots.map((shot) => `<img src="data:image/png;base64,${shot.toString('base64')}">`)
await frame.setContent(`<style>
  body { margin: 0; padding: 20px; display: flex; gap: 20px; background: #d9d8e6 }
  img { border-radius: 10px; box-shadow: 0 4px 18px rgb(28 27 41 / 25%) }
</style>${images.join('')}`)
await frame.screenshot({ path: inRoot('docs/images/demo.png') })

await browser.close()
server.close()
await orion.close()
