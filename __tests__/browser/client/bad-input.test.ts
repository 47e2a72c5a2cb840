// Bad input in Chromium: each is one console error that names the element and the attribute, and the rest
// of the page goes on. Nothing that comes over the network is run.
import { differs } from '../bundle.js'
import { describeInBrowser } from '../chromium.js'
import { type Client, type Event, openStream, pushEventsTo, until, useClient } from './harness.js'

describeInBrowser('bad input', () => {
  const open = useClient()

  const live = (id: string) =>
    `<div id="${id}" data-init="@get('/${id}', {retry: 'always'})"></div>`

  async function openLive(body = ''): Promise<Client> {
    const client = await open(
      `<p id="a">1</p>${body}<i id="mark"></i>${live('live')}${live('other')}`,
      '',
      { 'GET /live': openStream(), 'GET /other': openStream() },
    )
    await until(() => client.streams('/live').length && client.streams('/other').length)
    return client
  }

  const at = `orion: <div id="live"> data-init="@get('/live', {retry: 'always'})": `
  const named: [string, Event, string][] = [
    ['an unknown event', ['sing', { elements: '<p id="a">2</p>' }], 'datastar-sing: not an event'],
    ['an event of elements without any', ['patch-elements', { x: '' }], 'needs a selector, or'],
    [
      'an element without an id',
      ['patch-elements', { elements: '<p>2</p>' }],
      'or an id on its <p>',
    ],
    ['an id that is not there', ['patch-elements', { elements: '<p id="z">2</p>' }], 'the id "z"'],
    [
      'a selector that matches nothing',
      ['patch-elements', { selector: '#z', elements: '<p>2</p>' }],
      'nothing that matches #z',
    ],
    [
      'a selector that is none',
      ['patch-elements', { selector: '#[', elements: '<p>2</p>' }],
      'is not a valid selector',
    ],
    ['an unknown mode', ['patch-elements', { mode: 'up', elements: '<p id="a">2</p>' }], '"up"'],
    ['signals that are not JSON', ['patch-signals', { signals: '{a: 1}' }], 'in JSON'],
    [
      'signals that are cut off',
      ['patch-signals', { signals: '{"a": 1' }],
      'datastar-patch-signals: ',
    ],
    ['signals that are a list', ['patch-signals', { signals: '[1]' }], 'needs a JSON object'],
    ['an event of signals without any', ['patch-signals', { x: '' }], 'end of JSON input'],
  ]

  test.each(named)('%s is one error, and the stream goes on', async (_, event, reason) => {
    differs('it says nothing, or ends the stream')
    const client = await openLive()
    await pushEventsTo(client, '/live', event)
    expect(client.errors).toEqual([expect.stringContaining(at)])
    expect(client.errors[0]).toContain(reason)
    expect(await client.page.textContent('#a')).toBe('1')
    await pushEventsTo(client, '/live', ['patch-elements', { elements: '<p id="a">3</p>' }])
    expect(await client.page.textContent('#a')).toBe('3')
    expect(client.errors).toHaveLength(1)
    expect(client.streams('/live')).toHaveLength(1)
  })

  test('lines that are no fields, and events of others, are passed over', async () => {
    const client = await openLive()
    const [stream] = client.streams('/live')
    stream?.write(
      'garbage\n: comment\n\nevent: message\ndata: elements <p id="a">2</p>\n\ndata\n\nid: 1\nretry: x\n\n',
    )
    await pushEventsTo(client, '/live')
    expect(await client.page.textContent('#a')).toBe('1')
    expect(client.errors).toEqual([])
  })

  test('two streams that patch one id are one error, the newest patch shows', async () => {
    differs('it says nothing')
    const client = await openLive()
    const patch = (text: string): Event => ['patch-elements', { elements: `<p id="a">${text}</p>` }]
    await pushEventsTo(client, '/live', patch('live'), patch('live again'))
    expect(client.errors).toEqual([])
    for (const text of ['other', 'other again']) await pushEventsTo(client, '/other', patch(text))
    await pushEventsTo(client, '/live', patch('live'))
    expect(await client.page.textContent('#a')).toBe('live')
    expect(client.errors).toEqual([expect.stringContaining('<div id="other"> data-init=')])
    expect(client.errors[0]).toContain('Two streams patch the element with the id "a"')
  })

  test('a command may patch what a stream shows, and a new stream may follow one that went', async () => {
    const client = await openLive(`<button data-on:click="@post('/x')">x</button>`)
    client.answer('POST /x', (res) =>
      res.writeHead(200, { 'Content-Type': 'text/html' }).end('<p id="a">command</p>'),
    )
    await pushEventsTo(client, '/live', ['patch-elements', { elements: '<p id="a">live</p>' }])
    await client.page.click('button')
    await client.page.waitForFunction(() => document.getElementById('a')?.textContent === 'command')
    await client.page.evaluate(() => document.getElementById('live')?.remove())
    await pushEventsTo(client, '/other', ['patch-elements', { elements: '<p id="a">other</p>' }])
    expect(client.errors).toEqual([])
  })

  const code = 'document.title = "evil"'
  test.each([
    ['text/javascript', code],
    ['application/javascript', code],
    ['text/plain', code],
    ['application/json', code],
    ['text/html', `<script>${code}</script><p id="a" onclick='${code}'>1</p>`],
    ['text/event-stream', `event: datastar-execute-script\ndata: script ${code}\n\n`],
    ['text/event-stream', `event: datastar-patch-signals\ndata: signals {a: ${code}}\n\n`],
    [
      'text/event-stream',
      `event: datastar-patch-elements\ndata: elements <script id="a">${code}</script>\n\n`,
    ],
  ])('nothing of an answer of %s is run: %s', async (type, body) => {
    differs('it runs scripts')
    const client = await openLive(`<button id="b" data-on:click="@post('/x')">x</button>`)
    client.answer('POST /x', (res) => res.writeHead(200, { 'Content-Type': type }).end(body))
    await client.page.click('#b')
    await until(() => client.received.some(({ url }) => url.pathname === '/x'))
    await pushEventsTo(client, '/live')
    await client.page.dispatchEvent('#a', 'click')
    expect(await client.page.title()).toBe('t')
    if (!body.includes('<script')) await until(() => client.errors.length)
    for (const error of client.errors.filter((text) => text.startsWith('orion'))) {
      expect(error).toContain(`<button id="b"> data-on:click="@post('/x')": `)
    }
  })

  test('a computed signal that throws is an error of its own attribute, and is not there meanwhile', async () => {
    differs('who reads it has the error')
    const client = await open(`<p data-signals="{list: 0}"></p>
      <b id="c" data-computed:first="$list.at(0)"></b><i data-text="'first: ' + $first"></i>
      <button data-on:click="@post('/x'); $list = ['a']">x</button>`)
    const { page, errors } = client
    expect(await page.textContent('i')).toBe('first: ')
    expect(errors).toEqual([expect.stringContaining('orion: <b id="c"> data-computed:first=')])
    await page.click('button')
    expect(await page.textContent('i')).toBe('first: a')
    await until(() => client.received.length)
    expect(errors).toHaveLength(1)
  })

  test('attributes that can not be read, or that throw, are one error each, the others work', async () => {
    differs('what fails ends the start of the page')
    const { page, errors } = await open(`
      <p id="a" data-text="$n +"></p><p id="b" data-text="'"></p><p id="c" data-text="a b"></p>
      <p id="d" data-style="1"></p><p id="e" data-on-interval:x="1"></p><p id="f" data-on-intersect=""></p>
      <p id="g" data-json-signals:x></p><p id="h" data-class="$n.x.y()"></p><p id="i" data-show="x => {}"></p>
      <p id="j" data-signals="{a: 1"></p><p id="k" data-computed="1"></p><p id="l" data-bind></p>
      <p id="o" data-computed="{a: () => 1, b: 2}"></p>
      <p id="m" data-attr:href="'javascript:1'"></p><p id="n" data-effect="[1].map(x => x.y.z)"></p>
      <p id="z" data-text="$fine" data-signals:fine="'fine'"></p>`)
    expect(await page.textContent('#z')).toBe('fine')
    expect(errors.map((error) => /^orion: <p id="(.)"> data-/.exec(error)?.[1]).sort()).toEqual([
      ...'abcdefghijklmno',
    ])
  })
})
