// Actions in Chromium: what they send, and what they must never send.
import { differs } from '../bundle.js'
import { describeInBrowser } from '../chromium.js'
import { type Answer, endStream, openStream, until, useClient } from './harness.js'

// Chromium itself sends a request again, a POST too, when a kept connection breaks before the first byte
// of an answer. So the head comes first.
const broken: Answer = (res, received) => {
  openStream()(res, received)
  setImmediate(() => res.destroy())
}

describeInBrowser('actions', () => {
  const open = useClient()

  test('fact 6: GET and DELETE put signals in the URL, the others in a JSON body; _ is never sent', async () => {
    const { page, received } = await open(`
      <div data-signals="{a: 1, _b: 2, c: {d: 'x', _e: 3}, list: [1]}"></div>
      <button data-on:click="@get('/x?q=1'); @delete('/x'); @post('/x'); @put('/x'); @patch('/x', {headers: {'X-One': 1}})">x</button>`)
    await page.click('button')
    await until(() => received.length === 5)
    const signals = { a: 1, c: { d: 'x' }, list: [1] }
    const by = (wanted: string) => received.find(({ method }) => method === wanted)
    for (const method of ['GET', 'DELETE']) {
      expect(JSON.parse(by(method)?.url.searchParams.get('datastar') ?? '')).toEqual(signals)
    }
    expect(by('GET')?.url.searchParams.get('q')).toBe('1')
    for (const method of ['POST', 'PUT', 'PATCH']) {
      expect(JSON.parse(by(method)?.body ?? '')).toEqual(signals)
      expect(by(method)?.headers['content-type']).toBe('application/json')
    }
    for (const { headers } of received) {
      expect(headers['datastar-request']).toBe('true')
      expect(headers.accept).toBe('text/event-stream, text/html, application/json')
    }
    expect(by('PATCH')?.headers['x-one']).toBe('1')
  })

  test('filterSignals takes texts and regular expressions', async () => {
    differs("an exclude of one's own sends those with _")
    const { page, received } = await open(`
      <div data-signals="{a: 1, ab: 2, b: {a: 3}, _p: 4}"></div>
      <button data-on:click="@post('/1', {filterSignals: {include: '^$'}}); @post('/2', {filterSignals: {include: /^a/}});
        @post('/3', {filterSignals: {exclude: '^a', include: '_|a'}})">x</button>`)
    await page.click('button')
    await until(() => received.length === 3)
    const bodies = received.toSorted((a, b) => a.url.pathname.localeCompare(b.url.pathname))
    expect(bodies.map(({ body }) => JSON.parse(body))).toEqual([
      {},
      { a: 1, ab: 2 },
      { b: { a: 3 } },
    ])
  })

  test('payload is sent in place of the signals, as it is', async () => {
    const { page, received } = await open(`
      <div data-signals="{a: 1}"></div>
      <button data-on:click="@post('/1', {payload: {_b: $a + 1, list: [null]}}); @get('/2', {payload: {c: 3}})">x</button>`)
    await page.click('button')
    await until(() => received.length === 2)
    const [post, get] = received.toSorted((a, b) => a.url.pathname.localeCompare(b.url.pathname))
    expect(JSON.parse(post?.body ?? '')).toEqual({ _b: 2, list: [null] })
    expect(post?.headers['content-type']).toBe('application/json')
    expect(JSON.parse(get?.url.searchParams.get('datastar') ?? '')).toEqual({ c: 3 })
  })

  test('a form sends its fields and its button, no signals, and keeps the page', async () => {
    const { page, received } = await open(`
      <form id="f" method="post" action="/away" data-signals="{s: 1}" data-on:submit="@post('/form', {contentType: 'form'})">
      <input name="title" value="a b&c"><input name="n" value="1" type="checkbox" checked><button name="how" value="now">x</button></form>
      <button id="out" name="b" value="2" data-on:click="@get('/form', {contentType: 'form', selector: '#f'})">y</button>
      <form enctype="multipart/form-data" data-on:submit="@post('/files', {contentType: 'form'})"><input name="t" value="v"><button id="files">z</button></form>`)
    await page.click('#f button')
    await until(() => received.length === 1)
    expect(received[0]?.body).toBe('title=a+b%26c&n=1&how=now')
    expect(received[0]?.headers['content-type']).toContain('application/x-www-form-urlencoded')
    await page.click('#out')
    await until(() => received.length === 2)
    expect(received[1]?.url.search).toBe('?title=a+b%26c&n=1&b=2')
    await page.click('#files')
    await until(() => received.length === 3)
    expect(received[2]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    expect(received[2]?.body).toContain('name="t"\r\n\r\nv')
    expect(new URL(page.url()).pathname).toBe('/')
  })

  test('an invalid form sends nothing, says what is wrong, and leaves no indicator stuck', async () => {
    differs('its indicator is stuck')
    const { page, received, answer } = await open(`
      <form data-indicator:_saving data-on:my-save="@post('/form', {contentType: 'form'})"><input name="t" required></form>
      <button data-on:click="evt.target.dataset.said = 'x'">x</button>
      <p data-text="'' + $_saving"></p><i data-on:datastar-fetch="$log = $log + evt.detail.type + $_saving + ' '" data-text="$log"></i>`)
    const save = () =>
      page.evaluate(() => document.querySelector('form')?.dispatchEvent(new Event('my-save')))
    await save()
    expect(await page.textContent('p')).toBe('false')
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('input')
    await page.fill('input', 'v')
    answer('POST /form', (res) => void until(() => done).then(() => res.writeHead(204).end()))
    let done = false
    await save()
    await until(() => received.length)
    expect(await page.textContent('p')).toBe('true')
    done = true
    await page.waitForFunction(() => document.querySelector('p')?.textContent === 'false')
    expect(received).toHaveLength(1)
    expect(await page.textContent('i')).toBe('startedtrue finishedfalse ')
  })

  test('another origin is refused with an error, by name and by redirect', async () => {
    differs('it goes anywhere')
    const { page, errors, received, answer, origin } = await open(`
      <button id="a" data-on:click="@get('https://example.com/x')">x</button>
      <button id="b" data-on:click="@post('//example.com/x')">x</button>
      <button id="c" data-on:click="@get('javascript:alert(1)')">x</button>
      <button id="d" data-on:click="@post('/redirect')">x</button>`)
    const other = origin.replace('127.0.0.1', 'localhost')
    answer('POST /redirect', (res) => res.writeHead(307, { Location: `${other}/stolen` }).end())
    for (const id of ['a', 'b', 'c', 'd']) await page.click(`#${id}`)
    await until(() => received.length === 1)
    expect(errors.filter((error) => error.includes('may only go to'))).toHaveLength(3)
    expect(received.map(({ url }) => url.pathname)).toEqual(['/redirect'])
  })

  test('a command whose connection breaks is not sent twice, unless retry says so', async () => {
    differs('it is sent again')
    const { page, received, answer } = await open(`
      <button id="once" data-on:click="@post('/once')">x</button>
      <button id="again" data-on:click="@post('/again', {retry: 'error', retryInterval: 1})">x</button>
      <i data-on:datastar-fetch="$log = $log + evt.detail.type + ' '" data-text="$log"></i>`)
    answer('POST /once', broken)
    await page.click('#once')
    await page.waitForFunction(() => document.querySelector('i')?.textContent?.includes('finished'))
    expect(received).toHaveLength(1)
    expect(await page.textContent('i')).toBe('started error finished ')
    answer('POST /again', (res) => {
      if (received.length < 4) res.writeHead(503).end()
      else res.writeHead(204).end()
    })
    await page.click('#again')
    await until(() => received.length === 4)
    expect(received.map(({ url }) => url.pathname)).toEqual(['/once', '/again', '/again', '/again'])
  })

  test('the wait between retries grows by retryScaler, up to retryMaxWait', async () => {
    const times: number[] = []
    const { page, answer } = await open(
      `<button data-on:click="@get('/down', {retry: 'error', retryInterval: 100, retryScaler: 1000, retryMaxWait: 300})">x</button>`,
    )
    answer('GET /down', (res) => {
      times.push(performance.now())
      res.writeHead(times.length < 4 ? 503 : 204).end()
    })
    await page.click('button')
    await until(() => times.length === 4)
    // By one interval the first; a wait is a fifth below its ceiling at most.
    const waits = times.slice(2).map((time, index) => time - (times[index + 1] ?? 0))
    for (const waitMs of waits) expect(waitMs).toBeGreaterThan(0.8 * 300 - 5)
  })

  test('a GET gives up after its count of retries, and says so', async () => {
    differs('it tells otherwise')
    const { page, received, answer, errors } = await open(`
      <button data-on:click="@get('/down', {retryInterval: 1, retryMaxCount: 2})">x</button>
      <i data-on:datastar-fetch="$log = $log + evt.detail.type + ' '" data-text="$log"></i>`)
    answer('GET /down', broken)
    await page.click('button')
    await page.waitForFunction(() => document.querySelector('i')?.textContent?.includes('finished'))
    expect(received).toHaveLength(3)
    expect(await page.textContent('i')).toBe(
      'started error retrying error retrying error retries-failed finished ',
    )
    expect(errors).toEqual([expect.stringContaining('gave up')])
  })

  test('with requestCancellation disabled a newer GET leaves the older alone', async () => {
    const { page, streams } = await open(
      `<button data-on:click="@get('/slow?' + $n++, {requestCancellation: 'disabled'})">x</button>`,
      '',
      { 'GET /slow': () => undefined },
    )
    for (const count of [1, 2]) {
      await page.click('button')
      await until(() => streams('/slow').length === count)
    }
  })

  test('a GET ends with its element, with cleanup with its attribute as well', async () => {
    differs('it ends with its attribute alone, if at all')
    const paths = ['/cleanup', '/kept', '/gone']
    const { page, streams, errors } = await open(
      `<i data-init="@get('/cleanup', {requestCancellation: 'cleanup'})"></i><i data-init="@get('/kept')"></i>
        <b data-init="@get('/gone')"></b>`,
      '',
      Object.fromEntries(paths.map((path) => [`GET ${path}`, () => undefined])),
    )
    const isOpen = () => paths.filter((path) => streams(path).length)
    await until(() => isOpen().length === 3)
    await page.evaluate(() => {
      for (const el of document.querySelectorAll('i')) el.removeAttribute('data-init')
      document.querySelector('b')?.remove()
    })
    await until(() => isOpen().length === 1)
    expect(isOpen()).toEqual(['/kept'])
    expect(errors).toEqual([])
  })

  test('a hidden tab ends a GET and asks again when it is shown, one with openWhenHidden goes on', async () => {
    const { page, received, streams } = await open(
      `<i data-init="@get('/a'); @get('/b', {openWhenHidden: true})"></i>`,
      '',
      { 'GET /a': () => undefined, 'GET /b': () => undefined },
    )
    const setHidden = (isHidden: boolean) =>
      page.evaluate((hidden) => {
        Object.defineProperty(Document.prototype, 'hidden', { value: hidden, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, isHidden)
    await until(() => streams('/a').length && streams('/b').length)
    await setHidden(true)
    await until(() => !streams('/a').length)
    await setHidden(false)
    await until(() => streams('/a').length)
    expect(received.filter(({ url }) => url.pathname === '/a')).toHaveLength(2)
    expect(received.filter(({ url }) => url.pathname === '/b')).toHaveLength(1)
    expect(streams('/b')).toHaveLength(1)
  })

  test('an option that is none is one error, and nothing is sent', async () => {
    differs('it says nothing')
    const { page, errors, received } = await open(`<p data-init="@post('/x', {retry: 'soon'})"></p>
      <p data-init="@post('/x', {contentType: 'xml'})"></p><p data-init="@get('/x', {requestCancellation: 1})"></p>
      <p data-init="@get('/x', 'options')"></p><p data-init="@post()"></p><b data-text="'fine'"></b>`)
    expect(await page.textContent('b')).toBe('fine')
    await until(() => errors.length === 5)
    for (const [index, part] of [
      'retry must be one of auto, error, always, never, not soon',
      'contentType must be one of',
      'requestCancellation must be one of',
      'must be an object',
      'needs a URL',
    ].entries()) {
      expect(errors[index]).toContain(part)
    }
    expect(received).toEqual([])
  })

  test('a newer GET of one element and path stops the older; a command in flight never is', async () => {
    differs('other queries are other requests, and commands are aborted')
    const { page, received, answer, streams } = await open(`
      <input data-on:input="@get('/search?q=' + el.value)"><p id="r"></p>
      <button data-on:click="@post('/save'); @post('/save')">x</button>`)
    answer('GET /search', (res, { url }) => {
      if (url.searchParams.get('q') === '2') {
        endStream(['patch-elements', { elements: '<p id="r">2</p>' }])(res, received[0] as never)
      }
    })
    answer('POST /save', () => {})
    await page.fill('input', '1')
    await until(() => received.length === 1)
    await page.fill('input', '2')
    await page.waitForFunction(() => document.getElementById('r')?.textContent === '2')
    await until(() => streams('/search').length === 0)
    await page.click('button')
    await until(() => streams('/save').length === 2)
  })
})
