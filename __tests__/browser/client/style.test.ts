// data-style, data-json-signals and data-preserve-attr in Chromium, under a CSP without inline styles.
import { differs } from '../bundle.js'
import { describeInBrowser } from '../chromium.js'
import { type Client, openStream, sendEvent, until, useClient } from './harness.js'

describeInBrowser('what signals and morphs may touch', () => {
  const open = useClient()

  async function openLive(body: string, head = ''): Promise<Client> {
    const live = `<i data-init="@get('/live', {retry: 'always'})"></i>`
    const client = await open(body + live, head, { 'GET /live': openStream() })
    await until(() => client.streams('/live').length)
    // Violations of the policy are neither errors of the page nor always on its console.
    await client.page.evaluate(() => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
        reportError(`violation of ${effectiveDirective}`),
      )
    })
    return client
  }

  async function push(client: Client, elements: string, wait: string): Promise<void> {
    const [stream] = client.streams('/live')
    if (stream) sendEvent(stream, 'patch-elements', { elements })
    await client.page.waitForSelector(wait, { state: 'attached' })
  }

  const styleOf = (client: Client, selector: string) =>
    client.page.evaluate(
      (wanted) => (document.querySelector(wanted) as HTMLElement).style.cssText,
      selector,
    )

  test('properties follow their signals, by key and by object, and none breaks the policy', async () => {
    differs('CSS variables are written in kebab case')
    const client = await openLive(`
      <div data-signals="{width: 40, color: 'red', gap: ''}"></div>
      <p id="key" data-style:width="$width + '%'" data-style:--full-width="$width"></p>
      <p id="object" data-style="{backgroundColor: $color, 'z-index': 0, '--oneTwo': $width, rowGap: $gap}"></p>
      <button data-on:click="$width = 50; $color = false; $gap = '2px'">x</button>`)
    expect(await styleOf(client, '#key')).toBe('width: 40%; --full-width: 40;')
    expect(await styleOf(client, '#object')).toBe(
      'background-color: red; z-index: 0; --oneTwo: 40;',
    )
    await client.page.click('button')
    expect(await styleOf(client, '#key')).toBe('width: 50%; --full-width: 50;')
    expect(await styleOf(client, '#object')).toBe('z-index: 0; --oneTwo: 50; row-gap: 2px;')
    expect(client.errors).toEqual([])
  })

  test('a property that the object no longer names goes back to what it was', async () => {
    const client = await openLive(`
      <p data-style="$on ? {color: 'red', width: '1px'} : {width: '2px'}" data-signals:on="true"></p>
      <button data-on:click="$on = !$on">x</button>`)
    await client.page.click('button')
    expect(await styleOf(client, 'p')).toBe('width: 2px;')
    await client.page.click('button')
    expect(await styleOf(client, 'p')).toBe('width: 1px; color: red;')
  })

  test('styles and shown or hidden elements stay through morphs, whatever order they came in', async () => {
    differs('properties come in another order')
    const row = (n: number) => `<p id="p" class="n${n}" data-show="$on" data-style:color="$color"
      data-style="{width: $width}">${n}</p>`
    const client = await openLive(`
      <div data-signals="{on: true, color: 'red', width: '5px'}"></div>${row(1)}
      <button data-on:click="$on = false; $color = ''; $width = '6px'">x</button>
      <button data-on:click="$color = 'blue'">y</button>`)
    await push(client, row(2), '.n2')
    expect(await styleOf(client, '#p')).toBe('color: red; width: 5px;')
    for (const button of await client.page.locator('button').all()) await button.click()
    await push(client, row(3), '.n3')
    expect(await styleOf(client, '#p')).toBe('width: 6px; display: none; color: blue;')
    expect(client.errors).toEqual([])
  })

  test('what is neither an object nor keyed is one error', async () => {
    differs('it says nothing')
    const { errors } = await open(`<p id="a" data-style="'color: red'"></p>`)
    expect(errors).toEqual([
      `orion: <p id="a"> data-style="'color: red'": data-style needs an object JSHandle@node`,
    ])
  })

  test('json-signals shows all signals, those that its filter names, and in one line', async () => {
    differs('elements are shown as objects')
    const client = await openLive(`
      <div data-signals="{a: 1, b: {c: [2], d: 'x'}, _own: true}" data-computed:twice="$a * 2" data-ref="el"></div>
      <pre id="all" data-json-signals></pre>
      <pre id="some" data-json-signals__terse="{include: /^(b|_)/, exclude: /d$/}"></pre>
      <pre id="terse" data-json-signals__terse></pre>
      <button data-on:click="$a = 2; $b.c.push(3)">x</button>`)
    const text = (id: string) => client.page.textContent(`#${id}`)
    const all = { a: 1, b: { c: [2], d: 'x' }, _own: true, twice: 2 }
    expect(await text('all')).toBe(JSON.stringify(all, null, 2))
    expect(await text('some')).toBe('{"b":{"c":[2]},"_own":true}')
    await client.page.click('button')
    expect(JSON.parse((await text('terse')) ?? '')).toEqual({
      ...all,
      a: 2,
      b: { c: [2, 3], d: 'x' },
      twice: 4,
    })
    expect(await text('some')).toBe('{"b":{"c":[2,3]},"_own":true}')
    expect(client.errors).toEqual([])
  })

  test('attributes that data-preserve-attr names stay as they are in the page, others follow the server', async () => {
    const details = (n: number, attributes: string) =>
      `<details id="d" data-preserve-attr="open  class" data-n="${n}" ${attributes}><summary>s</summary></details>`
    const client = await openLive(details(1, 'class="a" title="1"'))
    const { page } = client
    await page.click('summary')
    await page.evaluate(() => document.getElementById('d')?.classList.add('mine'))
    await push(client, details(2, 'open class="b" title="2"'), '[data-n="2"]')
    await push(client, details(3, 'title="3"'), '[data-n="3"]')
    expect(await page.evaluate(() => document.getElementById('d')?.outerHTML)).toBe(
      '<details id="d" data-preserve-attr="open  class" data-n="3" class="a mine" title="3" open=""><summary>s</summary></details>',
    )
    await page.click('summary')
    await push(client, details(4, 'open'), '[data-n="4"]')
    expect(await page.getAttribute('#d', 'open')).toBeNull()
    expect(client.errors).toEqual([])
  })
})
