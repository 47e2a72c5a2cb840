// data-bind on each kind of control in Chromium, with the types that signals keep.
import { differs } from '../bundle.js'
import { describeInBrowser } from '../chromium.js'
import { type Client, until, useClient } from './harness.js'

describeInBrowser('data-bind', () => {
  const open = useClient()

  const all = `<pre data-json-signals__terse></pre>`
  const signals = async ({ page }: Client) => JSON.parse((await page.textContent('pre')) ?? '')

  test('a signal that is not there yet is what the control says', async () => {
    differs('an empty number is 0')
    const client = await open(`
      <input data-bind:text value="a"><input data-bind:empty><textarea data-bind:note>n</textarea>
      <input type="number" data-bind:count value="3"><input type="number" data-bind:none>
      <input type="checkbox" data-bind:off><input type="checkbox" data-bind:on checked>
      <input type="checkbox" data-bind:valued value="v"><input type="checkbox" data-bind:valued-on value="v" checked>
      <input type="radio" value="r" data-bind:radio><input type="radio" value="s" data-bind:radio checked>
      <select data-bind:one><option>p<option selected>q</select>
      <select multiple data-bind:many><option>p<option selected>q</select><input type="hidden" data-bind:hid value="h">${all}`)
    expect(await signals(client)).toEqual({
      text: 'a',
      empty: '',
      note: 'n',
      count: 3,
      none: '',
      off: false,
      on: true,
      valued: '',
      valuedOn: 'v',
      radio: 's',
      one: 'q',
      many: ['q'],
      hid: 'h',
    })
    expect(client.errors).toEqual([])
  })

  test('a signal that is there wins over the control, and keeps its type', async () => {
    differs('the items of a list become texts')
    const client = await open(`
      <div data-signals="{text: 7, count: '3', flag: 1, pick: 2, many: [1, 2], radio: 2}"></div>
      <input id="text" data-bind:text value="x"><input id="count" type="number" data-bind:count value="9">
      <select id="pick" data-bind:pick><option>1<option>2</select>
      <select id="many" multiple data-bind:many><option>1<option>2<option>3</select>
      <input id="r1" type="radio" value="1" data-bind:radio><input id="r2" type="radio" value="2" data-bind:radio>${all}`)
    const { page } = client
    expect(await page.inputValue('#text')).toBe('7')
    expect(await page.inputValue('#pick')).toBe('2')
    expect(await page.isChecked('#r2')).toBe(true)
    await page.fill('#text', '8')
    await page.fill('#count', '4')
    await page.selectOption('#pick', '1')
    await page.selectOption('#many', ['2', '3'])
    await page.click('#r1')
    expect(await signals(client)).toEqual({
      text: 8,
      count: '4',
      flag: 1,
      pick: 1,
      many: [2, 3],
      radio: 1,
    })
  })

  test('a checkbox is true or false, or its value or nothing where the signal is a text', async () => {
    const client = await open(`
      <div data-signals="{flag: false, text: '', valued: false}"></div>
      <input id="a" type="checkbox" data-bind:flag><input id="b" type="checkbox" data-bind:text value="v">
      <input id="c" type="checkbox" data-bind:valued value="v">${all}`)
    for (const id of ['a', 'b', 'c']) await client.page.click(`#${id}`)
    expect(await signals(client)).toEqual({ flag: true, text: 'v', valued: true })
    for (const id of ['a', 'b', 'c']) await client.page.click(`#${id}`)
    expect(await signals(client)).toEqual({ flag: false, text: '', valued: false })
  })

  test('several controls of one list each have the item at their place', async () => {
    const client = await open(`
      <div data-signals="{tags: [], names: ['Ann', 'Bo'], deep: {list: []}}"></div>
      <input id="a" type="checkbox" data-bind:tags value="x"><input id="b" type="checkbox" data-bind:tags value="y" checked>
      <input id="c" data-bind="names"><input id="d" data-bind="names"><input data-bind:deep.list value="z">
      <button data-on:click="$tags = ['x', '']; $names[1] = 'Cy'">x</button>${all}`)
    const { page } = client
    expect(await signals(client)).toEqual({
      tags: ['', 'y'],
      names: ['Ann', 'Bo'],
      deep: { list: ['z'] },
    })
    await page.click('#a')
    await page.fill('#d', 'Di')
    expect(await signals(client)).toMatchObject({ tags: ['x', 'y'], names: ['Ann', 'Di'] })
    await page.click('button')
    expect(await page.isChecked('#a')).toBe(true)
    expect(await page.isChecked('#b')).toBe(false)
    expect(await page.inputValue('#d')).toBe('Cy')
    expect(client.errors).toEqual([])
  })

  test('a number that is taken away is an empty text, not zero', async () => {
    differs('it is 0')
    const client = await open(`<input type="number" data-bind:n value="3">${all}`)
    await client.page.fill('input', '')
    expect(await signals(client)).toEqual({ n: '' })
    await client.page.fill('input', '0.5')
    expect(await signals(client)).toEqual({ n: 0.5 })
  })

  // The official client puts a file's bytes into signals, in base64: every later request would send them.
  test('a file is refused, with the way to send it; a name that is not there as well', async () => {
    differs('files are read into signals')
    const { errors, page } = await open(`
      <input id="f" type="file" data-bind:file><p id="p" data-bind:x></p><input id="t" data-bind:t value="fine">
      <i data-text="$t"></i>`)
    expect(await page.textContent('i')).toBe('fine')
    expect(errors).toEqual([
      expect.stringContaining(
        `<input id="f"> data-bind:file="": files can't be bound; send them with {contentType: 'form'}`,
      ),
      expect.stringContaining('<p id="p"> data-bind:x="": <p> has no value to bind'),
    ])
  })

  test('casing: keys are camel case, or as they ask; a name in the value is as it is written', async () => {
    const client = await open(`
      <input data-bind:first-name value="a"><input data-bind="Last-Name" value="b">
      <input data-bind:my-key__case.snake value="c"><input data-bind:my-key__case.kebab value="d">
      <input data-bind:my-key__case.pascal value="e"><input data-bind:user.full-name value="f">${all}`)
    expect(await signals(client)).toEqual({
      firstName: 'a',
      'Last-Name': 'b',
      my_key: 'c',
      'my-key': 'd',
      MyKey: 'e',
      user: { fullName: 'f' },
    })
  })

  test('what is typed is in the signal at once, so a request of the same event sends it', async () => {
    const client = await open(
      `<input data-bind:q data-on:input="@get('/search')"><textarea data-bind:_draft></textarea>`,
    )
    await client.page.fill('textarea', 'mine')
    await client.page.fill('input', 'abc')
    await until(() => client.received.length)
    expect(client.received.map(({ url }) => url.searchParams.get('datastar'))).toEqual([
      '{"q":"abc"}',
    ])
  })
})
