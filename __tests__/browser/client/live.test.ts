// What live streams do that the official client's don't, in Chromium: refusals, silence, one a tab and URL,
// and what the page shows of it.
import type { ServerResponse } from 'node:http'
import type { Page } from 'playwright-core'
import { differs } from '../bundle.js'
import { describeInBrowser } from '../chromium.js'
import { type Answer, type Client, openStream, sendEvent, until, useClient } from './harness.js'

/** Opens pages for tests of what the official client has nothing of. */
function useOurClient() {
  const open = useClient()
  return (...page: Parameters<typeof open>) => {
    differs('it knows no tabs, versions or states of a connection, and stops where it is refused')
    return open(...page)
  }
}

const connect = (id = 'main', more = '') =>
  `<div id="${id}" data-init="@get('/live', {retry: 'always', retryMaxCount: Infinity, retryInterval: 5, filterSignals: {include: '^$'}${more}})"></div>`

const body = `<p id="n">0</p>${connect()}`

const frame = (n: number): [string, Record<string, string>] => [
  'patch-elements',
  { elements: `<p id="n">${n}</p>` },
]

/** A stream with headers of its own, and one frame. */
const streamWith =
  (headers: Record<string, string>, n = 1): Answer =>
  (res) => {
    res.writeHead(200, { 'Content-Type': 'text/event-stream', ...headers })
    sendEvent(res, ...frame(n))
  }

const refuse =
  (status: number, headers = {}): Answer =>
  (res) =>
    res.writeHead(status, headers).end()

