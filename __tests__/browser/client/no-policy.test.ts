// Patches that bring code, in Chromium, to a page without any policy: what nothing else stops must stop here.
import { differs } from '../bundle.js'
import { describeInBrowser } from '../chromium.js'
import {
  type Client,
  type Event,
  openLivePage,
  pushEvents,
  sendEvent,
  until,
  useClient,
} from './harness.js'

type Args = Record<string, string>

describeInBrowser('without a policy', () => {
  const open = useClient('')
  const unlike = 'it runs them'

  const openLive = (body: string) => openLivePage(open, body)

  async function push(client: Client, ...patches: Args[]): Promise<void> {
    await pushEvents(client, ...patches.map((args): Event => ['patch-elements', args]))
    // A picture that can't be loaded tells of it later: before one that was asked for after it.
    await client.page.evaluate(() => {
      const picture = new Image()
      picture.src = `/last.png?${performance.now()}`
      return new Promise((told) => picture.addEventListener('error', told))
    })
  }

  const ran = ({ page }: Client) => page.evaluate(() => Reflect.get(globalThis, 'ran'))
  const code = 'globalThis.ran = true'
  const script = `<script>${code}</script><svg><script>${code}</script></svg>`

  test.each(['outer', 'inner', 'replace', 'prepend', 'append', 'before', 'after'])(
    'scripts that come in by %s do not run',
    async (mode) => {
      differs(unlike)
      const client = await openLive('<p id="a">1</p>')
      const elements = `<p id="a">2${script}<template>${script}</template></p>`
      await push(client, { mode, selector: '#a', elements })
      expect(await client.page.textContent('body')).toContain('2')
      expect(await ran(client)).toBeUndefined()
    },
  )

  test.each([
    ['a page', `<html><head>${script}</head><body>${script}<i id="mark"></i></body></html>`],
    ['a body', `<body>${script}<noscript><img src="/x.png" onerror="${code}"></noscript></body>`],
  ])('scripts of %s do not run', async (_, elements) => {
    differs(unlike)
    const client = await openLive('<p id="a">1</p>')
    const [stream] = client.streams('/live')
    if (!stream) throw new Error('no stream is open')
    sendEvent(stream, 'patch-elements', { elements })
    await client.page.waitForFunction(() => !document.getElementById('a'))
    expect(await ran(client)).toBeUndefined()
  })

  test.each([
    ['outer', { elements: `<script id="s">${code}</script>` }],
    ['in its parent', { elements: `<p id="p"><script id="s">${code}</script></p>` }],
    ['inner', { mode: 'inner', selector: '#s', elements: code }],
    ['inner by its id', { mode: 'inner', elements: `<script id="s">${code}</script>` }],
    ['append', { mode: 'append', selector: '#s', elements: code }],
    ['prepend', { mode: 'prepend', selector: '#s', elements: code }],
  ])('an empty script of the page is not filled: %s', async (_, args) => {
    differs(unlike)
    const client = await openLive('<p id="p"><script id="s"></script></p>')
    await push(client, args)
    expect(await ran(client)).toBeUndefined()
    expect(await client.page.textContent('#s')).toBe('')
  })

  const picture = `<img id="a" src="/none.png" onerror="${code}">`
  test.each([
    ['outer', { elements: picture }],
    ['in a body', { elements: `<body>${picture}<i id="mark"></i></body>` }],
    ['inner by its id', { mode: 'inner', elements: `<p id="p">${picture}</p>` }],
    ['in an unknown mode', { mode: 'up', elements: picture }],
    [
      'for nobody',
      { namespace: 'svg', elements: `<foreignObject id="z">${picture}</foreignObject>` },
    ],
  ])('a handler that comes to what stays is neither set nor run: %s', async (_, args) => {
    differs(unlike)
    const client = await openLive('<p id="p"><img id="a" src="/none.png"></p>')
    await push(client, args)
    expect(await ran(client)).toBeUndefined()
    expect(await client.page.getAttribute('#a', 'onerror')).toBeNull()
  })

  test('an address or a page that would run comes to nothing that stays', async () => {
    differs(unlike)
    const client = await openLive('<iframe id="f"></iframe><a id="l" href="/fine">x</a>')
    await push(
      client,
      { elements: `<iframe id="f" title="1" srcdoc="<script>parent.ran = 1</script>"></iframe>` },
      { elements: `<iframe id="f" title="2" src="javascript:parent.ran = 1"></iframe>` },
      { elements: `<a id="l" href=" java&#9;script:ran = 1">y</a>` },
    )
    expect(await client.page.getAttribute('#f', 'title')).toBe('2')
    await client.page.click('#l')
    await until(() => client.received.some(({ url }) => url.pathname === '/fine'))
    expect(await ran(client)).toBeUndefined()
  })
})
