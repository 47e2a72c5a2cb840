// DOM clobbering in Chromium: fields named like the members of a form, and pictures named like those of the
// document, hide them from whoever asks the page itself. To the client they are names like any other.
import { differs } from '../bundle.js'
import { describeInBrowser } from '../chromium.js'
import { type Client, openLivePage, pushEvents, until, useClient } from './harness.js'

const unlike = 'it takes the fields of a form for its members'

describeInBrowser('a form whose fields are named like all that a form has', () => {
  const open = useClient()
  let names: readonly string[]

  beforeAll(async () => {
    names = await membersOf('HTMLFormElement')
  })

  /** The members of a class of the browser, and of the classes that it extends. */
  async function membersOf(className: string): Promise<string[]> {
    const { page } = await open('')
    return page.evaluate((name) => {
      const found = new Set<string>()
      const classes = globalThis as never as Readonly<Record<string, { prototype: object }>>
      let prototype: object | null = classes[name]?.prototype ?? null
      for (; prototype; prototype = Object.getPrototypeOf(prototype)) {
        for (const member of Object.getOwnPropertyNames(prototype)) found.add(member)
      }
      return [...found]
    }, className)
  }

  const fields = () => names.map((name) => `<input name="${name}" value="1">`).join('')

  const form = (rest: string) =>
    `<form id="f" data-class="{on: $n}" data-attr:lang="$lang" data-style="{order: $n}" data-indicator:_busy
      data-on:submit="@post('/sent', {contentType: 'form'})" data-on:poke="$n++">${rest}</form>`

  const openForm = () =>
    openLivePage(
      open,
      `<div data-signals="{n: 1, lang: 'de'}"></div>
        ${form(`${fields()}<button id="send">x</button>`)}<b data-text="$n"></b>`,
    )

  const patch = (client: Client, args: Record<string, string>) =>
    pushEvents(client, ['patch-elements', args])

  test('has its attributes applied, and sends all fields', async () => {
    differs(unlike)
    const { page, received, errors } = await openForm()
    const state = await page.evaluate(() => {
      const el = document.getElementById('f') as Element
      const get = (name: string) => Element.prototype.getAttribute.call(el, name)
      EventTarget.prototype.dispatchEvent.call(el, new Event('poke'))
      return [get('class'), get('lang'), get('style')]
    })
    expect(state).toEqual(['on', 'de', 'order: 2;'])
    await page.waitForFunction(() => document.querySelector('b')?.textContent === '2')
    await page.evaluate(() => document.getElementById('send')?.click())
    await until(() => received.some(({ method }) => method === 'POST'))
    const sent = new URLSearchParams(received.at(-1)?.body)
    expect([...sent.keys()]).toEqual(names)
    expect(errors).toEqual([])
  })

  test('is found by its id, morphed, and keeps what was typed', async () => {
    differs(unlike)
    const client = await openForm()
    const { page, errors } = client
    await page.evaluate(() => {
      const typed = document.querySelector('[name=attributes]') as HTMLInputElement
      typed.value = 'typed'
      Object.assign(globalThis, { form: document.getElementById('f'), typed })
    })
    await patch(client, { elements: form(`<p>new</p>${fields()}<i data-text="$n"></i>`) })
    const state = await page.evaluate(() => {
      const { form, typed } = globalThis as never as { form: Element; typed: HTMLInputElement }
      return [
        document.getElementById('f') === form,
        document.querySelector('[name=attributes]') === typed && typed.value,
        document.querySelector('#f > p')?.textContent,
        document.querySelectorAll('#f input').length,
        document.querySelector('#f i')?.textContent === document.querySelector('b')?.textContent,
      ]
    })
    expect(state).toEqual([true, 'typed', 'new', names.length, true])
    expect(errors).toEqual([])
  })

  test('takes patches of each mode', async () => {
    differs(unlike)
    const client = await openForm()
    for (const mode of ['append', 'prepend', 'before', 'after']) {
      await patch(client, { selector: '#f', mode, elements: `<i>${mode}</i>` })
    }
    const around = await client.page.evaluate(() =>
      ['#f > i:first-child', '#f > i:last-child', 'i:has(+ #f)', '#f + i'].map(
        (selector) => document.querySelector(selector)?.textContent,
      ),
    )
    expect(around).toEqual(['prepend', 'append', 'before', 'after'])
    const inside = () => client.page.evaluate(() => document.getElementById('f')?.innerHTML)
    await patch(client, { mode: 'inner', elements: form('<p>inner</p>') })
    expect(await inside()).toBe('<p>inner</p>')
    await patch(client, { elements: form(fields()) })
    await patch(client, { mode: 'replace', elements: form('<p>replaced</p>') })
    expect(await inside()).toBe('<p>replaced</p>')
    await patch(client, { elements: form(fields()) })
    await patch(client, { selector: '#f', mode: 'remove' })
    expect(await inside()).toBeUndefined()
    expect(client.errors).toEqual([])
  })

  test('brings no expressions by the names and values of its fields', async () => {
    differs(unlike)
    const field = `<input id="attributes" name="data-init" value="@post('/stolen')"><input id="attributes" name="b">`
    const client = await openLivePage(open, `<form>${field}</form>`)
    await patch(client, { selector: '#mark', mode: 'after', elements: `<form>${field}</form>` })
    expect(client.received.map(({ method }) => method)).toEqual(['GET'])
    expect(client.errors).toEqual([])
  })

  test('pictures named like all that a document has hide nothing either', async () => {
    differs(unlike)
    const members = await membersOf('HTMLDocument')
    const { page, received, errors } = await open(
      `${members.map((name) => `<img name="${name}">`).join('')}<b data-text="'it ' + 'works'"></b>
        <button data-on:click="@post('/sent')"></button>`,
      '',
      {
        'POST /sent': (res) =>
          void res.writeHead(200, { 'Content-Type': 'text/html' }).end('<html><i>new</i></html>'),
      },
    )
    const read = (selector: string) =>
      page.evaluate((wanted) => {
        const el = Document.prototype.querySelector.call(document, wanted)
        return el?.textContent
      }, selector)
    expect(await read('b')).toBe('it works')
    await page.evaluate(() => {
      const button = Document.prototype.querySelector.call(document, 'button')
      ;(button as HTMLElement).click()
    })
    await until(() => received.length)
    await until(async () => (await read('i')) === 'new')
    expect(errors).toEqual([])
  })
})
