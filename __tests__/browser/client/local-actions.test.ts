// @peek, @setAll and @toggleAll, and arrow functions over elements, in Chromium.
import { differs } from '../bundle.js'
import { describeInBrowser } from '../chromium.js'
import { useClient } from './harness.js'

describeInBrowser('actions that send nothing', () => {
  const open = useClient()

  const signals = `<div data-signals="{a: true, form: {b: false, c: true}, text: 't', list: [1], _own: true}"
    data-computed:same="$a"></div><pre data-json-signals__terse></pre>`

  test.each([
    ['@toggleAll({include: /^(a|form)/})', { a: false, form: { b: true, c: false } }],
    ["@toggleAll({include: 'form', exclude: /c$/})", { form: { b: true, c: true } }],
    ['@toggleAll({include: /^_/})', { _own: false }],
    [
      '@toggleAll()',
      { a: false, form: { b: true, c: false }, text: false, list: [false], _own: false },
    ],
    ['@setAll(false, {include: /^form/})', { form: { b: false, c: false } }],
    ['@setAll(7)', { a: 7, form: { b: 7, c: 7 }, text: 7, list: [7], _own: 7 }],
    ["@setAll('', {include: /^text$/})", { text: '' }],
    ["@setAll($text + '!', {include: /^(text|a)$/})", { text: 't!', a: 't!' }],
    ['@setAll(1, {include: /^nothing/})', {}],
  ])('%s changes what its filter names', async (expression, change) => {
    const { page, errors, received } = await open(
      `${signals}<button data-on:click="${expression}">x</button>`,
    )
    await page.click('button')
    const before = { a: true, form: { b: false, c: true }, text: 't', list: [1], _own: true }
    const wanted = { ...before, ...change }
    expect(JSON.parse((await page.textContent('pre')) ?? '')).toEqual({ ...wanted, same: wanted.a })
    expect(errors).toEqual([])
    expect(received).toEqual([])
  })

  test('setAll with null removes, as a merge patch does', async () => {
    differs('it sets computed signals as well')
    const { page } = await open(
      `${signals}<button data-on:click="@setAll(null, {include: /^(a|form|text)/, exclude: /c$/})">x</button>`,
    )
    await page.click('button')
    expect(JSON.parse((await page.textContent('pre')) ?? '')).toEqual({
      form: { c: true },
      list: [1],
      _own: true,
      same: '',
    })
  })

  test('neither touches elements that data-ref put there', async () => {
    differs('it changes them too')
    const { page, errors } = await open(`
      <input data-ref="field" value="v" data-signals:on="false"><button data-on:click="@toggleAll()">x</button>
      <p data-text="$field.value + $on"></p>`)
    await page.click('button')
    expect(await page.textContent('p')).toBe('vtrue')
    expect(errors).toEqual([])
  })

  test('peek reads without following: what it reads wakes nobody', async () => {
    const { page, errors } = await open(`
      <p data-text="$a + ',' + @peek(() => $b + $c.d)" data-signals="{a: 1, b: 2, c: {d: 3}}"></p>
      <button id="b" data-on:click="$b = 7">x</button><button id="a" data-on:click="$a = 2">x</button>`)
    expect(await page.textContent('p')).toBe('1,5')
    await page.click('#b')
    expect(await page.textContent('p')).toBe('1,5')
    await page.click('#a')
    expect(await page.textContent('p')).toBe('2,10')
    expect(errors).toEqual([])
  })

  test('an effect does not follow what it writes, by setAll and with peek neither', async () => {
    differs('an effect wakes itself')
    const { page, errors } = await open(`
      <i data-signals="{a: 1, b: 2, n: 0}" data-effect="@setAll($a, {include: /^b$/}); $n = @peek(() => $n + 1)"></i>
      <p data-text="[$b, $n].join()"></p><button data-on:click="$a = 5">x</button>`)
    expect(await page.textContent('p')).toBe('1,1')
    await page.click('button')
    expect(await page.textContent('p')).toBe('5,2')
    expect(errors).toEqual([])
  })

  test('peek without a function is one error', async () => {
    differs('it says nothing')
    const { errors } = await open(`<p id="a" data-text="@peek($x)"></p>`)
    expect(errors).toEqual([
      expect.stringContaining('<p id="a"> data-text="@peek($x)": @peek needs a function'),
    ])
  })

  test('arrow functions go over lists of signals and of elements, and write signals', async () => {
    const { page, errors } = await open(`
      <ul data-signals="{todos: [{id: 1, done: true}, {id: 2, done: false}]}"><li id="a" hidden></li><li id="b"></li></ul>
      <p data-text="$todos.filter(todo => !todo.done).map(todo => todo.id).join()"></p>
      <i data-text="$ids"></i><b data-class="{all: $todos.every(todo => todo.done)}"></b>
      <button data-on:click="$todos = $todos.map(todo => ({...todo, done: true}));
        $ids = [...el.closest('body').querySelectorAll('li')].filter(li => !li.hidden).map(li => li.id).join()"></button>`)
    expect(await page.textContent('p')).toBe('2')
    await page.evaluate(() => document.querySelector('button')?.click())
    expect(await page.textContent('p')).toBe('')
    expect(await page.textContent('i')).toBe('b')
    expect(await page.getAttribute('b', 'class')).toBe('all')
    expect(errors).toEqual([])
  })
})