describeInBrowser('a live stream', () => {
  const open = useOurClient()

  const shows = (page: Page, n: number) => page.locator('#n', { hasText: `${n}` }).waitFor()
  const state = (page: Page, wanted: string) =>
    page.locator(`html[data-orion-connection="${wanted}"]`).waitFor()

  /** A page that says how often it was loaded, and whose stream has one answer after another. */
  async function openLive(...answers: Answer[]): Promise<Client> {
    return open(body, '', {
      'GET /live': (res, received) => {
        const next = answers.length > 1 ? answers.shift() : answers[0]
        next?.(res, received)
      },
    })
  }

  function stream(client: Client): ServerResponse {
    const [only] = client.streams('/live')
    if (!only) throw new Error('no stream is open')
    return only
  }

  test.each([
    ['401', refuse(401)],
    ['403', refuse(403)],
    ['404', refuse(404)],
    ['410', refuse(410)],
    ['a redirect', refuse(302, { Location: '/login' })],
    ['a redirect to another origin', refuse(302, { Location: 'http://localhost:1/' })],
    ['HTML', (res) => res.writeHead(200, { 'Content-Type': 'text/html' }).end('<p id="n">9</p>')],
  ] as [string, Answer][])(
    '%s: the page is loaded anew once, and never in a loop',
    async (_name, answer) => {
      const client = await openLive(streamWith({}), answer)
      const { page } = client
      await shows(page, 1)
      stream(client).end()
      // The stream, what ended it, and what the new page met; it stays, whatever wakes it.
      await until(() => client.received.length === 3)
      await state(page, 'lost')
      await page.evaluate(() => dispatchEvent(new Event('online')))
      expect(client.received).toHaveLength(3)
      expect(await page.textContent('#n')).toBe('0')
      expect(client.errors).toEqual([])
    },
  )

  test('once it opened again, a page is loaded anew again', async () => {
    const client = await openLive(streamWith({}), refuse(403), streamWith({}, 2), refuse(403))
    const { page } = client
    await shows(page, 1)
    for (const n of [2, 0]) {
      const loaded = page.waitForEvent('load')
      stream(client).end()
      await loaded
      await shows(page, n)
    }
    await state(page, 'lost')
    expect(client.received).toHaveLength(5)
  })

  test('a page that sees to a refusal itself is not loaded anew', async () => {
    const client = await open(
      `<p id="n">0</p><i data-on:datastar-fetch="evt.detail.argsRaw.status == '404' && (evt.preventDefault() || ($gone = true))"
        data-show="$gone">gone</i>${connect()}`,
      '',
      { 'GET /live': refuse(404) },
    )
    await client.page.getByText('gone').waitFor()
    await state(client.page, 'lost')
    expect(client.received).toHaveLength(1)
  })

  test('Retry-After is honoured, and nothing that wakes the page shortens it', async () => {
    const at: number[] = []
    const note =
      (answer: Answer): Answer =>
      (res, received) => {
        at.push(performance.now())
        answer(res, received)
      }
    const client = await openLive(note(refuse(503, { 'Retry-After': '1' })), note(streamWith({})))
    await client.page.evaluate(() => dispatchEvent(new Event('online')))
    await shows(client.page, 1)
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(990)
  })

  test.each(['online', 'pageshow'])('%s ends a back-off at once', async (type) => {
    const client = await openLive((res) => {
      res.writeHead(200, { 'Content-Type': 'text/event-stream' }).end('retry: 60000\n\n')
    }, streamWith({}))
    const { page } = client
    await page.waitForFunction(() => document.readyState === 'complete')
    await until(() => client.received.length === 1)
    await page.evaluate((name) => {
      setInterval(() => dispatchEvent(new Event(name)), 10)
    }, type)
    await shows(page, 1)
  })

  test('the page shows its connection, tells of it, and keeps it through a morph of the whole page', async () => {
    const client = await openLive(
      streamWith({}),
      refuse(502),
      refuse(502),
      refuse(502),
      streamWith({}, 2),
    )
    const { page } = client
    await state(page, 'open')
    await page.evaluate(() => {
      const told: string[] = []
      Object.assign(globalThis, { told })
      document.addEventListener('orion-connection', (event) => {
        told.push((event as CustomEvent<{ state: string }>).detail.state)
      })
    })
    stream(client).destroy()
    await shows(page, 2)
    await state(page, 'open')
    expect(await page.evaluate(() => Reflect.get(globalThis, 'told'))).toEqual([
      'connecting',
      'lost',
      'open',
    ])
    sendEvent(stream(client), 'patch-elements', {
      elements: `<html lang="en"><head></head><body><p id="n">3</p>${connect()}</body></html>`,
    })
    await page.locator('html[lang=en][data-orion-connection=open]').waitFor()
    await page.evaluate(() => document.getElementById('main')?.remove())
    await page.locator('html:not([data-orion-connection])').waitFor()
  })

  test('a stream that is silent for longer than its heartbeat is opened anew, one that beats is not', async () => {
    // Long enough for a busy machine: it may be silent for 1.7 s.
    const heartbeat = { 'Orion-Heartbeat': '1000' }
    const client = await openLive(streamWith(heartbeat), streamWith(heartbeat, 2))
    await shows(client.page, 1)
    const beating = setInterval(() => {
      for (const res of client.streams('/live')) res.write(':\n\n')
    }, 50)
    try {
      await client.page.waitForTimeout(2600)
      expect(client.received).toHaveLength(1)
    } finally {
      clearInterval(beating)
    }
    await shows(client.page, 2)
    await until(() => client.streams('/live').length === 1)
  })

  test('a frame equal to the last one is not morphed, a patch of another kind is', async () => {
    const client = await openLive(streamWith({}))
    const { page } = client
    await shows(page, 1)
    await page.evaluate(() => {
      const n = document.getElementById('n')
      if (n) n.textContent = 'mine'
    })
    const added: [string, Record<string, string>] = [
      'patch-elements',
      { selector: 'body', mode: 'append', elements: '<b>x</b>' },
    ]
    for (const event of [frame(1), added, added]) sendEvent(stream(client), ...event)
    await page.locator('b').nth(1).waitFor()
    expect(await page.textContent('#n')).toBe('mine')
    sendEvent(stream(client), ...frame(1))
    await shows(page, 1)
  })

  test('heartbeats that are the newest frame once more keep a stream alive, and no morph happens', async () => {
    const n: [string, Record<string, string>] = [
      'patch-elements',
      {
        elements: '<p id="n"><x-told title="1"></x-told></p>',
        useViewTransition: 'true',
      },
    ]
    const heartbeat = { 'Orion-Heartbeat': '400' }
    const client = await openLive(streamWith(heartbeat))
    const { page } = client
    await shows(page, 1)
    await page.evaluate(() => {
      const happened: string[] = []
      Object.assign(globalThis, { happened })
      const note = (what: string) => () => void happened.push(what)
      class Told extends HTMLElement {
        static observedAttributes = ['title']
        connectedCallback = note('connected')
        disconnectedCallback = note('disconnected')
        connectedMoveCallback = note('moved')
        attributeChangedCallback = note('attribute')
      }
      customElements.define('x-told', Told)
      const { startViewTransition } = Document.prototype
      Document.prototype.startViewTransition = (...args) => {
        note('transition')()
        return startViewTransition.apply(document, args)
      }
      document.addEventListener('datastar-fetch', note('fetch'))
    })
    sendEvent(stream(client), ...n)
    await page.locator('x-told').waitFor({ state: 'attached' })
    await page.evaluate(() => {
      const { happened } = globalThis as unknown as { happened: string[] }
      happened.length = 0
      const everything = { subtree: true, childList: true, attributes: true, characterData: true }
      new MutationObserver(() => happened.push('mutation')).observe(document, everything)
    })
    const beating = setInterval(() => {
      for (const res of client.streams('/live')) sendEvent(res, ...n)
    }, 50)
    await page.waitForTimeout(1600)
    clearInterval(beating)
    expect(await page.evaluate(() => Reflect.get(globalThis, 'happened'))).toEqual([])
    expect(client.received).toHaveLength(1)
    expect(client.errors).toEqual([])
  })

  test('a heartbeat of a route without a render does not fetch its page once more', async () => {
    const client = await openLive(streamWith({}))
    const { page } = client
    const fetchPage = (n: number): [string, Record<string, string>] => [
      'patch-elements',
      {
        selector: 'body',
        mode: 'append',
        elements: `<div id="orion-page-${n}" hidden data-init="@get('/page?${n}'); el.remove()"></div>`,
      },
    ]
    for (const n of [0, 0, 0, 1, 1]) sendEvent(stream(client), ...fetchPage(n))
    await until(() => client.received.length === 3)
    sendEvent(stream(client), ...frame(2))
    await shows(page, 2)
    expect(client.received.map(({ url }) => url.pathname)).toEqual(['/live', '/page', '/page'])
  })

  test('two elements with one URL have one stream; when the first is gone the second has it', async () => {
    const client = await open(`<p id="n">0</p>${connect('a')}${connect('b')}`, '', {
      'GET /live': streamWith({}),
    })
    const { page } = client
    await state(page, 'open')
    expect(client.received).toHaveLength(1)
    await page.evaluate(() => document.getElementById('a')?.remove())
    await until(() => client.received.length === 2 && client.streams('/live').length === 1)
    await state(page, 'open')
    const tabs = new Set(client.received.map(({ headers }) => headers['orion-tab']))
    expect([...tabs]).toEqual([expect.stringMatching(/^\w{8,64}$/)])
  })

  test('a stream that is told to stop does not come back', async () => {
    const client = await openLive(streamWith({}))
    const { page } = client
    await shows(page, 1)
    stream(client).end('event: orion-stop\ndata:\n\n')
    await page.locator('html:not([data-orion-connection])').waitFor()
    expect(client.received).toHaveLength(1)
  })

  describe('of another version', () => {
    const versioned = (answers: Answer[], inputs = '') =>
      open(
        `<p id="n">0</p><form data-on:submit="@post('/x')">${inputs}<button>send</button></form>${connect()}`,
        '<meta data-orion-version="1">',
        { 'GET /live': (res, received) => (answers.shift() ?? streamWith({}))(res, received) },
      )
    const newer = streamWith({ 'Orion-Version': '2' })

    test('loads the page anew, once for each pair of versions', async () => {
      const client = await versioned([streamWith({ 'Orion-Version': '1' }), newer, newer, newer])
      await shows(client.page, 1)
      const loaded = client.page.waitForEvent('load')
      stream(client).destroy()
      await loaded
      await shows(client.page, 1)
      stream(client).destroy()
      await until(() => client.received.length === 4 && client.streams('/live').length === 1)
      await shows(client.page, 1)
      expect(client.received).toHaveLength(4)
    })

    test.each([
      ['text is typed', '<input>', (page: Page) => page.fill('input', 'typed')],
      ['a box is ticked', '<input type="checkbox">', (page: Page) => page.check('input')],
      [
        'an option is chosen',
        '<select><option>a</option><option>b</option></select>',
        async (page: Page) => void (await page.selectOption('select', 'b')),
      ],
      [
        'a file is chosen',
        '<input type="file">',
        (page: Page) =>
          page.setInputFiles('input', { name: 'a', mimeType: 'a/a', buffer: Buffer.of(1) }),
      ],
    ] as [string, string, (page: Page) => Promise<void>][])(
      'keeps the page while %s, until its form was sent and is as the server said',
      async (_name, input, type) => {
        const client = await versioned([streamWith({ 'Orion-Version': '1' }), newer], input)
        const { page } = client
        await shows(page, 1)
        await type(page)
        stream(client).destroy()
        await until(() => client.received.length === 2)
        await state(page, 'open')
        expect(client.received).toHaveLength(2)
        await page.evaluate(() => document.querySelector('form')?.reset())
        const loaded = page.waitForEvent('load')
        await page.click('button')
        await loaded
      },
    )
  })
})

