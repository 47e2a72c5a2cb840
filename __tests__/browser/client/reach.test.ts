// Break-out attempts in Chromium: from an element, an event or a signal to the window, the document,
// markup or code. Each stays here as a case.
import { differs } from '../bundle.js'
import { describeInBrowser } from '../chromium.js'
import { until, useClient } from './harness.js'

const attempts = [
  'el.ownerDocument.defaultView.stolen = 1',
  'el.ownerDocument',
  'el.getRootNode().defaultView',
  'evt.view',
  "evt['vi' + 'ew']",
  'evt.currentTarget.ownerDocument',
  'evt.target.parentNode',
  'evt.composedPath()',
  'evt.constructor',
  'el.constructor.constructor("stolen = 1")()',
  "el['constructor']",
  'el.__proto__',
  'el.innerHTML',
  'el.outerHTML',
  'el.innerHTML = "<img src=x onerror=stolen=1>"',
  'el.outerHTML = "x"',
  'el.insertAdjacentHTML("beforeend", "<b>")',
  'el.setHTMLUnsafe("<b>")',
  'el.textContent = "stolen = 1"',
  'el.src = "/x.js"',
  'el.href = "javascript:stolen=1"',
  'el.srcdoc = "<script>"',
  'el.action = "https://example.com"',
  'el.formAction = "https://example.com"',
  'el.onclick = 1',
  'el.style.display = "none"',
  'el.style = "x"',
  'el.setAttribute("onclick", "stolen = 1")',
  'el.attributes',
  'el.append("x")',
  'el.replaceWith("x")',
  'el.attachShadow',
  'el.contentWindow',
  'el.contentDocument',
  'el.addEventListener("click", String)',
  'el.dispatchEvent(evt)',
  'el.remove.call(el)',
  'el.closest',
  "el.dataset.init = '1'",
  "el.dataset['on:click'] = '1'",
  "el.dataset['on:click__once'] = '1'",
  "el.dataset['signals:x'] = '1'",
  "el.dataset.text = '1'",
  'el.dataset.constructor',
  'el.classList.constructor',
  'el.children.constructor',
  'el.children[0].ownerDocument',
  'evt.detail.page.fetch("/stolen")',
  'evt.detail.page.location',
  'evt.detail.page.location = "/stolen"',
  'evt.detail.page.document.body',
  'evt.detail.run()',
  'evt.detail.run',
  "['stolen = 1'].map(Object.values(evt.detail)[1])",
  "['stolen = 1'].map(Object.values(evt.detail.page).find(Boolean))",
  'Object.values(evt.detail).at(1)("stolen = 1")',
  '$ref.ownerDocument.defaultView',
  '$ref.innerHTML = "x"',
  "$ref['inner' + 'HTML']",
  '$ref.contentWindow',
  'JSON.parse.constructor',
  'confirm.constructor("stolen = 1")()',
  '[el].map(String).constructor',
  'location = "/stolen"',
  'top.stolen = 1',
  'parent',
  'frames[0]',
  'document.title = "stolen"',
  'navigator.sendBeacon("/stolen")',
  'XMLHttpRequest',
  'import("/stolen")',
  'setTimeout("stolen = 1")',
  '@get.call',
  '@peek(evt.detail.run)',
  '@peek(...Object.values(evt.detail))',
  '@setAll(evt.detail.run)',
  '[el].map(node => node.ownerDocument)',
  '[evt].map(e => e.view)',
  '[evt.detail.page].map(w => w.stolen = 1)',
  '[evt.detail.page].map(w => w.document.body)',
  '[evt.detail.page].map(w => w.setTimeout(() => 1))',
  '[...evt.detail.page]',
  '({...evt.detail})',
  'Object.values(evt.detail).map(f => f())',
  "Object.values(evt.detail).map(f => '' + {toString: f})",
  "$all = Object.values(evt.detail); '' + {toString: $all[1]}",
  "[1].map(x => el.insertAdjacentHTML('beforeend', '<b>'))",
  "el.insertAdjacentHTML?.('beforeend', '<b>')",
  "el.setHTMLUnsafe?.('<b>')",
  "['init'].map(name => el.dataset[name] = '1')",
  "['onClick', 'on-click'].map(name => el.dataset['on:' + name] = '1')",
  "el.dataset.onIntersect = '1'",
  "el.dataset['jsonSignals'] = ''",
  "el.dataset[{toString: () => 'init'}] = '1'",
  "['href'].map(name => el[name] = 'javascript:stolen=1')",
  '[...el.closest("html").children].map(child => child.parentNode)',
  '[0].map(i => [...el.closest("html").children][i].ownerDocument)',
  "el.getAttribute.call(el, 'id')",
  'requestAnimationFrame(() => 1)',
  'Promise.resolve(el).then(node => node.ownerDocument)',
  // What lists the members of the window, or writes them out, whichever way it was come by.
  'Object.keys(evt.detail.page)',
  'Object.values(evt.detail.page)',
  'Object.entries(evt.detail.page)',
  'Object.entries(evt.detail.store)',
  "Object.values(evt.detail.page).find(value => '' + value === '[object Storage]')",
  '[Object].map(o => o.values(evt.detail.page))',
  '({...evt.detail.page})',
  '({...evt.detail.store})',
  'JSON.stringify(evt.detail.page)',
  'JSON.stringify(evt.detail.store)',
  'JSON.stringify([{page: evt.detail.page}])',
  'JSON.stringify(evt.detail.page, (key, value) => key ? undefined : value)',
  "JSON.stringify({a: 1}, (key, value) => key === 'a' ? evt.detail.page : value)",
  "JSON.stringify(evt.detail.page, ['name'])",
  'JSON.stringify({a: {toJSON: () => evt.detail.page}})',
  '[1].map(x => JSON).map(json => json.stringify(evt.detail.store))',
  'Object.values(el)',
  'Object.entries(evt)',
  'JSON.stringify(el.classList)',
  'evt.detail.store.getItem("secret")',
  'evt.detail.store.secret',
  "evt.detail.store['sec' + 'ret']",
  // Other ways to members, to code and out of the page.
  'el.closest("html").parentNode',
  'el.closest("html").parentElement.defaultView',
  'el.querySelector.constructor',
  'el.matches.call(el, "b")',
  'el.labels.constructor',
  'el.children.item(0)',
  'el.children.namedItem("x")',
  'evt.detail.page[0]',
  "evt.detail.page['0']",
  'el.contentWindow?.location',
  'evt.sourceCapabilities',
  'evt.isTrusted',
  'evt.target.shadowRoot',
  'el.assignedSlot',
  'el.content',
  'el.sheet',
  'el.nonce',
  'el.baseURI',
  'el.nextSibling',
  'el.firstChild.data',
  'el.namespaceURI',
  'el.animate([])',
  'el.requestFullscreen()',
  'el.toggleAttribute("onclick")',
  'el.removeAttribute("id")',
  'el.setAttributeNS(null, "onclick", "1")',
  'el.cloneNode()',
  'el.before("x")',
  'el.moveBefore(el, null)',
  'el.part.add("x")',
  'el.className = "x"',
  'el.id = "x"',
  'el.name = "x"',
  'el.type = "x"',
  'el.hidden.constructor',
  'el.form.submit()',
  'el.value = evt.detail.run',
  'evt.type = "x"',
  'evt.target = el',
  'evt.returnValue.constructor',
  "$ref.dataset = {init: '1'}",
  "$ref['dataset']['onClick'] = '1'; $ref.setAttribute('x', 1)",
  '@get("//example.com/x")',
  '@get("https://example.com/x")',
  '@get("\\\\\\\\example.com/x")',
  '@get("/\\\\example.com/x")',
  '@get("/\t/example.com/x")',
  '@get(" https:example.com/x")',
  '@get("http://127.0.0.1:1/x")',
  '@get("https://127.0.0.1/x")',
  '@get("data:text/event-stream,x")',
  '@get("javascript:stolen=1")',
  '@get("blob:" + $ref.dataset.origin + "/x")',
  '@get("filesystem:" + $ref.dataset.origin + "/temporary/x")',
  '@get(evt.detail.page)',
  '@get({toString: () => "https://example.com/"})',
  '@get("/x", {retry: "soon"})',
  '@get("/x", evt.detail.page)',
  '@constructor("/x")',
  '@toString()',
  '@__proto__()',
  '@setall(1)',
  '@execute("stolen = 1")',
  '@post`/x`',
  'super.x',
  'new.target',
  'import.meta',
  'async () => 1',
  'await 1',
  'yield 1',
  'delete $ref.x',
  'void 0',
  '"x" in el',
  'el instanceof Element',
  'x = 1',
  'el = 1',
  'evt = 1',
  '(x => x = 1)',
  'var x = 1',
  'label: 1',
  'debugger',
  'with (el) id',
  '<!-- x',
  '/* x */ window',
  "'\\u0063onstructor'.length; ''['\\u0063onstructor']",
  "''[`const${'ructor'}`]",
  "''['CONSTRUCTOR'.toLowerCase()]",
  "''[atob('Y29uc3RydWN0b3I=')]",
  "''[String.fromCharCode(95, 95, 112, 114, 111, 116, 111, 95, 95)]",
  '(1, el).ownerDocument',
  '(el ?? 1).ownerDocument',
  '(true ? el : 1).ownerDocument',
  '[el].at(0).ownerDocument',
  '({el}).el.ownerDocument',
  '`${el.ownerDocument}`',
  '$x = el; $x.ownerDocument',
  '$x = [el]; $x[0].ownerDocument',
  '$x = {y: evt.detail.page}; $x.y.location',
  '$x = evt.detail.run',
  '$one = 1; @setAll(evt.detail.page); $one.location',
  // What a page of its own tells by events: other globals, lists and maps of functions, other realms.
  'evt.detail.page?.document',
  'evt.detail.page.name',
  'evt.detail.page.close()',
  'evt.detail.page.value = 1',
  'evt.detail.doc.querySelector("body")',
  'evt.detail.doc.querySelector?.("body")',
  'evt.detail.doc.children',
  'evt.detail.doc.close()',
  'evt.detail.loc.href',
  'evt.detail.loc.href = "/stolen"',
  'evt.detail.loc.replace("/stolen")',
  'evt.detail.loc.toString()',
  'evt.detail.frame.stolen',
  'evt.detail.foreignEl.textContent',
  'evt.detail.foreignEl.click()',
  'evt.detail.foreignRecord.a',
  'evt.detail.map.get("a")',
  '[...evt.detail.map][0][1]("x")',
  '[...evt.detail.map].map(e => e[1])',
  '[...evt.detail.map].map(e => e.at(1)())',
  'evt.detail.list.at(0)()',
  'evt.detail.list.at(0)',
  'evt.detail.list.find(Boolean)',
  'evt.detail.list.map(f => f())',
  'evt.detail.list.flat().shift()',
  'evt.detail.list.concat([1]).at(0)',
  'evt.detail.list.reduce((a, f) => f, 0)',
  'evt.detail.list.values().next().value',
  '[...evt.detail.list.values()]',
  '[...evt.detail.list.entries()].map(e => e[1]())',
  'evt.detail.error.stack',
  'evt.detail.promise.then(x => x)',
  'evt.detail.form.elements.location',
  'evt.detail.form.elements["x"]',
  'evt.detail.form.x',
  'evt.detail.form.action',
  'evt.detail.form.elements.namedItem("x").x',
  'evt.detail.link.href = "https://example.com"',
  'evt.detail.link.ping = "x"',
  'evt.detail.link.target = "_top"',
  'evt.detail.link.click.call(evt.detail.link)',
  'evt.detail.svgLink.href.baseVal',
  'evt.detail.svgLink.href.baseVal = "javascript:stolen=1"',
  'evt.detail.svgLink.click()',
  'evt.detail.obj.getSVGDocument()',
  'evt.detail.input.formAction = "x"',
  'evt.detail.input.list.ownerDocument',
  'evt.detail.input.showPicker()',
  'evt.detail.select.add(el)',
  'evt.detail.regexp.lastIndex = 5',
  'evt.detail.file.text()',
  'el.getAttribute(evt.detail.run)',
  'el.scrollTo({behavior: evt.detail.run})',
  'el.checked = evt.detail.run',
  'el.dataset["onSignalPatchFilter"] = "1"',
  'el.dataset["init__delay.1ms"] = "1"',
  'el.dataset["attr:href"] = "1"',
  'evt.currentTarget.dataset["on:x"] = "1"',
  'evt.srcElement',
  '[() => evt.detail.page.document].map(f => f())',
  '"x".replace(/x/, () => evt.detail.run)',
  '"x".replaceAll(/x/g, evt.detail.run)',
  '/(?<constructor>x)/.exec("x").groups.constructor',
  '/(?<__proto__>x)/.exec("x").groups.__proto__',
  '/x/.source',
  '[1].map(JSON.parse)',
  '[1].map(console.log)',
  '[1].map(@get)',
  '({...el})',
  '({...evt.detail.doc})',
  '({...evt.detail.user})',
  'Object.values(evt.detail.loc)',
  'JSON.stringify([evt.detail.store])',
  'JSON.stringify(evt.detail.user)',
  'JSON.stringify({toJSON: () => [evt.detail.doc]})',
  'JSON.parse("[1]", () => evt.detail.run)',
  `JSON.parse('{"__proto__":{"x":1}}')["__proto__"]`,
  'console.memory',
  '$list = evt.detail.list; $list[0]("x")',
  "$list = evt.detail.list; '' + {toString: $list[0]}",
  '$list = evt.detail.list; @peek($list[0])',
  '$bag = evt.detail; $bag.run?.("x")',
  '$bag = evt.detail; $bag.page.eval("1")',
  '$bag = evt.detail; ({...$bag.store})',
  '$f = x => evt.detail.run; [1].map($f)',
  '$x[{toString: () => "constructor"}] = 1',
  '({toString: () => evt.detail.page}) + ""',
  'typeof evt.detail.run',
  'el?.ownerDocument?.defaultView',
  'el.__lookupGetter__("innerHTML")',
  '$ref.dataset.init = "1"',
  '$ref.children[0].innerHTML = "x"',
  '$ref.style.display = "none"',
  '@get("\\n//example.com")',
  '@get("https:\\\\\\\\example.com")',
  '@get("file:///etc/passwd")',
  '@get("http://127.0.0.1@example.com/")',
  '@get("http://me:secret@" + $ref.dataset.host + "/x")',
  '@get("/x", {retry: {toString: () => "always"}})',
  '@get(evt.detail.url)',
]

