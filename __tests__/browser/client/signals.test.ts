// Signals in Chromium: how attributes and patches merge, what is removed, and what is never sent.
import { differs } from '../bundle.js'
import { describeInBrowser } from '../chromium.js'
import { type Client, endStream, until, useClient } from './harness.js'

describeInBrowser('signals', () => {
  const open = useClient()

  const all = `<pre data-json-signals__terse></pre>`
  const signals = async ({ page }: Client) => JSON.parse((await page.textContent('pre')) ?? '')

  /** A page that patches its signals so, on a click, by the events of a stream. */
  async function patched(initial: string, ...patches: Record<string, string>[]): Promise<Client> {
    const client = await open(
      `<div data-signals="${initial}"></div><button data-on:click="@get('/x')">x</button><u data-text="$done"></u>${all}`,
      '',
      {
        'GET /x': endStream(
          ...patches.map((args): [string, Record<string, string>] => ['patch-signals', args]),
          ['patch-signals', { signals: '{"done": "yes"}' }],
        ),
      },
    )
    await client.page.click('button')
    await client.page.waitForFunction(() => document.querySelector('u')?.textContent === 'yes')
    return client
  }

  test('nested signals merge: what a patch does not name stays, at every depth', async () => {
    const client = await patched('{a: {b: 1, c: {d: 2, e: [3]}}, f: 4}', {
      signals: '{"a": {"c": {"d": 5, "g": 6}}}',
    })
    expect(await signals(client)).toEqual({
      a: { b: 1, c: { d: 5, e: [3], g: 6 } },
      f: 4,
      done: 'yes',
    })
  })

  test('null removes, at every depth; a list is replaced as a whole', async () => {
    differs('a null in a list reads as an empty text')
    const client = await patched('{a: {b: 1, c: 2}, d: {e: 3}, list: [{x: 1}, {y: 2}]}', {
      signals: '{"a": {"b": null}, "d": null, "nothing": null, "list": [{"z": 3}, null]}',
    })
    expect(await signals(client)).toEqual({ a: { c: 2 }, list: [{ z: 3 }, null], done: 'yes' })
  })

  test('with onlyIfMissing, what is there stays, nested too, and null removes nothing', async () => {
    const client = await patched("{a: {b: 1}, zero: 0, text: ''}", {
      signals: '{"a": {"b": null, "c": 2}, "zero": 1, "text": "x", "new": {"d": 3}}',
      onlyIfMissing: 'true',
    })
    expect(await signals(client)).toEqual({
      a: { b: 1, c: 2 },
      zero: 0,
      text: '',
      new: { d: 3 },
      done: 'yes',
    })
  })

  test('data-signals merges as a patch does: later ones add, null removes, ifmissing keeps', async () => {
    const client = await open(`
      <i data-signals="{a: {b: 1, c: 2}, d: 3}"></i><i data-signals:a.b="null" data-signals="{a: {e: 4}, d: null}"></i>
      <i data-signals:a.c__ifmissing="9" data-signals:f__ifmissing="5" data-signals__ifmissing="{a: {c: 8, g: 6}}"></i>${all}`)
    expect(await signals(client)).toEqual({ a: { c: 2, e: 4, g: 6 }, f: 5 })
    expect(client.errors).toEqual([])
  })

  test('a signal with a part that begins with _ is never sent, whatever a filter says', async () => {
    const client = await open(`
      <div data-signals="{a: 1, _b: 2, c: {d: 3, _e: 4, f: {_g: 5}}, h_i: 6, _j: {k: 7}}"></div>
      <button data-on:click="@post('/x', {filterSignals: {include: /.*/}}); @get('/y'); @delete('/z')">x</button>`)
    await client.page.click('button')
    await until(() => client.received.length === 3)
    const sent = client.received.map(({ body, url }) =>
      JSON.parse(body || (url.searchParams.get('datastar') ?? '')),
    )
    const wanted = { a: 1, c: { d: 3 }, h_i: 6 }
    expect(sent).toEqual([wanted, wanted, wanted])
  })

  test('elements and functions are not sent', async () => {
    differs('elements are sent as {}')
    const client = await open(`
      <div data-signals="{a: 1, f: x => x}" data-ref="box"></div><button data-on:click="@post('/x')">x</button>`)
    await client.page.click('button')
    await until(() => client.received.length)
    expect(client.received[0]?.body).toBe('{"a":1}')
  })

  test('a computed signal can not be written over, by nobody', async () => {
    differs('it can')
    const client = await patched('{a: 1}', { signals: '{"twice": 9}' })
    await client.page.evaluate(() => {
      const el = document.createElement('i')
      el.setAttribute('data-computed:twice', '$a * 2')
      el.setAttribute('data-init', '$twice = 7')
      document.body.append(el)
    })
    expect(await signals(client)).toMatchObject({ twice: 2 })
    await client.page.click('button')
    await until(() => client.received.length === 2)
    expect(await signals(client)).toMatchObject({ twice: 2 })
  })
})
