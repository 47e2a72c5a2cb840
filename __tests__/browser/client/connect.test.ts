// connect(path, { signals }) in Chromium: the stream is opened anew when its signals change, and there
// is never more than one.
import { connect } from '../../../lib/connect.js'
import { html } from '../../../lib/html.js'
import { differs } from '../bundle.js'
import { describeInBrowser } from '../chromium.js'
import { type Client, openStream, sendEvent, until, useClient } from './harness.js'

describeInBrowser('connect(path, { signals })', () => {
  const open = useClient()

  const debounceMs = 60
  const search = (extra = '') =>
    `${html`
    <main ${connect('/live', { signals: ['q', 'page'], debounceMs })}>
      <input id="q" data-bind="q"><input id="other" data-bind="other"><p id="n"></p>
    </main>`}${extra}`

  const asked = (client: Client) =>
    client.received.map(({ url }) => JSON.parse(url.searchParams.get('datastar') ?? 'null'))

  const frame = (text: string): [string, Record<string, string>] => [
    'patch-elements',
    { elements: `<p id="n">${text}</p>` },
  ]

  const shows = (client: Client, text: string) =>
    client.page.waitForFunction(
      (wanted) => document.getElementById('n')?.textContent === wanted,
      text,
    )

  test('typing opens the stream anew once the debounce is over, with what is in the input', async () => {
    differs('it asks before the signals of all the page stand')
    const client = await open(search(), '', {
      'GET /live': (res, received) => {
        const { q } = JSON.parse(received.url.searchParams.get('datastar') ?? '{}')
        openStream(frame(`of ${q}`))(res, received)
      },
    })
    await shows(client, 'of ')
    await client.page.focus('#q')
    await client.page.evaluate(() => {
      // In one go, so that a slow machine can't let the debounce pass between two letters.
      for (const letter of 'abc') document.execCommand('insertText', false, letter)
    })
    await shows(client, 'of abc')
    await until(() => client.streams('/live').length === 1)
    expect(asked(client)).toEqual([{ q: '' }, { q: 'abc' }])
    expect(await client.page.evaluate(() => document.activeElement?.id)).toBe('q')
    expect(client.errors).toEqual([])
  })

  test('the first stream already asks for what the page begins with', async () => {
    differs('it asks before the signals of all the page stand')
    const client = await open(
      search('<div data-signals="{page: {at: 2}, secret: 1}"></div>').replace(
        'id="q"',
        'id="q" value="first"',
      ),
      '',
      { 'GET /live': openStream(frame('1')) },
    )
    await shows(client, '1')
    expect(asked(client)).toEqual([{ q: 'first', page: { at: 2 } }])
  })

  test('other signals do not open it anew', async () => {
    differs('it asks before the signals of all the page stand')
    const client = await open(search(), '', { 'GET /live': openStream(frame('1')) })
    await shows(client, '1')
    await client.page.fill('#other', 'x')
    // What is asked for after it would come after a stream that `other` had opened anew.
    await client.page.fill('#q', 'y')
    await until(() => client.received.length === 2)
    expect(asked(client)).toEqual([{ q: '' }, { q: 'y' }])
  })

  test('nothing of the older stream is applied once the newer is asked for', async () => {
    const client = await open(search('<button data-on:click="$page = 2">x</button>'), '', {
      'GET /live': openStream(frame('old')),
    })
    await shows(client, 'old')
    client.answer('GET /live', () => {})
    await client.page.evaluate(() => {
      const seen: (string | null)[] = []
      const note = document.getElementById('q')?.closest('main') as Element
      new MutationObserver(() =>
        seen.push(document.getElementById('n')?.textContent ?? null),
      ).observe(note, { childList: true, subtree: true, characterData: true })
      Object.assign(globalThis, { seen })
    })
    const [older] = client.streams('/live')
    if (!older) throw new Error('no stream is open')
    await client.page.click('button')
    await until(() => client.received.length === 2)
    // Whatever comes through now, comes too late.
    older.write(`event: datastar-patch-elements\ndata: elements <p id="n">stale</p>\n\n`)
    await until(() => client.streams('/live').length === 1)
    const [newer] = client.streams('/live')
    newer?.writeHead(200, { 'Content-Type': 'text/event-stream' })
    if (newer) sendEvent(newer, ...frame('new'))
    await shows(client, 'new')
    const seen = await client.page.evaluate(() => (globalThis as unknown as { seen: unknown }).seen)
    expect(seen).not.toContain('stale')
  })

  test('of events that came together, those after the one that opens it anew are dropped', async () => {
    differs('it applies the rest of what arrived')
    let isFirst = true
    const client = await open(
      `<main id="main" data-init="@get('/live', {retry: 'always'})"
        data-on-signal-patch="@get('/live', {retry: 'always'})" data-on-signal-patch-filter="{include: /^q$/}"></main>
       <p id="n"></p>`,
      '',
      {
        'GET /live': (res, received) => {
          const change: [string, Record<string, string>] = [
            'patch-signals',
            { signals: '{"q": 1}' },
          ]
          const first = [frame('old'), change, frame('stale')]
          openStream(...(isFirst ? first : []))(res, received)
          isFirst = false
        },
      },
    )
    await until(() => client.received.length === 2)
    await until(() => client.streams('/live').length === 1)
    expect(await client.page.textContent('#n')).toBe('old')
  })

  test('a stream opened anew comes back like any other, and asks for the signals of now', async () => {
    const client = await open(search(), '', { 'GET /live': openStream(frame('1')) })
    await shows(client, '1')
    await client.page.fill('#q', 'a')
    await until(() => client.received.length === 2)
    await until(() => client.streams('/live').length === 1)
    client.streams('/live')[0]?.destroy()
    await until(() => client.received.length === 3)
    expect(asked(client).at(-1)).toEqual({ q: 'a' })
    await until(() => client.streams('/live').length === 1)
  })
})
