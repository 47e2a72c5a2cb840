// Live streams in Chromium: they come back for ever, there is never more than one, and they end with
// their element.
import type { ServerResponse } from 'node:http'
import { differs } from '../bundle.js'
import { describeInBrowser } from '../chromium.js'
import { type Answer, type Client, openStream, sendEvent, until, useClient } from './harness.js'

const body = `<p id="n">0</p><main id="main"
  data-init="@get('/live', {retry: 'always', retryMaxCount: Infinity, retryInterval: 5, openWhenHidden: false, filterSignals: {include: '^$'}})"></main>`

const frame = (n: number): [string, Record<string, string>] => [
  'patch-elements',
  { elements: `<p id="n">${n}</p>` },
]

describeInBrowser('streams', () => {
  const open = useClient()

  async function shows(client: Client, n: number): Promise<void> {
    await client.page.waitForFunction(
      (wanted) => document.getElementById('n')?.textContent === wanted,
      `${n}`,
    )
  }

  /** Opens the page with one answer after another; the last one stays. */
  async function openLive(...answers: Answer[]): Promise<Client & { opened: number[] }> {
    const opened: number[] = []
    const client = await open('<i></i>')
    client.answer('GET /live', (res, received) => {
      opened.push(Date.now())
      const next = answers.length > 1 ? answers.shift() : answers[0]
      next?.(res, received)
    })
    await client.page.evaluate((html) => {
      const told: string[] = []
      document.addEventListener('datastar-fetch', (event) => {
        told.push((event as CustomEvent<{ type: string }>).detail.type)
      })
      Object.assign(globalThis, { told })
      const policy = (
        globalThis as unknown as {
          trustedTypes: {
            createPolicy(name: string, rules: object): { createHTML(html: string): string }
          }
        }
      ).trustedTypes.createPolicy('test', { createHTML: (text: string) => text })
      document.body.innerHTML = policy.createHTML(html)
    }, body)
    return { ...client, opened }
  }

  function stream(client: Client): ServerResponse {
    const [open] = client.streams('/live')
    if (!open) throw new Error('no stream is open')
    return open
  }

  const endAfter =
    (n: number, end: (res: ServerResponse) => void): Answer =>
    (res, received) => {
      openStream(frame(n))(res, received)
      end(res)
    }

  test('a stream that ends cleanly, breaks, or meets a 503 is opened anew', async () => {
    const client = await openLive(
      endAfter(1, (res) => res.end()),
      (res) => res.writeHead(503).end(),
      (res) => res.destroy(),
      endAfter(2, (res) => setImmediate(() => res.destroy())),
      openStream(frame(3)),
    )
    await shows(client, 3)
    expect(client.opened).toHaveLength(5)
    expect(client.streams('/live')).toHaveLength(1)
    expect(client.received[0]?.url.searchParams.get('datastar')).toBe('{}')
    expect(client.errors).toEqual([])
  })

  test('a stream goes on with the next frame, split wherever the network likes', async () => {
    const client = await openLive(openStream(frame(1)))
    await shows(client, 1)
    const text = 'event: datastar-patch-elements\ndata: elements <p id="n">\u20ac2</p>\n\n'
    for (const byte of Buffer.from(text)) stream(client).write(Buffer.of(byte))
    await client.page.waitForFunction(() => document.getElementById('n')?.textContent === '\u20ac2')
  })

  test('one frame that fails does not end the stream', async () => {
    const client = await openLive(openStream(frame(1)))
    await shows(client, 1)
    sendEvent(stream(client), 'patch-elements', { selector: '!!', elements: 'x' })
    sendEvent(stream(client), ...frame(2))
    await shows(client, 2)
    expect(client.errors).toHaveLength(1)
    expect(client.opened).toHaveLength(1)
  })

  test('the stream of an element that leaves the document is aborted', async () => {
    differs('its stream outlives the element')
    const client = await openLive(openStream(frame(1)))
    await shows(client, 1)
    await client.page.evaluate(() => document.getElementById('main')?.remove())
    await until(() => client.streams('/live').length === 0)
    expect(client.opened).toHaveLength(1)
  })

  test('a stream whose attribute changes is replaced by the new one', async () => {
    differs('its stream outlives the attribute')
    const client = await openLive(openStream(frame(1)))
    client.answer('GET /other', openStream(frame(2)))
    await shows(client, 1)
    await client.page.evaluate(() =>
      document
        .getElementById('main')
        ?.setAttribute('data-init', "@get('/other', {retry: 'always'})"),
    )
    await shows(client, 2)
    await until(() => client.streams('/live').length === 0)
  })

  test('a morph of the element itself leaves its stream alone', async () => {
    const client = await openLive(openStream(frame(1)))
    await shows(client, 1)
    const init = await client.page.getAttribute('#main', 'data-init')
    sendEvent(stream(client), 'patch-elements', {
      elements: `<main id="main" data-init="${init}">new</main>`,
    })
    sendEvent(stream(client), ...frame(2))
    await shows(client, 2)
    expect(await client.page.textContent('#main')).toBe('new')
    expect(client.opened).toHaveLength(1)
  })

  async function setHidden(client: Client, isHidden: boolean): Promise<void> {
    await client.page.evaluate((hidden) => {
      Object.defineProperty(Document.prototype, 'hidden', { value: hidden, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }, isHidden)
  }

  test('a hidden tab closes its stream, a tab that is shown opens it anew', async () => {
    const client = await openLive(openStream(frame(1)), openStream(frame(2)))
    await shows(client, 1)
    await setHidden(client, true)
    await until(() => client.streams('/live').length === 0)
    await setHidden(client, false)
    await shows(client, 2)
    expect(client.streams('/live')).toHaveLength(1)
    expect(client.opened).toHaveLength(2)
  })

  test('fact 8: a tab that is hidden and shown during a wait or a try has one stream, never two', async () => {
    differs('it has two now and then')
    const client = await openLive((res) => res.writeHead(503).end(), openStream(frame(1)))
    for (let i = 0; i < 5; i++) {
      await setHidden(client, true)
      await setHidden(client, false)
    }
    await shows(client, 1)
    await until(() => client.streams('/live').length === 1)
    sendEvent(stream(client), ...frame(2))
    await shows(client, 2)
    expect(client.streams('/live')).toHaveLength(1)
  })

  test('datastar-fetch events tell the document of each step', async () => {
    differs('it tells of each event of a stream as well')
    const client = await openLive(
      (res) => res.writeHead(500).end(),
      endAfter(1, (res) => res.end()),
      openStream(frame(2)),
    )
    await shows(client, 2)
    const told = await client.page.evaluate(
      () => (globalThis as unknown as { told: string[] }).told,
    )
    expect(told).toEqual(['started', 'error', 'retrying', 'retrying'])
  })
})
