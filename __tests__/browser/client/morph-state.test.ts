// What a morph leaves to the user and what it takes from the server, where neither ids nor equal markup say
// which element stands for which.
import { differs } from '../bundle.js'
import { describeInBrowser } from '../chromium.js'
import { type Client, openLivePage, pushEvents, useClient } from './harness.js'

describeInBrowser('a morph without ids', () => {
  const open = useClient()

  const openLive = (inside: string) => openLivePage(open, `<main id="root">${inside}</main>`)

  const push = (client: Client, inside: string, args = {}) =>
    pushEvents(client, [
      'patch-elements',
      { elements: `<main id="root">${inside}</main>`, ...args },
    ])

  const root = ({ page }: Client) => page.evaluate(() => document.getElementById('root')?.innerHTML)

  test.each(['checkbox', 'radio'])('a choice of type %s goes with its value', async (type) => {
    differs('it takes them by their place')
    const rows = (minute: number, ...values: number[]) =>
      values
        .map((n) => `<li>row ${n} (${minute} m)<input type="${type}" name="ids" value="${n}"></li>`)
        .join('')
    const client = await openLive(rows(1, 1, 2, 3))
    const chosen = () =>
      client.page.evaluate(() =>
        [...document.querySelectorAll<HTMLInputElement>(':checked')].map(({ value }) => value),
      )
    await client.page.check('[value="2"]')
    await push(client, rows(2, 2, 3))
    expect(await chosen()).toEqual(['2'])
    await push(client, rows(3, 3, 4))
    expect(await chosen()).toEqual([])
  })

  test('what is left to the page stays itself when something comes above it', async () => {
    differs('it takes them by their place')
    const rest = '<div data-ignore-morph></div><div popover>menu</div>'
    const client = await openLive(rest)
    const { page } = client
    await page.evaluate(() => {
      const [widget, menu] = document.querySelectorAll<HTMLElement>('#root > div')
      widget?.append('of the page')
      menu?.showPopover()
      Object.assign(globalThis, { widget, menu })
    })
    await push(client, `<div class="alert">new</div>${rest}`)
    expect(await root(client)).toBe(
      '<div class="alert">new</div><div data-ignore-morph="">of the page</div><div popover="">menu</div>',
    )
    const state = await page.evaluate(() => {
      const { widget, menu } = globalThis as never as Record<'widget' | 'menu', Element>
      return [widget.isConnected, menu.matches(':popover-open')]
    })
    expect(state).toEqual([true, true])
  })

  test('a control that is bound does not become one of another signal', async () => {
    differs('it takes one control for another')
    const client = await openLive('<input type="password" data-bind="password">')
    await client.page.fill('input', 'secret')
    await push(client, '<input data-bind="comment"><b data-text="$comment"></b>')
    expect(await client.page.inputValue('input')).toBe('')
    expect(await client.page.textContent('b')).toBe('')
  })

  test.each([
    ['type="range" max="10" value="5"', 'type="range" max="100" value="50"', '50'],
    ['type="number" value="1"', 'type="text" value="abc"', 'abc'],
    [
      'type="date" value="2026-01-02"',
      'type="datetime-local" value="2026-01-02T03:04"',
      '2026-01-02T03:04',
    ],
    ['type="email" value="a@b.c"', 'type="email" value="a@b.c,d@e.f" multiple', 'a@b.c,d@e.f'],
    ['type="checkbox" value="2"', 'type="checkbox"', 'on'],
    ['type="text"', 'type="hidden" value="x"', 'x'],
  ])('an input with %s becomes one with %s', async (before, after, value) => {
    differs('it sets the value before the type')
    const client = await openLive(`<input id="a" ${before}>`)
    for (const _ of ['once', 'again']) await push(client, `<input id="a" ${after}>`)
    expect(await client.page.inputValue('#a')).toBe(value)
    expect(await root(client)).toBe(`<input id="a" ${after.replace('multiple', 'multiple=""')}>`)
    expect(client.errors).toEqual([])
  })

  test('what was typed does not become the value that a field of another type has', async () => {
    differs('the browser keeps it')
    const client = await openLive('<input id="a">')
    await client.page.fill('#a', 'typed')
    await push(client, '<input id="a" type="hidden">')
    expect(await root(client)).toBe('<input id="a" type="hidden">')
  })

  test('an attribute that the page itself took away meanwhile is no failure', async () => {
    const client = await openLive('<x-frame src="a" complete></x-frame><p>1</p>')
    await client.page.evaluate(() => {
      customElements.define(
        'x-frame',
        class extends HTMLElement {
          static readonly observedAttributes = ['src']
          attributeChangedCallback() {
            this.removeAttribute('complete')
          }
        },
      )
      document.querySelector('x-frame')?.setAttribute('complete', '')
    })
    await push(client, '<x-frame></x-frame><p>2</p>')
    expect(await root(client)).toBe('<x-frame></x-frame><p>2</p>')
    expect(client.errors).toEqual([])
  })

  test('details that are open stay the open ones when one comes above or goes', async () => {
    differs('it takes them by their place')
    const details = (...names: string[]) =>
      names.map((name) => `<details><summary>${name}</summary>more of ${name}</details>`).join('')
    const client = await openLive(details('a', 'b', 'c'))
    const isOpen = () => client.page.locator('details[open] summary').allTextContents()
    await client.page.click('summary:text("b")')
    await push(client, details('b', 'c'))
    expect(await isOpen()).toEqual(['b'])
    await push(client, details('x', 'b', 'c'))
    expect(await isOpen()).toEqual(['b'])
  })

  test('details that the user opened are closed once the server had them open and has no more', async () => {
    differs('it closes them at once')
    const client = await openLive('<details><summary>a</summary>b</details>')
    await client.page.click('summary')
    const isOpen = () => client.page.locator('details[open]').count()
    await push(client, '<details open=""><summary>a</summary>b</details>')
    expect(await isOpen()).toBe(1)
    await push(client, '<details><summary>a</summary>b</details>')
    expect(await isOpen()).toBe(0)
  })

  test('a modal dialog that the server closes leaves the page to the user', async () => {
    differs('it stays modal')
    const client = await openLive('<dialog open id="d">x</dialog><button>y</button>')
    await client.page.evaluate(() => {
      const dialog = document.querySelector('dialog')
      dialog?.close()
      dialog?.showModal()
      document.querySelector('button')?.addEventListener('click', ({ target }) => {
        ;(target as Element).textContent = 'clicked'
      })
    })
    await push(client, '<dialog id="d">x</dialog><button>y</button>')
    await client.page.click('button')
    expect(await client.page.textContent('button')).toBe('clicked')
  })

  test('when the chosen option goes, what the server chose is, or else the first that may be', async () => {
    differs('a choice is reset where options change')
    const select = (...options: string[]) =>
      `<select name="s">${options.map((rest) => `<option ${rest}</option>`).join('')}</select>`
    const client = await openLive(select('value="a">A', 'value="b">B', 'value="c">C'))
    await client.page.selectOption('select', 'b')
    await push(client, select('value="x" disabled>X', 'value="a">A2', 'value="c">C2'))
    expect(await client.page.inputValue('select')).toBe('a')
    await client.page.selectOption('select', 'c')
    await push(client, select('value="a">A', 'value="d" selected>D'))
    expect(await client.page.inputValue('select')).toBe('d')
  })

  test('of targets that stand in one another, those that are left are changed', async () => {
    differs('what fails ends the stream')
    const client = await openLive('<div class="t"><b class="t">1</b></div>')
    await push(client, '', { selector: '.t', elements: '<div class="t">2</div>' })
    expect(await root(client)).toBe('<div class="t">2</div>')
    expect(client.errors).toEqual([])
  })
})
