// A route without a render: its frame says that the page should fetch itself again. The whole document is
// morphed, and what the user is doing stays. In Chromium, under a strict CSP with Trusted Types required.
import { differs } from '../bundle.js'
import { describeInBrowser } from '../chromium.js'
import { type Answer, type Client, openStream, sendEvent, until, useClient } from './harness.js'

let frames = 0

/** The frame as the server writes it. */
const refetch = (): [string, Record<string, string>] => [
  'patch-elements',
  {
    selector: 'body',
    mode: 'append',
    elements: `<div id="orion-page-${++frames}" hidden data-init="@get('#', {headers: {Accept: 'text/html'}, filterSignals: {include: '^$'}}); el.remove()"></div>`,
  },
]

const head = '<link rel="stylesheet" href="/style.css"><script src="/count.js"></script>'

const body = (rows: string, extra = '') => `
  <main data-init="@get('/live', {retry: 'always', filterSignals: {include: '^$'}})">
    <form method="post"><input name="text"><textarea name="note"></textarea></form>
    <ul id="rows">${[...rows].map((row) => `<li>${row}</li>`).join('')}</ul>${extra}
    <p data-signals="{n: 1}" data-text="$n">server</p>
  </main>
  <div id="toasts" data-ignore-morph></div>
  <script src="/count.js"></script>`

const pageOf = (title: string, rows: string, extra = '') =>
  `<!doctype html><html lang="en"><head><title>${title}</title>
<script type="module" src="/client.js"></script>${head}</head><body>${body(rows, extra)}</body></html>`

