// Takes the README's moving picture: the demo in two windows, each of which follows the other. Needs
// Chromium; `npm run picture`.
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { chromium, type FrameLocator, type Locator } from 'playwright-core'
import { createApp } from '../demo/app.js'
import { openDatabase } from '../demo/database.js'

interface Shot {
  /** The PNG, as a URL. */
  readonly data: string
  /** How long it is shown, in milliseconds. */
  readonly delay: number
}

const inRoot = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const size = { width: 1020, height: 640 }
const typeMs = 120
const lookMs = 900
const readMs = 1800

const windows = `<!doctype html><style>
  body { margin: 0; padding: 20px; display: flex; gap: 20px; background: #d9d8e6 }
  section { flex: 1; overflow: hidden; border-radius: 10px }
  h2 { margin: 0; font: 600 14px/34px system-ui; text-align: center; color: #5d5b70; background: #ebeaf3 }
  iframe { display: block; width: 100%; height: 566px; border: 0 }
  svg { position: fixed; width: 24px; fill: #1c1b29; stroke: #fff; stroke-width: 1.5; pointer-events: none }
</style>
<section><h2>Ada</h2><iframe name="ada" src="/"></iframe></section>
<section><h2>Bob</h2><iframe name="bob" src="/"></iframe></section>
<svg viewBox="0 0 24 24"><path d="M1 1v16l4-4 3 7 3-1.5-3-6.5h6z"/></svg>`

const orion = await openDatabase(':memory:')
const server = createServer(createApp(orion, inRoot('demo/public')))
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
for (const title of ['Book the hall for Friday', 'Ask Bob about the speakers']) {
  await fetch(`${origin}/todos`, { method: 'POST', body: new URLSearchParams({ title }) })
}
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
const page = await browser.newPage({ viewport: size })
// Of the demo's own origin: helmet lets no other put its pages into frames.
await page.route('**/windows', (route) =>
  route.fulfill({ contentType: 'text/html', body: windows }),
)
await page.goto(`${origin}/windows`)
const ada = page.frameLocator('[name=ada]')
const bob = page.frameLocator('[name=bob]')
const shots: Shot[] = []

await point(input(ada))
await shoot(lookMs)

await type(ada, 'Water the plants')
await send(ada, 'Water the plants')
await shoot(readMs)
await toast(ada).waitFor({ state: 'detached' })

await type(bob, 'Bring c')
await point(checkbox(ada, 'Water the plants'))
await shoot(lookMs)
await checkbox(ada, 'Water the plants').click()
for (const window of [ada, bob]) await checkbox(window, 'Water the plants', true).waitFor()
await shoot(readMs)

await type(bob, 'ake')
await send(bob, 'Bring cake')
await shoot(2 * readMs)

// In the browser, which knows PNG.
await page.addScriptTag({ path: inRoot('node_modules/modern-gif/dist/index.js') })
const gif = await page.evaluate<number[]>(`(async () => {
  const encoder = new modernGif.Encoder(${JSON.stringify(size)})
  for (const shot of ${JSON.stringify(shots)}) await encoder.encode(shot)
  return [...new Uint8Array(await encoder.flush())]
})()`)
writeFileSync(inRoot('docs/images/demo.gif'), Uint8Array.from(gif))

await browser.close()
server.close()
await orion.close()

function input(window: FrameLocator): Locator {
  return window.getByLabel('What needs doing?')
}

function checkbox(window: FrameLocator, name: string, checked = false): Locator {
  return window.getByRole('checkbox', { name, checked })
}

function toast(window: FrameLocator): Locator {
  return window.locator('.orion-toast')
}

async function type(window: FrameLocator, text: string): Promise<void> {
  await point(input(window))
  await input(window).press('End')
  for (const letters of text.match(/..?/g) ?? []) {
    await page.keyboard.type(letters)
    await shoot(typeMs)
  }
}

/** Sends what was typed, and waits until both windows show it, and this one that it was added. */
async function send(from: FrameLocator, title: string): Promise<void> {
  await input(from).press('Enter')
  await toast(from).waitFor()
  for (const window of [ada, bob]) await checkbox(window, title).waitFor()
}

/** Moves the mouse, and an arrow that can be seen, to the middle of an element. */
async function point(at: Locator): Promise<void> {
  const box = await at.boundingBox()
  if (box === null) throw new Error(`${at} can't be seen`)
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.addStyleTag({ content: `svg { left: ${x}px; top: ${y}px }` })
}

/** Adds what the page shows now to the picture. */
async function shoot(delay: number): Promise<void> {
  const png = await page.screenshot({ animations: 'disabled' })
  shots.push({ data: `data:image/png;base64,${png.toString('base64')}`, delay })
}
