// The modifiers of data-on, and of the attributes that name signals, one by one in Chromium.
import { differs } from '../bundle.js'
import { describeInBrowser } from '../chromium.js'
import { useClient } from './harness.js'

describeInBrowser('modifiers', () => {
  const open = useClient()

  /** A page that writes down what runs, and fires `my-event` at the element with the attributes. */
  async function fire(attribute: string, times = 3) {
    const client = await open(
      `<u data-signals:log="[]" ${attribute}="$log.push(evt.detail)"></u><p data-text="$log.join('')"></p>`,
    )
    const text = await client.page.evaluate((count) => {
      const el = document.querySelector('u')
      for (let i = 1; i <= count; i++) el?.dispatchEvent(new CustomEvent('my-event', { detail: i }))
      return document.querySelector('p')?.textContent
    }, times)
    /** What ran in all, once that much did. */
    const later = async (wanted: string) => {
      await client.page.waitForFunction(
        (said) => document.querySelector('p')?.textContent === said,
        wanted,
      )
      return client.page.textContent('p')
    }
    return { ...client, text, later }
  }

  test.each([
    ['__debounce.20ms', '', '3'],
    ['__debounce.20ms.leading', '1', '13'],
    ['__debounce.20ms.leading.notrailing', '1', '1'],
    ['__throttle.20ms', '1', '1'],
    ['__throttle.20ms.trailing', '1', '13'],
    ['__throttle.20ms.noleading.trailing', '', '3'],
    ['__delay.20ms', '', '123'],
    ['__once', '1', '1'],
    ['__once__delay.20ms', '', '1'],
  ])('%s runs %p at once and %p in all', async (modifiers, atOnce, inAll) => {
    const { text, later, errors } = await fire(`data-on:my-event${modifiers}`)
    expect(text).toBe(atOnce)
    expect(await later(inAll)).toBe(inAll)
    expect(errors).toEqual([])
  })

  test('a throttle without its leading run, and without a trailing one, runs nothing for one event', async () => {
    const { text } = await fire('data-on:my-event__throttle.20ms.noleading', 1)
    expect(text).toBe('')
  })

  test('prevent and stop act at once, also where a debounce makes the expression wait', async () => {
    const { page, errors } = await open(`
      <div data-on:click="$outer++"><a href="/away" data-on:click__prevent__stop__debounce.20ms="$inner++">x</a></div>
      <p data-text="[$outer, $inner].join()"></p>`)
    await page.click('a')
    await page.waitForFunction(() => document.querySelector('p')?.textContent === ',1')
    expect(new URL(page.url()).pathname).toBe('/')
    expect(errors).toEqual([])
  })

  test('a submit is prevented by itself, a click that leads away is not', async () => {
    const { page } = await open(`
      <form action="/sent" data-on:submit="$n++"><button id="b">x</button></form>
      <a id="a" href="#there" data-on:click="$n++">x</a><p data-text="$n"></p>`)
    await page.click('#b')
    await page.click('#a')
    expect(await page.textContent('p')).toBe('2')
    expect(new URL(page.url()).pathname + new URL(page.url()).hash).toBe('/#there')
  })

  test('capture runs before the elements inside, stop there keeps the event from them', async () => {
    const { page } = await open(`
      <div id="d" data-on:click__capture="$log.push('outer')"><b data-on:click="$log.push('inner')">x</b></div>
      <div data-on:click__capture__stop="$log.push('stopped')"><i data-on:click="$log.push('never')">x</i></div>
      <p data-signals:log="[]" data-text="$log.join()"></p>`)
    await page.click('b')
    await page.click('i')
    expect(await page.textContent('p')).toBe('outer,inner,stopped')
  })

  test('a passive listener can not prevent anything', async () => {
    const { page } = await open(`
      <a href="#x" data-on:click__passive__prevent="$prevented = evt.type">x</a><p data-text="$prevented"></p>`)
    await page.click('a')
    expect(await page.textContent('p')).toBe('click')
    expect(new URL(page.url()).hash).toBe('#x')
  })

  test('outside runs for clicks anywhere but in the element, window and document for theirs', async () => {
    const { page } = await open(`
      <div id="menu" data-on:click__outside="$log.push('out')"><b>in</b></div><i>else</i>
      <u data-on:my-win__window="$log.push('w')" data-on:my-doc__document="$log.push('d')"></u>
      <p data-signals:log="[]" data-text="$log.join()"></p>`)
    await page.click('b')
    await page.click('i')
    await page.evaluate(() => {
      for (const target of [window, document, document.body]) {
        target.dispatchEvent(new Event('my-win'))
        target.dispatchEvent(new Event('my-doc'))
      }
    })
    expect(await page.textContent('p')).toBe('out,w,d')
  })

  test('listeners on window and document go with their element', async () => {
    const { page } = await open(`
      <u data-on:my-win__window="$n++" data-on:my-doc__document="$n++" data-on:click__outside="$n++"></u>
      <p data-text="$n" data-signals:n="0"></p>`)
    await page.evaluate(async () => {
      document.querySelector('u')?.remove()
      await Promise.resolve()
      window.dispatchEvent(new Event('my-win'))
      document.dispatchEvent(new Event('my-doc'))
    })
    await page.click('p')
    expect(await page.textContent('p')).toBe('0')
  })

  test('viewtransition runs the expression within a view transition', async () => {
    const { page, errors } = await open(`
      <button data-on:click__viewtransition="$n++" data-signals:n="0">x</button><p data-text="$n"></p>`)
    const started = await page.evaluate(() => {
      const start = document.startViewTransition.bind(document)
      const calls: string[] = []
      Document.prototype.startViewTransition = (update) => {
        calls.push(document.querySelector('p')?.textContent ?? '')
        return start(update)
      }
      document.querySelector('button')?.click()
      return calls
    })
    expect(started).toEqual(['0'])
    await page.waitForFunction(() => document.querySelector('p')?.textContent === '1')
    expect(errors).toEqual([])
  })

  test('keys of signals are camel case, or in the case that they ask for', async () => {
    differs('elements are shown as objects')
    const { page, errors } = await open(`
      <i data-signals:my-signal="1" data-signals:my-two__case.kebab="2" data-signals:my-three__case.snake="3"
        data-signals:my-four__case.pascal="4" data-signals:deep-er.in-ner="5"
        data-computed:sum-up__case.snake="1 + 1" data-ref:my-ref__case.pascal data-indicator:my-busy__case.snake></i>
      <input data-bind:my-text__case.snake value="a"><input data-bind:other-text value="b">
      <pre data-json-signals__terse></pre><p data-text="$MyRef.tagName"></p>`)
    expect(JSON.parse((await page.textContent('pre')) ?? '')).toEqual({
      mySignal: 1,
      'my-two': 2,
      my_three: 3,
      MyFour: 4,
      deepEr: { inNer: 5 },
      sum_up: 2,
      my_busy: false,
      my_text: 'a',
      otherText: 'b',
    })
    expect(await page.textContent('p')).toBe('I')
    expect(errors).toEqual([])
  })

  test('classes and events are kebab case, or in the case that they ask for', async () => {
    const { page } = await open(`
      <i data-class:is-on="true" data-class:is-two__case.camel="true" data-on:my-event__case.pascal="$n++"
        data-signals:n="0"></i><p data-text="$n"></p>`)
    await page.evaluate(() => document.querySelector('i')?.dispatchEvent(new Event('MyEvent')))
    expect(await page.getAttribute('i', 'class')).toBe('is-on isTwo')
    expect(await page.textContent('p')).toBe('1')
  })
})
