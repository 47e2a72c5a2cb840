// Forms in Chromium: what the server rendered stays when the client starts, and what goes wrong shows where
// it belongs, with script and without.
import type { Server } from 'node:http'
import express from 'express'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import * as v from 'valibot'
import { createOrion, type Form, field, form, html, invalid, type Orion } from '../../lib/index.js'
import { listen, stop } from '../support/app.js'
import { clientOptions, contextOptions, differs } from './bundle.js'
import { describeInBrowser, launchChromium } from './chromium.js'

const Guest = v.object({
  name: v.pipe(v.string(), v.minLength(1, 'Say who you are')),
  address: v.object({ city: v.pipe(v.string(), v.minLength(1, 'Where?')) }),
  size: v.optional(v.picklist(['s', 'l'], 'No such size')),
  days: v.optional(v.array(v.string()), []),
  terms: v.pipe(v.optional(v.string(), ''), v.literal('on', 'Agree first')),
})

describeInBrowser('a form', () => {
  let browser: Browser
  let orion: Orion<undefined, undefined>
  let server: Server
  let origin: string
  let inputs: unknown[]

  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())

  const page = (
    f: Form,
  ) => html`<!doctype html><html lang="en"><title>Guest</title>${orion.script()}
    <form method="post" action="/" ${f} data-on:submit="@post('/', {contentType: 'form'})">
      ${f.alert}
      ${field(f, 'name', { label: 'Name' })}
      ${field(f, 'address.city', { label: 'City' })}
      ${field(f, 'size', {
        label: 'Size',
        type: 'radio',
        options: [
          ['s', 'Small'],
          ['l', 'Large'],
        ],
      })}
      ${field(f, 'days', { label: 'Days', type: 'select', multiple: true, options: ['Mon', 'Tue', 'Wed'] })}
      ${field(f, 'terms', { label: 'I agree', type: 'checkbox' })}
      <button>Send</button>
    </form>`

  beforeEach(async () => {
    orion = createOrion()
    inputs = []
    const app = express().use(orion.client(clientOptions))
    app.get('/', (_req, res) => void res.send(`${page(form('guest'))}`))
    app.post(
      '/',
      orion.command(
        Guest,
        ({ input, respond }) => {
          if (input.name === 'Bob') throw invalid({ '': 'Not you', name: 'Somebody else' })
          inputs.push(input)
          respond.reset('guest')
        },
        { form: 'guest', invalid: (f, _req, res) => void res.send(`${page(f)}`) },
      ),
    )
    const listening = await listen(app)
    server = listening.server
    origin = listening.origin
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    await stop(server)
    await orion.close()
  })

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const opened = await (await browser.newContext({ ...contextOptions, ...options })).newPage()
    opened.setDefaultTimeout(10_000)
    await opened.goto(origin)
    return opened
  }

  const shown = (opened: Page) => opened.locator('.field-error:visible').allInnerTexts()
  const send = (opened: Page) => opened.getByRole('button', { name: 'Send' }).click()

  async function fill(opened: Page, name: string): Promise<void> {
    await opened.getByLabel('Name').fill(name)
    await opened.getByLabel('City').fill('Bern')
    await opened.getByLabel('Large').check()
    await opened.getByLabel('Days').selectOption(['Mon', 'Wed'])
    await opened.getByLabel('I agree').check()
  }

  const filled = { address: { city: 'Bern' }, size: 'l', days: ['Mon', 'Wed'], terms: 'on' }

  test.each([
    ['with script', {}],
    ['without script', { javaScriptEnabled: false }],
  ])('is sent as the schema wants it, %s', async (_how, options) => {
    const opened = await open(options)
    await fill(opened, 'Ada')
    const answered = opened.waitForResponse((response) => response.request().method() === 'POST')
    await send(opened)
    await answered
    expect(inputs).toEqual([{ name: 'Ada', ...filled }])
  })

  test.each([
    ['with script', {}],
    ['without script', { javaScriptEnabled: false }],
  ])(
    'shows what is wrong beside its fields, and keeps what was typed, %s',
    async (how, options) => {
      if (how === 'with script') differs('what a null removed wakes nobody when it comes back')
      const opened = await open(options)
      await opened.getByLabel('Name').fill('Ada')
      await opened.getByLabel('Small').check()
      await opened.getByLabel('Days').selectOption('Tue')
      await send(opened)
      await opened.getByText('Where?').waitFor()
      expect((await shown(opened)).filter(Boolean)).toEqual(['Where?', 'Agree first'])
      expect(await opened.getByLabel('Name').inputValue()).toBe('Ada')
      expect(await opened.getByLabel('Small').isChecked()).toBe(true)
      expect(await opened.locator('option:checked').allInnerTexts()).toEqual(['Tue'])
      expect(await opened.getByLabel('City').getAttribute('aria-invalid')).toBe('true')
    },
  )

  test.each([
    ['with script', {}],
    ['without script', { javaScriptEnabled: false }],
  ])('shows what is wrong with the whole, %s', async (how, options) => {
    if (how === 'with script') differs('what a null removed wakes nobody when it comes back')
    const opened = await open(options)
    await fill(opened, 'Bob')
    await send(opened)
    await opened.getByText('Not you').waitFor()
    expect((await shown(opened)).filter(Boolean)).toEqual(['Not you', 'Somebody else'])
  })

  test('that the server rendered with errors keeps them when the client starts, and loses them when they are mended', async () => {
    differs('what a null removed wakes nobody when it comes back')
    const opened = await open()
    // A form that is sent before the client is there, as on a slow line: the browser sends it itself.
    await opened.route('**/client.*.js', (route) => route.abort())
    await opened.reload()
    await opened.getByLabel('City').fill('Bern')
    await opened.unroute('**/client.*.js')
    await send(opened)
    await opened.getByText('Say who you are').waitFor()
    await opened.waitForLoadState('networkidle')
    expect((await shown(opened)).filter(Boolean)).toEqual(['Say who you are', 'Agree first'])
    expect(await opened.getByLabel('Name').getAttribute('aria-invalid')).toBe('true')
    // The client has started: what it sends now is answered by events, on the same page.
    await fill(opened, 'Ada')
    await send(opened)
    await opened.getByText('Say who you are').waitFor({ state: 'hidden' })
    expect((await shown(opened)).filter(Boolean)).toEqual([])
    expect(await opened.getByLabel('Name').getAttribute('aria-invalid')).toBe('false')
    expect(inputs).toEqual([{ name: 'Ada', ...filled }])
  })
})
