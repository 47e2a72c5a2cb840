// The attributes of the client in Chromium, under a CSP that allows scripts of its own origin alone.
import { differs } from '../bundle.js'
import { describeInBrowser } from '../chromium.js'
import { until, useClient } from './harness.js'

describeInBrowser('attributes', () => {
  const open = useClient()

  test('text, show, class and attr follow their signals', async () => {
    differs('a member of what is not there throws')
    const { page, errors } = await open(`
      <div data-signals="{name: 'Ann', open: false, n: 1}" data-signals:first-name="'Bo'"></div>
      <p id="text" data-text="$name + $firstName + ($n > 1 ? '!' : '')"></p>
      <p id="show" data-show="$open">shown</p>
      <p id="class" class="a" data-class="{'b c': $open, d: !$open}" data-class:is-open="$open"></p>
      <a id="attr" href="/x" data-attr:aria-expanded="$open" data-attr="{href: $open && '/y', title: $name}"></a>
      <p id="missing" data-text="$_errors.todo.title" data-show="$_errors.todo.title"></p>
      <button data-on:click="$open = !$open; $n++">toggle</button>`)
    const state = () =>
      page.evaluate(() => ({
        text: document.getElementById('text')?.textContent,
        shown: document.getElementById('show')?.style.display,
        classes: document.getElementById('class')?.className,
        attr: document.getElementById('attr')?.outerHTML.replace(/ data-[^ ]*="[^"]*"/g, ''),
        missing: document.getElementById('missing')?.style.display,
      }))
    expect(await state()).toEqual({
      text: 'AnnBo',
      shown: 'none',
      classes: 'a d',
      attr: '<a id="attr" title="Ann"></a>',
      missing: 'none',
    })
    await page.click('button')
    expect(await state()).toEqual({
      text: 'AnnBo!',
      shown: '',
      classes: 'a b c is-open',
      attr: '<a id="attr" title="Ann" aria-expanded="" href="/y"></a>',
      missing: 'none',
    })
    expect(errors).toEqual([])
  })

  test('computed signals follow theirs, also within one click', async () => {
    const { page } = await open(`
      <p data-signals:n="1" data-computed:double="$n * 2" data-text="$double"></p>
      <button data-on:click="$n = 5; $seen = $double">x</button><i data-text="$seen"></i>`)
    expect(await page.textContent('p')).toBe('2')
    await page.click('button')
    expect([await page.textContent('p'), await page.textContent('i')]).toEqual(['10', '10'])
  })

  test('an object of functions makes a computed signal of each, nested too, as long as it is there', async () => {
    const { page, errors } = await open(`
      <p data-signals:n="1" data-computed="{double: () => $n * 2, deep: {more: () => $double + 1}}"></p>
      <b data-text="$double + ',' + $deep.more"></b><button data-on:click="$n = 5">x</button>`)
    expect(await page.textContent('b')).toBe('2,3')
    await page.click('button')
    expect(await page.textContent('b')).toBe('10,11')
    expect(errors).toEqual([])
  })

  test('ifmissing keeps what is there', async () => {
    const { page } = await open(`
      <div data-signals="{a: 1, b: {c: 2}}"></div>
      <div data-signals__ifmissing="{a: 9, b: {c: 9, d: 4}}" data-signals:e__ifmissing="5"></div>
      <p data-text="[$a, $b.c, $b.d, $e].join()"></p>`)
    expect(await page.textContent('p')).toBe('1,2,4,5')
  })

  test('every kind of control is bound in both directions', async () => {
    const { page, errors } = await open(`
      <div data-signals="{count: 3, yes: true, color: 'red', many: ['b'], note: 'n'}"></div>
      <input id="text" data-bind:user.full-name value="Ann"> <textarea data-bind="note"></textarea>
      <input id="number" type="number" data-bind="count"> <input id="check" type="checkbox" data-bind="yes">
      <input type="radio" name="c" value="red" data-bind="color"><input id="blue" type="radio" name="c" value="blue" data-bind="color">
      <select id="one" data-bind="pick"><option>p<option selected>q</select>
      <select id="many" multiple data-bind="many"><option>a<option>b<option>c</select>
      <p data-text="JSON.stringify([$user.fullName, $note, $count, $yes, $color, $pick, $many])"></p>
      <button data-on:click="$user.fullName = 'X'; $count = 7; $yes = false; $many = ['c']; $pick = 'p'">x</button>`)
    const said = async () => JSON.parse((await page.textContent('p')) ?? '')
    expect(await said()).toEqual(['Ann', 'n', 3, true, 'red', 'q', ['b']])
    await page.fill('#text', 'Cy')
    await page.fill('textarea', 'm')
    await page.fill('#number', '4')
    await page.click('#check')
    await page.click('#blue')
    await page.selectOption('#many', ['a', 'b'])
    expect(await said()).toEqual(['Cy', 'm', 4, false, 'blue', 'q', ['a', 'b']])
    await page.click('button')
    expect(await page.inputValue('#text')).toBe('X')
    expect(await page.inputValue('#number')).toBe('7')
    expect(await page.inputValue('#one')).toBe('p')
    expect(await page.isChecked('#check')).toBe(false)
    expect(await said()).toEqual(['X', 'm', 7, false, 'blue', 'p', ['c']])
    expect(errors).toEqual([])
  })

  test('events: once, outside, window, prevent, stop, self names and custom names', async () => {
    const { page, errors } = await open(`
      <div data-signals="{log: []}" data-on:click="$log.push('outer')">
        <button id="once" data-on:click__once__stop="$log.push('once')">a</button>
        <a id="link" href="/away" data-on:click__prevent="$log.push(evt.type)">b</a>
      </div>
      <aside data-on:click__outside="$log.push('outside')">c</aside>
      <i data-on:my-event__window="$log.push(evt.detail.x)" data-on:my-thing__case.camel__document="$log.push('camel')"></i>
      <p data-text="$log.join()"></p>`)
    await page.click('#once')
    await page.click('#once')
    await page.click('#link')
    await page.click('aside')
    await page.evaluate(() => {
      window.dispatchEvent(new CustomEvent('my-event', { detail: { x: 'custom' } }))
      document.dispatchEvent(new Event('myThing'))
    })
    expect(await page.textContent('p')).toBe('once,outer,outside,click,outer,outside,custom,camel')
    expect(errors).toEqual([])
  })

  test('debounce, throttle and delay', async () => {
    const { page } = await open(`
      <div data-signals="{log: []}"></div>
      <input data-on:input__debounce.50ms="$log.push('d' + el.value)"
        data-on:input__debounce.50ms.leading.notrailing="$log.push('l' + evt.target.value)"
        data-on:input__throttle.60s="$log.push('t' + el.value)"
        data-on:input__delay.20ms="$log.push('w')">
      <p data-text="$log.join()"></p>`)
    await page.evaluate(() => {
      const input = document.querySelector('input') as HTMLInputElement
      for (const value of ['1', '2', '3']) {
        input.value = value
        input.dispatchEvent(new Event('input'))
      }
    })
    await page.waitForFunction(() => document.querySelector('p')?.textContent?.includes('d'))
    expect(await page.textContent('p')).toBe('l1,t1,w,w,w,d3')
  })

  test('init runs once, later with a delay, and not at all when its element has gone', async () => {
    differs('it runs before what stands below it is applied')
    const { page, errors } = await open(`
      <div data-signals:n="0" data-init="$n++" id="a"></div><p data-text="$n + '' + $done"></p>`)
    await page.evaluate(async () => {
      const add = (id: string, attribute: string, text: string) => {
        const el = document.createElement('div')
        el.id = id
        el.setAttribute(attribute, text)
        document.body.append(el)
        return el
      }
      const gone = add('gone', 'data-init__delay.30ms', '$n = 100')
      add('toast', 'data-init__delay.60ms', 'el.remove(); $done = true')
      await Promise.resolve()
      gone.remove()
      document.body.append(document.getElementById('a') as HTMLElement)
    })
    await page.waitForFunction(() => !document.getElementById('toast'))
    expect(await page.textContent('p')).toBe('1true')
    expect(errors).toEqual([])
  })

  test('an effect runs again when its signals change, and may write them', async () => {
    differs('a field named reset hides the method of its form')
    const { page } = await open(`
      <form data-signals="{_reset: {todo: false}}" data-effect="$_reset.todo && el.reset(); $_reset.todo = false">
      <input name="reset" value="start"></form><p data-text="$_reset.todo"></p>
      <button data-on:click="$_reset.todo = true">x</button>`)
    await page.fill('input', 'typed')
    await page.click('button')
    expect(await page.inputValue('input')).toBe('start')
    expect(await page.textContent('p')).toBe('false')
  })

  test('ref puts an element into a signal, and its members are within reach', async () => {
    const { page, errors } = await open(`
      <input data-ref:field value="a"><dialog data-ref="box">hi</dialog>
      <button data-on:click="$field.value = 'b'; $field.focus(); $box.show(); el.dataset.x = $field.value">x</button>`)
    await page.click('button')
    expect(await page.inputValue('input')).toBe('b')
    expect(await page.isVisible('dialog')).toBe(true)
    expect(await page.getAttribute('button', 'data-x')).toBe('b')
    expect(errors).toEqual([])
  })

  test('attributes that come, change and go are applied and undone', async () => {
    const { page } = await open(`<div id="box" data-signals:n="1"></div>`)
    const text = () => page.textContent('#box')
    await page.evaluate(() => {
      const box = document.getElementById('box') as HTMLElement
      box.setAttribute('data-text', '$n')
    })
    await expect(text()).resolves.toBe('1')
    await page.evaluate(() => document.getElementById('box')?.setAttribute('data-text', '$n * 10'))
    await expect(text()).resolves.toBe('10')
    await page.evaluate(() => {
      const box = document.getElementById('box') as HTMLElement
      box.removeAttribute('data-text')
      box.setAttribute('data-signals:n', '2')
    })
    await expect(text()).resolves.toBe('10')
  })

  test('nothing inside data-ignore is applied, whenever it comes', async () => {
    differs('what was ignored once stays so')
    const { page, received, errors } = await open(`
      <div data-ignore id="ignored"><p data-text="'ran'" data-init="@post('/x')">kept</p></div>
      <div data-ignore__self data-init="@post('/y')"><i data-text="'ran'"></i></div>`)
    await page.evaluate(() => {
      const added = document.createElement('b')
      added.setAttribute('data-init', "@post('/z')")
      document.getElementById('ignored')?.append(added)
    })
    expect(await page.textContent('p')).toBe('kept')
    expect(await page.textContent('i')).toBe('ran')
    await page.evaluate(() => document.getElementById('ignored')?.removeAttribute('data-ignore'))
    expect(await page.textContent('p')).toBe('ran')
    await until(() => received.length > 1)
    expect(received.map(({ url }) => url.pathname).sort()).toEqual(['/x', '/z'])
    expect(errors).toEqual([])
  })

  test('what fails is one line on the console, and the rest of the page goes on', async () => {
    differs('what fails ends the start of the page')
    const { page, errors } = await open(`
      <p id="a" data-text="1 +"></p><p id="b" data-text="$x.y.missing()"></p>
      <p id="c" data-on="1"></p><p id="d" data-bind:x="y"></p><p id="e" data-signals="3"></p>
      <p id="f" data-init="@nothing()"></p><p id="g" data-init="window.alert(1)"></p>
      <p id="h" data-init="@get('https://example.com/')"></p>
      <p id="z" data-text="'fine'"></p>`)
    expect(await page.textContent('#z')).toBe('fine')
    expect(errors.map((error) => error.replace(/ JSHandle@node$/, '').slice(0, 70))).toHaveLength(8)
    for (const [id, part] of Object.entries({
      a: 'data-text="1 +": Unexpected end',
      b: 'data-text="$x.y.missing()": "missing" is out of reach',
      c: 'data-on="1": data-on takes an expression and needs a key',
      d: 'data-bind:x="y": ',
      e: 'data-signals="3": data-signals needs an object',
      f: '@nothing is not an action',
      g: 'window is not known to expressions',
      h: 'https://example.com',
    })) {
      const said = errors.filter((error) => error.startsWith(`orion: <p id="${id}">`))
      expect(said).toEqual([expect.stringContaining(part)])
    }
  })

  test('an effect that keeps failing for one reason says so once', async () => {
    differs('it says so each time')
    const { page, errors } = await open(`
      <p data-text="$n.nothing()" data-signals:n="1"></p><button data-on:click="$n++">x</button>`)
    await page.click('button')
    await page.click('button')
    expect(errors).toHaveLength(1)
  })
})
