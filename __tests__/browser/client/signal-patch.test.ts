// What happens when signals change: data-on-signal-patch, its filter and its timing, in Chromium.
import { differs } from '../bundle.js'
import { describeInBrowser } from '../chromium.js'
import { type Client, openStream, sendEvent, until, useClient } from './harness.js'

describeInBrowser('data-on-signal-patch', () => {
  const open = useClient()

  const said = (client: Client) => client.page.textContent('#said')

  /** A page that writes down each patch, after the signals and before the controls that change them. */
  const page = (attributes: string, ...expressions: string[]) => `
    <div data-signals="{a: 1, b: {c: 2, d: 3}, list: [1]}"></div>
    <p id="said" data-text="$_said"></p>
    <div data-on-signal-patch${attributes}></div>
    ${expressions.map((text) => `<button data-on:click="${text}">x</button>`).join('')}`

  const writeDown = `="$_said = $_said + JSON.stringify(patch) + ' '"`

  test('it runs once a change, with the change as a merge patch, and not for what the page begins with', async () => {
    differs('a change of a list is told by its items')
    const client = await open(
      page(
        writeDown,
        '$a = 2',
        '$b.c = 5; $b.e = 6; $a = 3',
        '$a = 3',
        '$list.push(2)',
        '$x = {y: 1}',
      ),
    )
    expect(await said(client)).toBe('')
    for (const button of await client.page.locator('button').all()) await button.click()
    expect(await said(client)).toBe(
      '{"a":2} {"a":3,"b":{"c":5,"e":6}} {"list":[1,2]} {"x":{"y":1}} ',
    )
    expect(client.errors).toEqual([])
  })

  test('a patch of the server counts, a null in it as one', async () => {
    differs('a null is not told')
    const client = await open(
      `${page(writeDown)}<i data-init="@get('/live', {retry: 'always'})"></i>`,
      '',
      { 'GET /live': openStream() },
    )
    await until(() => client.streams('/live').length)
    const [stream] = client.streams('/live')
    if (!stream) throw new Error('no stream is open')
    sendEvent(stream, 'patch-signals', { signals: '{"a": null, "b": {"c": 9}}' })
    await client.page.waitForFunction(() => document.getElementById('said')?.textContent)
    expect(await said(client)).toBe('{"a":null,"b":{"c":9}} ')
  })

  test.each([
    ['{include: /^b/}', '{"b":{"c":5}} '],
    ["{include: 'b.c'}", '{"b":{"c":5}} '],
    ["{include: '/^b/', exclude: /c$/}", ''],
    ['{exclude: /^b/}', '{"a":2} '],
    ['{include: /^(a|b)/}', '{"a":2,"b":{"c":5}} '],
    ["{include: '^$'}", ''],
  ])('the filter %s lets through what it names', async (filter, patches) => {
    const client = await open(
      page(
        `="$_said = JSON.stringify(patch) + ' '" data-on-signal-patch-filter="${filter}"`,
        '$a = 2; $b.c = 5',
      ),
    )
    await client.page.click('button')
    expect(await said(client)).toBe(patches)
    expect(client.errors).toEqual([])
  })

  test('what it changes itself does not run it again, now or later', async () => {
    differs('it runs itself again')
    const handler = (name: string, timing: string, then = '') =>
      `<div data-on-signal-patch${timing}="$${name}++${then}" data-on-signal-patch-filter="{include: /^(a|${name})$/}"></div>`
    const client = await open(
      `<div data-signals="{a: 0, now: 0, later: 0, failing: 0}"></div><button data-on:click="$a++">x</button>
       ${handler('now', '')}${handler('later', '__delay.1ms')}${handler('failing', '', '; nothing()')}
       <u data-text="[$now, $later, $failing].join()"></u>`,
    )
    await client.page.click('button')
    await client.page.waitForFunction(() => document.querySelector('u')?.textContent === '1,1,1')
    await client.page.click('button')
    await client.page.waitForFunction(() => document.querySelector('u')?.textContent === '2,2,2')
    expect(client.errors).toEqual(Array(2).fill(expect.stringContaining('nothing is not known')))
  })

  test('debounce waits for rest, throttle lets one through, delay comes later', async () => {
    differs('a filter sees the last patch alone')
    const count = (timing: string, name: string) =>
      `<div data-on-signal-patch__${timing}="$_${name}++" data-on-signal-patch-filter="{include: /^a$/}"></div>`
    const client = await open(
      `<div data-signals="{a: 0, _debounced: 0, _throttled: 0, _delayed: 0}"></div>
       ${count('debounce.50ms', 'debounced')}${count('throttle.10s', 'throttled')}${count('delay.50ms', 'delayed')}
       <button data-on:click="$a++">x</button>
       <p data-text="[$_debounced, $_throttled, $_delayed].join()"></p>`,
    )
    const atOnce = await client.page.evaluate(() => {
      for (let i = 0; i < 5; i++) document.querySelector('button')?.click()
      return document.querySelector('p')?.textContent
    })
    expect(atOnce).toBe('0,1,0')
    await client.page.waitForFunction(() => document.querySelector('p')?.textContent === '1,1,5')
  })

  test('a filter that is no expression is one error, and so is a key', async () => {
    differs('it says nothing')
    const client = await open(
      `<div data-on-signal-patch="$b = 1" data-on-signal-patch-filter="{include"></div>
       <div data-on-signal-patch:a="$b = 1"></div><button data-on:click="$a++">x</button>`,
    )
    await client.page.click('button')
    await until(() => client.errors.length >= 2)
    expect(client.errors).toEqual([
      expect.stringContaining('takes an expression and no key'),
      expect.stringContaining('Unexpected end'),
    ])
  })

  test('it ends with its attribute', async () => {
    const client = await open(page(writeDown, '$a++'))
    await client.page.evaluate(() =>
      document.querySelector('[data-on-signal-patch]')?.removeAttribute('data-on-signal-patch'),
    )
    await client.page.click('button')
    expect(await said(client)).toBe('')
  })
})
