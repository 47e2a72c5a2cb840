// What the server sends: patches of elements in every mode, morphs that keep what the user is doing,
// and patches of signals. In Chromium, under a strict CSP with Trusted Types required.
import { differs } from '../bundle.js'
import { describeInBrowser } from '../chromium.js'
import { type Client, endStream, openStream, pushEvents, until, useClient } from './harness.js'

describeInBrowser('patches', () => {
  const open = useClient()

  async function openLive(body: string): Promise<Client> {
    const client = await open(`${body}<i id="mark"></i>`)
    client.answer('GET /live', openStream())
    await client.page.evaluate(() => {
      const el = document.createElement('div')
      el.setAttribute('data-init', "@get('/live', {retry: 'always'})")
      document.body.append(el)
    })
    return client
  }

  test('all eight modes put elements where they belong', async () => {
    const client = await openLive(
      `<ul id="list"><li id="a">a</li></ul><p class="t">1</p><p class="t">2</p>`,
    )
    const html = () => client.page.evaluate(() => document.getElementById('list')?.outerHTML)
    await pushEvents(client, ['patch-elements', { elements: '<li id="a" class="x">A</li>' }])
    expect(await html()).toBe('<ul id="list"><li id="a" class="x">A</li></ul>')
    await pushEvents(
      client,
      ['patch-elements', { mode: 'append', selector: '#list', elements: '<li>z</li>' }],
      ['patch-elements', { mode: 'prepend', selector: '#list', elements: '<li>0</li><li>1</li>' }],
      ['patch-elements', { mode: 'before', selector: '#a', elements: '<li>b</li>' }],
      ['patch-elements', { mode: 'after', selector: '#a', elements: '<li>c</li>' }],
      ['patch-elements', { mode: 'replace', elements: '<li id="a">r</li>' }],
    )
    expect(await html()).toBe(
      '<ul id="list"><li>0</li><li>1</li><li>b</li><li id="a">r</li><li>c</li><li>z</li></ul>',
    )
    await pushEvents(client, ['patch-elements', { mode: 'remove', selector: '#list li:not(#a)' }])
    expect(await html()).toBe('<ul id="list"><li id="a">r</li></ul>')
    await pushEvents(
      client,
      [
        'patch-elements',
        { mode: 'inner', selector: '#list', elements: '<li>new</li>\n<li>2</li>' },
      ],
      ['patch-elements', { mode: 'inner', selector: '.t', elements: '<b>both</b>' }],
    )
    expect(await html()).toBe('<ul id="list"><li>new</li>\n<li>2</li></ul>')
    expect(await client.page.locator('.t b').allTextContents()).toEqual(['both', 'both'])
    expect(client.errors).toEqual([])
  })

  test('an element without its id in the page is an error that names it; the others go on', async () => {
    differs('it says nothing')
    const client = await openLive(`<p id="here">1</p>`)
    await pushEvents(client, [
      'patch-elements',
      { elements: '<p id="nowhere">x</p><p id="here">2</p><p>no id</p>' },
    ])
    expect(await client.page.textContent('#here')).toBe('2')
    expect(client.errors).toEqual([
      expect.stringContaining('"nowhere"'),
      expect.stringContaining('id'),
    ])
    await pushEvents(client, [
      'patch-elements',
      { mode: 'sideways', elements: '<p id="here">3</p>' },
    ])
    await pushEvents(client, ['patch-elements', { selector: '#nothing', elements: '<p>3</p>' }])
    expect(client.errors.slice(2)).toEqual([
      expect.stringContaining('sideways'),
      expect.stringContaining('#nothing'),
    ])
  })

  test('SVG and MathML come in their namespaces, table rows as rows', async () => {
    const client = await openLive(
      `<svg id="svg"><circle id="c" r="1"/></svg><math id="m"></math><table><tbody id="rows"></tbody></table>`,
    )
    await pushEvents(
      client,
      ['patch-elements', { namespace: 'svg', elements: '<circle id="c" r="2"/>' }],
      [
        'patch-elements',
        { namespace: 'svg', mode: 'append', selector: '#svg', elements: '<path id="p"/>' },
      ],
      [
        'patch-elements',
        { namespace: 'mathml', mode: 'inner', selector: '#m', elements: '<mi>x</mi>' },
      ],
      [
        'patch-elements',
        { mode: 'inner', selector: '#rows', elements: '<tr id="r"><td>1</td></tr>' },
      ],
      ['patch-elements', { elements: '<tr id="r"><td>2</td></tr>' }],
    )
    const names = await client.page.evaluate(() =>
      ['#c', '#p', '#m > mi', '#r > td'].map((selector) => {
        const el = document.querySelector(selector)
        return [el?.namespaceURI?.split('/').at(-1), el?.getAttribute('r') ?? el?.textContent]
      }),
    )
    expect(names).toEqual([
      ['svg', '2'],
      ['svg', ''],
      ['MathML', 'x'],
      ['xhtml', '2'],
    ])
  })

  test('a view transition keeps the order of events', async () => {
    differs('events overtake one in a transition')
    const client = await openLive(`<p id="a">1</p>`)
    await pushEvents(
      client,
      ['patch-elements', { useViewTransition: 'true', elements: '<p id="a">2</p>' }],
      ['patch-elements', { elements: '<p id="a">3</p>' }],
    )
    expect(await client.page.textContent('#a')).toBe('3')
    expect(client.errors).toEqual([])
  })

  test('a whole page is morphed, its head too', async () => {
    const client = await openLive(`<p id="a">1</p>`)
    await pushEvents(client, [
      'patch-elements',
      {
        elements: `<html lang="de"><head><title>neu</title><script type="module" src="/client.js"></script></head>
<body><p id="a">2</p><i id="mark"></i></body></html>`,
      },
    ])
    expect(await client.page.title()).toBe('neu')
    expect(await client.page.textContent('#a')).toBe('2')
    expect(await client.page.getAttribute('html', 'lang')).toBe('de')
  })

  test('a page is one also without its end tags, and what only tells of pages is none', async () => {
    differs('it goes by the end tags')
    const client = await openLive('<p id="a">1</p><textarea id="t"></textarea>')
    const { page } = client
    const raw = '<html><body>not a page</body></html>'
    await pushEvents(client, ['patch-elements', { elements: `<textarea id="t">${raw}</textarea>` }])
    expect(await page.inputValue('#t')).toBe(raw)
    const script = '<script type="module" src="/client.js"></script>'
    await pushEvents(client, [
      'patch-elements',
      {
        elements: `<!-- a note --><!doctype html><html lang=de><title>neu</title>${script}<body class=b><p>2<i id="mark"></i>`,
      },
    ])
    expect(await page.title()).toBe('neu')
    expect(await page.getAttribute('html', 'lang')).toBe('de')
    expect(await page.getAttribute('body', 'class')).toBe('b')
    expect(await page.textContent('p')).toMatch(/^2/)
    expect(client.errors).toEqual([])
  })

  test('scripts in a patch never run, in no mode', async () => {
    differs('it runs them')
    const client = await openLive(`<div id="a"></div><svg id="s"></svg><p id="b">x</p>`)
    client.answer('GET /evil.js', (res) =>
      res.writeHead(200, { 'Content-Type': 'text/javascript' }).end('document.title = "evil"'),
    )
    const script = '<script src="/evil.js"></script><script>document.title = "evil"</script>'
    const modes = ['inner', 'append', 'prepend', 'before', 'after', 'outer', 'replace']
    await pushEvents(
      client,
      ...modes.map((mode): [string, Record<string, string>] => [
        'patch-elements',
        {
          mode,
          selector: '#b',
          elements: `<p id="b">${script}<img src="x" onerror="alert(1)"></p>`,
        },
      ]),
      ['patch-elements', { elements: `<p id="b" onclick="document.title = 'evil'">${script}</p>` }],
      [
        'patch-elements',
        { mode: 'inner', selector: '#s', namespace: 'svg', elements: '<script href="/evil.js"/>' },
      ],
      [
        'patch-elements',
        {
          elements: `<html><head>${script}</head><body><p id="b">${script}</p><i id="mark"></i></body></html>`,
        },
      ],
    )
    expect(await client.page.title()).not.toBe('evil')
    expect(client.received.map(({ url }) => url.pathname)).not.toContain('/evil.js')
  })

  test('fact 9: typed text, focus and caret survive a morph unless the server changed the value', async () => {
    const form = (value: string, note: string, extra = '') => `<form id="f">${extra}
      <input id="i" name="i"${value}><textarea id="t" name="t">${note}</textarea></form>`
    const client = await openLive(form('', 'note'))
    const { page } = client
    await page.fill('#t', 'typed note')
    await page.fill('#i', 'typed')
    await page.evaluate(() =>
      (document.getElementById('i') as HTMLInputElement).setSelectionRange(1, 3),
    )
    const state = () =>
      page.evaluate(() => {
        const input = document.getElementById('i') as HTMLInputElement
        const note = document.getElementById('t') as HTMLTextAreaElement
        const focused = document.activeElement?.id
        return [input.value, note.value, focused, input.selectionStart, input.selectionEnd]
      })
    await pushEvents(client, ['patch-elements', { elements: form('', 'note', '<b>new above</b>') }])
    expect(await state()).toEqual(['typed', 'typed note', 'i', 1, 3])
    await pushEvents(client, ['patch-elements', { elements: form(' value="server"', 'server') }])
    expect((await state()).slice(0, 3)).toEqual(['server', 'server', 'i'])
    await page.fill('#i', 'again')
    await pushEvents(client, ['patch-elements', { elements: form(' value="server"', 'server') }])
    expect((await state())[0]).toBe('again')
    await pushEvents(client, ['patch-elements', { elements: form('', 'server') }])
    expect((await state())[0]).toBe('')
  })

  test('choices survive a morph unless the server changed them', async () => {
    differs('a choice is reset where options change')
    const form = (
      checked: string,
      options: string,
    ) => `<form id="f"><input type="checkbox" id="c"${checked}>
      <input type="radio" name="r" id="r1"><input type="radio" name="r" id="r2">
      <select id="s">${options}</select></form>`
    const client = await openLive(form('', '<option>a<option>b'))
    const { page } = client
    await page.click('#c')
    await page.click('#r2')
    await page.selectOption('#s', 'b')
    const state = () =>
      page.evaluate(() => {
        const checked = ['c', 'r2'].map(
          (id) => (document.getElementById(id) as HTMLInputElement).checked,
        )
        return [...checked, (document.getElementById('s') as HTMLSelectElement).value]
      })
    await pushEvents(client, [
      'patch-elements',
      { elements: form('', '<option>new<option>a<option>b') },
    ])
    expect(await state()).toEqual([true, true, 'b'])
    await pushEvents(client, [
      'patch-elements',
      { elements: form('', '<option>new<option selected>a<option>b') },
    ])
    expect(await state()).toEqual([true, true, 'a'])
    await pushEvents(client, [
      'patch-elements',
      { elements: form(' checked', '<option>new<option selected>a<option>b') },
    ])
    await page.click('#c')
    await pushEvents(client, [
      'patch-elements',
      { elements: form(' checked', '<option>new<option selected>a') },
    ])
    expect(await state()).toEqual([false, true, 'a'])
    await pushEvents(client, [
      'patch-elements',
      { elements: form('', '<option>new<option selected>a') },
    ])
    expect(await state()).toEqual([false, true, 'a'])
  })

  test('open details, dialogs and scroll survive a morph unless the server opens or closes them', async () => {
    differs('it closes what the user opened')
    const body = (
      details: string,
      n: number,
    ) => `<div id="m"><details id="d"${details}><summary>s</summary>${n}</details>
      <dialog id="g">hi ${n}</dialog>
      <textarea id="box" rows="2">${'line\n'.repeat(20)}</textarea></div>`
    const client = await openLive(body('', 1))
    const { page } = client
    await page.click('summary')
    await page.evaluate(() => {
      ;(document.getElementById('g') as HTMLDialogElement).showModal()
      ;(document.getElementById('box') as HTMLElement).scrollTop = 40
    })
    const state = () =>
      page.evaluate(() => [
        (document.getElementById('d') as HTMLDetailsElement).open,
        document.getElementById('g')?.matches(':modal'),
        document.getElementById('box')?.scrollTop,
      ])
    await pushEvents(client, ['patch-elements', { elements: body('', 2) }])
    expect(await state()).toEqual([true, true, 40])
    await pushEvents(client, ['patch-elements', { elements: body(' open', 3) }])
    await page.evaluate(() => ((document.getElementById('d') as HTMLDetailsElement).open = false))
    await pushEvents(client, ['patch-elements', { elements: body(' open', 4) }])
    expect((await state())[0]).toBe(false)
    await pushEvents(client, ['patch-elements', { elements: body('', 5) }])
    await page.evaluate(() => ((document.getElementById('d') as HTMLDetailsElement).open = true))
    await pushEvents(client, ['patch-elements', { elements: body('', 6) }])
    expect((await state())[0]).toBe(true)
  })

  test('details that the server sent open, and that the user closed, stay closed', async () => {
    differs('it opens them again')
    const body = (n: number) => `<details id="d" open><summary>s</summary>${n}</details>`
    const client = await openLive(body(1))
    await client.page.click('summary')
    await pushEvents(client, ['patch-elements', { elements: body(2) }])
    expect(await client.page.getAttribute('#d', 'open')).toBeNull()
  })

  test('what a signal controls stays as the signal says', async () => {
    differs("the server's attributes win until the signal changes")
    const body = (
      n: number,
    ) => `<div id="m" data-n="${n}" data-signals="{on: true, text: 'mine', pick: 'b'}">
      <p id="text" data-text="$text">server ${n}</p><p id="show" data-show="!$on">x</p>
      <p id="class" class="s${n}" data-class:mine="$on"></p><p id="attr" title="s${n}" data-attr:title="$text"></p>
      <input id="bind" data-bind="text" value="s${n}">
      <select id="pick" data-bind="pick"><option>a<option>b<option>n${n}</select></div>`
    const client = await openLive(body(1))
    const { page, errors } = client
    await page.evaluate(() => {
      const seen: string[] = []
      new MutationObserver((records) => seen.push(...records.map(({ type }) => type))).observe(
        document.getElementById('text') as Element,
        { childList: true, characterData: true, subtree: true },
      )
      Object.assign(globalThis, { seen })
    })
    await pushEvents(client, ['patch-elements', { elements: body(2) }])
    const state = await page.evaluate(() => ({
      n: document.getElementById('m')?.dataset.n,
      text: document.getElementById('text')?.textContent,
      display: document.getElementById('show')?.style.display,
      class: document.getElementById('class')?.className,
      title: document.getElementById('attr')?.title,
      bound: (document.getElementById('bind') as HTMLInputElement).value,
      pick: (document.getElementById('pick') as HTMLSelectElement).value,
      touched: (globalThis as unknown as { seen: string[] }).seen,
    }))
    expect(state).toEqual({
      n: '2',
      text: 'mine',
      display: 'none',
      class: 's2 mine',
      title: 'mine',
      bound: 'mine',
      pick: 'b',
      touched: [],
    })
    expect(errors).toEqual([])
  })

  test('an element that a morph moves keeps its state, its init is not run again', async () => {
    differs('it is applied anew')
    const row = (id: string) => `<li id="${id}" data-init="$runs++"><input id="i-${id}"></li>`
    const client = await openLive(
      `<p data-signals:runs="0" data-text="$runs"></p><ul id="u">${row('a')}${row('b')}</ul>`,
    )
    await client.page.fill('#i-b', 'typed')
    await pushEvents(client, [
      'patch-elements',
      { elements: `<ul id="u">${row('b')}${row('a')}${row('c')}</ul>` },
    ])
    expect(await client.page.inputValue('#i-b')).toBe('typed')
    expect(await client.page.textContent('p')).toBe('3')
    expect(await client.page.evaluate(() => document.activeElement?.id)).toBe('i-b')
  })

  test('signals are merged; onlyIfMissing keeps; null removes', async () => {
    differs('a signal that was read counts as there')
    const client = await openLive(
      `<p data-signals="{a: 1, b: {c: 2, d: 3}}" data-text="[$a, $b.c, $b.d, $e].join('|')"></p>`,
    )
    await pushEvents(
      client,
      ['patch-signals', { signals: '{"a": 5, "b": {"c": null}}' }],
      ['patch-signals', { onlyIfMissing: 'true', signals: '{"a": 9, "e": [1, 2]}' }],
    )
    expect(await client.page.textContent('p')).toBe('5||3|1,2')
  })

  test('fact 4: a patch of signals that is not JSON is one error and is never run', async () => {
    differs('it runs it')
    const client = await openLive(`<p data-text="$a"></p>`)
    await pushEvents(
      client,
      ['patch-signals', { signals: '{a: (document.title = "evil")}' }],
      ['patch-signals', { signals: '[1]' }],
      ['patch-signals', { signals: '{"a": 1}' }],
    )
    expect(await client.page.textContent('p')).toBe('1')
    expect(await client.page.title()).toBe('t')
    expect(client.errors).toHaveLength(2)
  })

  test('replies of HTML and of JSON are applied, with their headers', async () => {
    differs('it runs text/javascript')
    const client = await open(`<p id="a" data-text="$n"></p><ul id="u"><li>1</li></ul>
      <button id="h" data-on:click="@get('/html')">x</button><button id="j" data-on:click="@get('/json')">y</button>
      <button id="s" data-on:click="@get('/script')">z</button>`)
    client.answer('GET /html', (res) =>
      res
        .writeHead(200, {
          'Content-Type': 'text/html',
          'datastar-selector': '#u',
          'datastar-mode': 'append',
        })
        .end('<li>2</li>'),
    )
    client.answer('GET /json', (res) =>
      res
        .writeHead(200, { 'Content-Type': 'application/json', 'datastar-only-if-missing': 'true' })
        .end('{"n": 7}'),
    )
    client.answer('GET /script', (res) =>
      res.writeHead(200, { 'Content-Type': 'text/javascript' }).end('document.title = "evil"'),
    )
    for (const id of ['h', 'j', 's']) await client.page.click(`#${id}`)
    await client.page.waitForFunction(() => document.getElementById('a')?.textContent === '7')
    expect(await client.page.locator('#u li').allTextContents()).toEqual(['1', '2'])
    await until(() => client.errors.length)
    expect(client.errors).toEqual([expect.stringContaining('text/javascript')])
    expect(await client.page.title()).toBe('t')
  })

  test('fact 1: only a body of status 200 is applied', async () => {
    const client = await open(`<p id="a">1</p><button data-on:click="@post('/x')">x</button>
      <i data-on:datastar-fetch="$said = $said + evt.detail.type + (evt.detail.argsRaw.status ?? '') + ' '" data-text="$said"></i>`)
    for (const status of [201, 204, 422, 500]) {
      client.answer('POST /x', (res) => {
        res
          .writeHead(status, { 'Content-Type': 'text/html' })
          .end(status === 204 ? '' : '<p id="a">2</p>')
      })
      const before = client.received.length
      await client.page.click('button')
      await until(() => client.received.length > before)
    }
    await client.page.waitForFunction(() =>
      (document.querySelector('i')?.textContent ?? '').includes('500 finished'),
    )
    expect(await client.page.textContent('i')).toBe(
      'started finished started finished started error422 finished started error500 finished ',
    )
    expect(await client.page.textContent('#a')).toBe('1')
  })

  test('a reply that takes away its own element is applied to its end', async () => {
    const client = await open(
      `<div id="box"><button id="more" data-on:click="@get('/more')">x</button></div><ul id="u"></ul>`,
    )
    client.answer(
      'GET /more',
      endStream(
        ['patch-elements', { mode: 'remove', selector: '#more' }],
        ['patch-elements', { mode: 'append', selector: '#u', elements: '<li>1</li>' }],
      ),
    )
    await client.page.click('button')
    await client.page.waitForSelector('#u li')
    expect(await client.page.locator('#more').count()).toBe(0)
  })
})