describeInBrowser('a command', () => {
  const open = useOurClient()

  test.each([
    ['500', refuse(500)],
    ['413', refuse(413)],
    ['a broken connection', openBroken()],
  ] as [string, Answer][])('that met %s shows, until the next works', async (_name, answer) => {
    const client = await open(`<button data-on:click="@post('/x')">x</button>`, '', {
      'POST /x': answer,
    })
    const { page } = client
    await page.evaluate(() => {
      const told: unknown[] = []
      Object.assign(globalThis, { told })
      document.addEventListener('orion-command', (event) => {
        told.push((event as CustomEvent<{ state: unknown }>).detail.state)
      })
    })
    await page.click('button')
    await page.locator('html[data-orion-command=failed]').waitFor()
    client.answer('POST /x', refuse(204))
    await page.click('button')
    await page.locator('html:not([data-orion-command])').waitFor()
    expect(await page.evaluate(() => Reflect.get(globalThis, 'told'))).toEqual(['failed', null])
  })

  test('of a form whose first is in flight is dropped on a second submit; a click never is', async () => {
    const { page, received, answer, streams } = await open(`
      <form data-indicator:_saving data-on:submit="@post('/a', {contentType: 'form', openWhenHidden: false}); @post('/b', {contentType: 'form'})">
        <input name="t" required value="x"><button>send</button></form>
      <button id="click" data-on:click="@post('/c')">x</button><p data-text="'' + $_saving"></p>`)
    for (const path of ['/a', '/b', '/c']) answer(`POST ${path}`, () => undefined)
    const paths = () => received.map(({ url }) => url.pathname).sort()
    await page.click('form button')
    await until(() => received.length === 2)
    await page.click('form button')
    await page.click('#click')
    await page.click('#click')
    await until(() => received.length === 4)
    expect(paths()).toEqual(['/a', '/b', '/c', '/c'])
    // A tab that is hidden aborts no command, whatever its options say.
    await page.evaluate(() => {
      Object.defineProperty(Document.prototype, 'hidden', { value: true, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    })
    for (const path of ['/a', '/b']) streams(path)[0]?.writeHead(204).end()
    await page.locator('p', { hasText: 'false' }).waitFor()
    await page.fill('input', '')
    await page.click('form button')
    expect(await page.textContent('p')).toBe('false')
    await page.fill('input', 'y')
    await page.click('form button')
    await until(() => received.length === 6)
    expect(paths()).toEqual(['/a', '/a', '/b', '/b', '/c', '/c'])
  })
})

function openBroken(): Answer {
  // The head comes first, or Chromium itself would send it once more.
  return (res, received) => {
    openStream()(res, received)
    setImmediate(() => res.destroy())
  }
}