describeInBrowser('a page that fetches itself', () => {
  const open = useClient()

  const answerPage =
    (html: string): Answer =>
    (res) => {
      res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(html)
    }

  async function openPage(rows: string, extra = ''): Promise<Client> {
    const client = await open(body(rows, extra), head, {
      'GET /live': openStream(),
      'GET /style.css': (res) =>
        res
          .writeHead(200, { 'Content-Type': 'text/css', 'Cache-Control': 'no-store' })
          .end('main { padding: 3px }'),
      'GET /count.js': (res) =>
        res
          .writeHead(200, { 'Content-Type': 'text/javascript', 'Cache-Control': 'no-store' })
          .end('globalThis.runs = (globalThis.runs ?? 0) + 1'),
    })
    await until(() => client.streams('/live').length)
    return client
  }

  function say(client: Client, ...events: [string, Record<string, string>][]): void {
    const [stream] = client.streams('/live')
    if (!stream) throw new Error('no stream is open')
    for (const [type, args] of events) sendEvent(stream, type, args)
  }

  const isTitled = (client: Client, title: string) =>
    client.page.waitForFunction((wanted) => document.title === wanted, title)

  const requests = (client: Client, path: string) =>
    client.received.filter(({ url }) => url.pathname === path)

  test('it is morphed as a whole, and nothing begins anew', async () => {
    const client = await openPage('ab', '<b id="gone">x</b>')
    const { page } = client
    await page.evaluate(() => {
      history.replaceState(null, '', '/?page=2&q=a%20b#part')
      const touched: string[] = []
      new MutationObserver((records) => {
        for (const node of records.flatMap((it) => [...it.addedNodes, ...it.removedNodes])) {
          touched.push(node.nodeName)
        }
      }).observe(document.head, { childList: true })
      Object.assign(globalThis, { touched, main: document.querySelector('main') })
    })
    client.answer('GET /', answerPage(pageOf('new', 'abc')))
    say(client, refetch())
    await isTitled(client, 'new')
    expect(await page.locator('#rows li').allTextContents()).toEqual(['a', 'b', 'c'])
    expect(await page.locator('#gone, [id^=orion-page]').count()).toBe(0)
    expect(await page.getAttribute('html', 'lang')).toBe('en')
    const [asked] = requests(client, '/')
    expect(asked?.headers.accept).toBe('text/html')
    expect(asked?.url.searchParams.get('page')).toBe('2')
    expect(asked?.url.searchParams.get('q')).toBe('a b')
    expect(['{}', null]).toContain(asked?.url.searchParams.get('datastar'))
    const state = await page.evaluate(() => {
      const { runs, main, touched } = globalThis as unknown as Record<string, unknown>
      const isSame = main === document.querySelector('main')
      return { runs, isSame, touched, text: document.querySelector('p')?.textContent }
    })
    expect(state).toEqual({ runs: 2, isSame: true, touched: [], text: '1' })
    expect(client.streams('/live')).toHaveLength(1)
    expect(requests(client, '/live')).toHaveLength(1)
    expect(requests(client, '/style.css')).toHaveLength(1)
    expect(requests(client, '/count.js')).toHaveLength(2)
    expect(new URL(page.url()).search).toBe('?page=2&q=a%20b')
    expect(client.errors).toEqual([])
  })

  test('typed text, focus, caret and scroll stay', async () => {
    const many = 'x'.repeat(200)
    const client = await openPage(many)
    const { page } = client
    await page.fill('textarea', 'a note')
    await page.fill('input', 'typed')
    await page.evaluate(() => {
      document.querySelector('input')?.setSelectionRange(1, 3)
      scrollTo(0, 500)
    })
    client.answer('GET /', answerPage(pageOf('new', `${many}y`)))
    say(client, refetch())
    await isTitled(client, 'new')
    const state = await page.evaluate(() => {
      const { name, value, selectionStart, selectionEnd } =
        document.activeElement as HTMLInputElement
      const note = document.querySelector('textarea')?.value
      return [name, value, selectionStart, selectionEnd, note, scrollY]
    })
    expect(state).toEqual(['text', 'typed', 1, 3, 'a note', 500])
  })

  test('a stylesheet stays in place when the head around it changes', async () => {
    differs('it is moved')
    const client = await openPage('a')
    await client.page.evaluate(() => {
      Object.assign(globalThis, { sheet: document.querySelector('link') })
    })
    const answer = pageOf('new', 'a').replace(
      '<link',
      '<meta name="description" content="x"><link rel="icon" href="data:,"><link',
    )
    client.answer('GET /', answerPage(answer))
    say(client, refetch())
    await isTitled(client, 'new')
    expect(
      await client.page.evaluate(
        () =>
          document.querySelector('link[rel=stylesheet]') ===
          (globalThis as unknown as { sheet: Element }).sheet,
      ),
    ).toBe(true)
    expect(requests(client, '/style.css')).toHaveLength(1)
  })

  test('what is meant for pages without scripting stays text, in the head and in a patch', async () => {
    differs('it becomes elements')
    const client = await openPage('a')
    const noscript = '<noscript><link rel="stylesheet" href="/plain.css"></noscript>'
    const answer = pageOf('new', 'a', `<p id="p">${noscript}</p>`)
    client.answer('GET /', answerPage(answer.replace('</head>', `${noscript}</head>`)))
    say(client, refetch())
    await isTitled(client, 'new')
    say(client, ['patch-elements', { elements: `<p id="p">patched ${noscript}</p>` }])
    await client.page.waitForFunction(() => document.getElementById('p')?.textContent?.[0] === 'p')
    expect(await client.page.locator('noscript').count()).toBe(2)
    expect(await client.page.locator('noscript link').count()).toBe(0)
    expect(requests(client, '/plain.css')).toEqual([])
  })

  test('toasts stay where their place is marked data-ignore-morph', async () => {
    const client = await openPage('a')
    say(client, [
      'patch-elements',
      { mode: 'append', selector: '#toasts', elements: '<p>saved</p>' },
    ])
    client.answer('GET /', answerPage(pageOf('new', 'a')))
    say(client, refetch())
    await isTitled(client, 'new')
    expect(await client.page.textContent('#toasts')).toBe('saved')
  })

  test('of two frames the newest answer wins, in whatever order they come', async () => {
    const client = await openPage('a')
    const waiting: (() => void)[] = []
    let count = 0
    client.answer('GET /', (res, received) => {
      const title = `answer ${++count}`
      waiting.push(() => answerPage(pageOf(title, 'b'))(res, received))
    })
    await client.page.evaluate(() => {
      const titles: string[] = []
      const title = document.querySelector('title') as Element
      new MutationObserver(() => titles.push(document.title)).observe(title, {
        childList: true,
        subtree: true,
        characterData: true,
      })
      Object.assign(globalThis, { titles })
    })
    say(client, refetch())
    await until(() => waiting.length === 1)
    say(client, refetch())
    await until(() => waiting.length === 2)
    const [first, second] = waiting
    first?.()
    second?.()
    await isTitled(client, 'answer 2')
    const titles = await client.page.evaluate(
      () => (globalThis as unknown as { titles: string[] }).titles,
    )
    expect(titles).toEqual(['answer 2'])
    expect(client.errors).toEqual([])
  })

  test('two frames that arrive together ask twice at most and end on the newest', async () => {
    const client = await openPage('a')
    let count = 0
    client.answer('GET /', (res, received) => {
      answerPage(pageOf(`answer ${++count}`, 'a'))(res, received)
    })
    say(client, refetch(), refetch())
    await client.page.waitForFunction(() => document.title.startsWith('answer'))
    await until(async () => (await client.page.title()) === `answer ${count}`)
    expect(count).toBeLessThanOrEqual(2)
    expect(client.streams('/live')).toHaveLength(1)
  })

  test('a page that can not be had leaves this one as it is', async () => {
    const client = await openPage('a')
    client.answer(
      'GET /',
      (res) => void res.writeHead(500, { 'Content-Type': 'text/html' }).end('x'),
    )
    say(client, refetch())
    await until(() => requests(client, '/').length === 1)
    client.answer('GET /', answerPage(pageOf('new', 'b')))
    say(client, refetch())
    await isTitled(client, 'new')
    expect(client.streams('/live')).toHaveLength(1)
  })
})