describeInBrowser('reach', () => {
  const open = useClient()

  test('every attempt to break out is refused with an error, and changes nothing', async () => {
    differs('expressions are compiled, and reach everything')
    const { page, errors, received } = await open(`
      <iframe data-ref="ref" id="frame"></iframe><div id="box"></div>
      <form id="form" action="/stolen"><input name="x" list="l"><input name="location"><select></select></form>
      <a id="link" href="/stolen">x</a><svg><a id="svg" href="/stolen"><path/></a></svg><object></object>`)
    await page.evaluate((texts) => {
      const { dataset } = document.getElementById('frame') as HTMLElement
      Object.assign(dataset, { origin: location.origin, host: location.host })
      localStorage.setItem('secret', 'stolen')
      for (const text of texts) {
        const el = document.createElement('iframe')
        el.id = 'target'
        el.setAttribute('data-on:my-try', text)
        document.getElementById('box')?.append(el)
      }
    }, attempts)
    const before = await page.evaluate(() => document.getElementById('box')?.innerHTML)
    await page.evaluate(() => {
      const run = () => Object.assign(window, { stolen: 1 })
      const { contentWindow: frame, contentDocument } = document.getElementById(
        'frame',
      ) as HTMLIFrameElement
      const foreign = (frame as unknown as typeof globalThis).Object
      const find = (selector: string) => document.querySelector(selector)
      class User {
        name = 'Ada'
      }
      const detail = {
        page: window,
        store: localStorage,
        run,
        doc: document,
        loc: location,
        frame,
        foreignEl: contentDocument?.createElement('b'),
        foreignRecord: foreign.assign(new foreign(), { a: 1 }),
        list: [run, window],
        map: new Map([['a', run]]),
        user: new User(),
        form: find('#form'),
        link: find('#link'),
        svgLink: find('#svg'),
        input: find('[name=x]'),
        obj: find('object'),
        select: find('select'),
        regexp: /x/g,
        file: new File(['x'], 'x'),
        error: new Error('x'),
        promise: Promise.resolve(1),
        url: new URL(location.href),
      }
      for (const el of document.querySelectorAll('#target')) {
        el.dispatchEvent(new CustomEvent('my-try', { detail }))
      }
    })
    await until(() => errors.length >= attempts.length)
    const said = attempts.map((text) => errors.filter((error) => error.includes(`"${text}": `)))
    expect(said.map(({ length }) => length)).toEqual(attempts.map(() => 1))
    const after = await page.evaluate(() => ({
      box: document.getElementById('box')?.innerHTML,
      stolen: 'stolen' in window,
      path: location.pathname,
      title: document.title,
    }))
    expect(after).toEqual({ box: before, stolen: false, path: '/', title: 't' })
    expect(received).toEqual([])
  })

  test('data-attr refuses what could run code', async () => {
    differs('it sets any attribute')
    const { page, errors } = await open(`
      <a data-attr:onclick="'stolen = 1'"></a>
      <iframe data-attr:srcdoc="'<b>'"></iframe>
      <a data-attr="{OnClick: 'stolen = 1'}"></a>
      <a data-attr:href="'javascript:stolen=1'"></a>
      <a data-attr:href="' java\\nscript:stolen=1'"></a>
      <form data-attr:action="'\\x01JavaScript:stolen=1'"></form>
      <svg><animate data-attr="{to: 'javascript:stolen=1'}"></animate></svg>
      <svg><animate data-attr:values="'/x; javascript:stolen=1'"></animate></svg>
      <a data-attr:data-init="'@post(1)'"></a>
      <a data-attr="{'data-on:click__once': '@post(1)'}"></a>
      <a id="fine" data-attr="{title: 'javascript: a language', 'data-note': 'x', href: '/javascript:'}"></a>`)
    expect(await page.getAttribute('#fine', 'title')).toBe('javascript: a language')
    expect(await page.getAttribute('#fine', 'data-note')).toBe('x')
    expect(await page.getAttribute('#fine', 'href')).toBe('/javascript:')
    expect(errors).toHaveLength(10)
    expect(
      await page
        .locator('[onclick], [srcdoc], [action], [to], [values], a:not(#fine)[href]')
        .count(),
    ).toBe(0)
  })

  test('data-attr sends no form to another origin', async () => {
    differs('it sets any attribute')
    const { page, errors } = await open(`
      <form data-attr:action="'https://example.com/x'"><button data-attr="{formAction: '//example.com/x'}"></button>
      <button data-attr:formaction="'/fine'"></button></form><p data-text="'fine'"></p>`)
    expect(await page.textContent('p')).toBe('fine')
    expect(errors).toEqual([
      expect.stringContaining('may only go to'),
      expect.stringContaining('may only go to'),
    ])
    expect(await page.locator('[action], [formaction]:not([formaction="/fine"])').count()).toBe(0)
  })

  test('what the page made itself goes into no attribute, no request and no list of signals', async () => {
    differs('it writes out whatever has a toJSON')
    const { page, errors, received } = await open(`
      <i data-on:tell__window="$bag = evt.detail; $all = [evt.detail.store, evt.currentTarget]"></i>
      <b data-attr="{title: $bag.store, alt: $all}"></b><pre data-json-signals__terse></pre>
      <button data-on:click="@post('/x')">x</button>`)
    await page.evaluate(() => {
      localStorage.setItem('secret', 'stolen')
      const detail = { store: localStorage, at: location, n: 1 }
      dispatchEvent(new CustomEvent('tell', { detail }))
    })
    await page.click('button')
    await until(() => received.length)
    const all = '{"bag":{"n":1},"all":[null,null]}'
    expect(received[0]?.body).toBe(all)
    expect(await page.textContent('pre')).toBe(all)
    expect(await page.getAttribute('b', 'alt')).toBe('[null,null]')
    expect(await page.getAttribute('b', 'title')).toBeNull()
    expect(errors).toEqual([])
  })

  test('a script, a style, a base and a meta take nothing from a signal', async () => {
    differs('they do')
    const { page, errors, received } = await open(`
      <script id="a" data-attr:src="'/stolen.js'"></script><script id="b" data-text="'stolen = 1'"></script>
      <svg><script id="c" data-attr:href="'/stolen.js'"></script></svg><style id="d" data-text="'@import url(/stolen)'"></style>
      <base id="e" data-attr:href="'https://example.com'"><meta id="f" data-attr="{'http-equiv': 'refresh', content: '0;/stolen'}">
      <p data-text="'fine'"></p>`)
    expect(await page.textContent('p')).toBe('fine')
    expect(await page.locator('script[src="/stolen.js"], script[href], [content]').count()).toBe(0)
    expect(await page.evaluate(() => 'stolen' in window)).toBe(false)
    // An empty style of the page is one to the policy, too.
    const ours = errors.filter((error) => error.startsWith('orion'))
    expect(
      ours.map((error) => /^orion: <\w+ id="(.)">.*takes no signals/.exec(error)?.[1]),
    ).toEqual([...'abcdef'])
    expect(received).toEqual([])
  })

  test('user text that a server escaped stays text', async () => {
    const { page, received, errors } = await open(
      `<button data-on:click="@delete('/todos/\\x27\\x29\\x3b\\x20\\x40post\\x28\\x27\\x2fadmin')">x</button>`,
    )
    await page.click('button')
    await until(() => received.length)
    expect(received.map(({ method, url }) => method + url.pathname)).toEqual([
      "DELETE/todos/');%20@post('/admin",
    ])
    expect(errors).toEqual([])
  })
})
