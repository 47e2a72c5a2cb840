// The morph in Chromium: what comes out is what came in, and whatever has an id stays itself on the way.
import fc from 'fast-check'
import { differs } from '../bundle.js'
import { describeInBrowser } from '../chromium.js'
import { type Client, openLivePage, pushEvents, useClient } from './harness.js'

interface Tree {
  tag: string
  id: number | null
  inside: (Tree | string)[]
}

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    tag: fc.constantFrom('div', 'b', 'input'),
    id: fc.option(fc.nat(12)),
    inside: fc.array(fc.oneof({ depthSize: 'medium' }, fc.constantFrom('x', 'y'), tie('tree')), {
      maxLength: 5,
    }),
  }),
}))

/** Writes trees as HTML, each id once. */
function write(trees: (Tree | string)[], seen = new Set<number>()): string {
  return trees
    .map((node) => {
      if (typeof node === 'string') return node
      const { tag, inside } = node
      const isNew = node.id !== null && !seen.has(node.id)
      if (node.id !== null) seen.add(node.id)
      const start = `<${tag}${isNew ? ` id="n${node.id}"` : ''}>`
      return tag === 'input' ? start : `${start}${write(inside, seen)}</${tag}>`
    })
    .join('')
}

describeInBrowser('the morph', () => {
  const open = useClient()
  const openLive = (body: string, head?: string) => openLivePage(open, body, head)

  const push = (client: Client, elements: string, mode = 'outer') =>
    pushEvents(client, [
      'patch-elements',
      { elements, mode, ...(mode === 'inner' && { selector: '#root' }) },
    ])

  const inside = (client: Client) =>
    client.page.evaluate(() => document.getElementById('root')?.innerHTML)

  test.each([
    ['with moveBefore', false],
    ['without it', true],
  ])('any page becomes any other, and what has an id stays itself, %s', async (_, isOld) => {
    differs('ids that stand twice confuse it')
    const client = await openLive('<main id="root"></main>')
    const { page } = client
    if (isOld) {
      await page.evaluate(() => {
        for (const { prototype } of [Element, Document, DocumentFragment]) {
          Reflect.deleteProperty(prototype, 'moveBefore')
        }
      })
    }
    await fc.assert(
      fc.asyncProperty(fc.array(tree, { maxLength: 5 }), async (trees) => {
        await page.evaluate(() => {
          const all = [...document.querySelectorAll('#root [id]')]
          const kept = new Map(all.map((el) => [el.id + el.localName, el]))
          Object.assign(globalThis, { kept })
        })
        const html = write(trees)
        await push(client, html, 'inner')
        expect(await inside(client)).toBe(html)
        const recreated = await page.evaluate(() => {
          const { kept } = globalThis as unknown as { kept: Map<string, Element> }
          const all = [...document.querySelectorAll('#root [id]')]
          return all.filter((el) => (kept.get(el.id + el.localName) ?? el) !== el).length
        })
        expect(recreated).toBe(0)
      }),
      { numRuns: 100 },
    )
    expect(client.errors).toEqual([])
  })

  const rows = (ids: string, extra = '') =>
    [...ids].map((id) => `<li id="${id}">${extra}<input name="${id}"></li>`).join('')

  test.each([
    ['with moveBefore', false],
    ['without it', true],
  ])('the focused row stays where it is while the others move around it, %s', async (_, isOld) => {
    if (isOld) differs('it needs moveBefore')
    const client = await openLive(`<ul id="root">${rows('abcdef')}</ul>`)
    const { page } = client
    await page.fill('#c input', 'typed')
    await page.evaluate((without) => {
      if (without) Reflect.deleteProperty(Element.prototype, 'moveBefore')
      const input = document.querySelector<HTMLInputElement>('#c input')
      input?.setSelectionRange(1, 3)
      const lost: string[] = []
      input?.addEventListener('blur', () => lost.push('blur'))
      Object.assign(globalThis, { lost })
    }, isOld)
    for (const ids of ['fedcba', 'cabdef', 'abdefc', 'xcy', 'bca']) {
      await push(client, rows(ids), 'inner')
      expect(await inside(client)).toBe(rows(ids))
    }
    await push(client, `<p></p><div>${rows('b')}</div>${rows('ac')}`, 'inner')
    const state = await page.evaluate(() => {
      const input = document.activeElement as HTMLInputElement
      const { lost } = globalThis as unknown as { lost: string[] }
      return [input.name, input.value, input.selectionStart, input.selectionEnd, lost]
    })
    expect(state).toEqual(['c', 'typed', 1, 3, []])
  })

  test.each([
    ['with moveBefore', false],
    ['without it', true],
  ])('focus and caret come along into another parent, %s', async (_, isOld) => {
    if (isOld) differs('it needs moveBefore')
    const client = await openLive('<main id="root"><input id="i"></main>')
    const { page } = client
    await page.fill('#i', 'typed')
    await page.evaluate((without) => {
      if (without) Reflect.deleteProperty(Element.prototype, 'moveBefore')
      document.querySelector<HTMLInputElement>('#i')?.setSelectionRange(0, 3)
    }, isOld)
    await push(client, '<section><h1>new</h1><input id="i"></section>', 'inner')
    const state = await page.evaluate(() => {
      const { id, value, selectionStart, selectionEnd } = document.activeElement as HTMLInputElement
      return [id, value, selectionStart, selectionEnd]
    })
    expect(state).toEqual(['i', 'typed', 0, 3])
  })

  test.each([
    ['with moveBefore', false],
    ['without it', true],
  ])('text that is selected comes along in a row that moves, %s', async (_, isOld) => {
    differs('the selection is lost with the move')
    const row = (id: string, text = `row ${id}`) => `<li id="${id}">${text}</li>`
    const client = await openLive(`<ul id="root">${row('a')}${row('b')}${row('c')}</ul>`)
    const { page } = client
    await page.evaluate((without) => {
      if (without) Reflect.deleteProperty(Element.prototype, 'moveBefore')
      const text = document.getElementById('a')?.firstChild
      if (text) getSelection()?.setBaseAndExtent(text, 5, text, 1)
    }, isOld)
    const selected = () => page.evaluate(() => [`${getSelection()}`, getSelection()?.anchorOffset])
    await push(client, row('b') + row('c') + row('a'), 'inner')
    expect(await selected()).toEqual(['ow a', 5])
    // Where less is left than was selected, nothing is, and the patch goes on.
    await push(client, row('a', 'no') + row('b') + row('c'), 'inner')
    expect(await inside(client)).toBe(row('a', 'no') + row('b') + row('c'))
    expect(client.errors).toEqual([])
  })

  /** Opens a list, and counts what is put into it on the way from one order to another. */
  async function openCounted(): Promise<(from: string, to: string) => Promise<number>> {
    const client = await openLive('<ul id="root"></ul>')
    return async function moved(from, to) {
      await push(client, rows(from), 'inner')
      await client.page.evaluate(() => {
        const seen: Node[] = []
        const root = document.getElementById('root') as HTMLElement
        const observer = new MutationObserver((all) =>
          seen.push(...all.flatMap(({ addedNodes }) => [...addedNodes])),
        )
        observer.observe(root, { childList: true })
        Object.assign(globalThis, { seen })
      })
      await push(client, rows(to), 'inner')
      return client.page.evaluate(() => (globalThis as unknown as { seen: Node[] }).seen.length)
    }
  }

  test('few nodes move: one for one that went up or down, none for one that came or went', async () => {
    const moved = await openCounted()
    expect(await moved('abcdefgh', 'abcdefgh')).toBe(0)
    expect(await moved('abcdefgh', 'defgh')).toBe(0)
    expect(await moved('abcdefgh', 'abefh')).toBe(0)
    expect(await moved('abcdefgh', 'habcdefg')).toBe(1)
    expect(await moved('abcdefgh', 'bcdefgha')).toBe(1)
    expect(await moved('abcdefgh', 'xabcdyefgh')).toBe(2)
  })

  test('where several change places, no more of them move than must', async () => {
    differs('it moves those that they pass')
    const moved = await openCounted()
    expect(await moved('abcdefgh', 'cdefghab')).toBe(2)
    expect(await moved('abcdefgh', 'hgabcdef')).toBe(2)
    expect(await moved('abcdefgh', 'hgfedcba')).toBe(7)
  })

  test('rows without ids keep what was typed when one comes above or one goes', async () => {
    differs('it takes them by their place')
    const list = (texts: string) =>
      [...texts].map((text) => `<li>${text}<input name="n"></li>`).join('\n')
    const client = await openLive(`<ul id="root">${list('abc')}</ul>`)
    await client.page.fill('li:nth-child(2) input', 'of b')
    await push(client, list('xabc'), 'inner')
    expect(await client.page.inputValue('li:nth-child(3) input')).toBe('of b')
    await push(client, list('abc'), 'inner')
    await push(client, list('bc'), 'inner')
    expect(await client.page.inputValue('li:nth-child(1) input')).toBe('of b')
  })

  test('what was typed in a control never turns up in one of another name', async () => {
    differs('it takes one control for another')
    const client = await openLive('<form id="root"><input name="a"><input name="b"></form>')
    await client.page.fill('[name=a]', 'secret')
    await push(client, '<input name="b"><input name="c">', 'inner')
    expect(await client.page.inputValue('[name=b]')).toBe('')
    expect(await client.page.inputValue('[name=c]')).toBe('')
  })

  test('what data-ignore-morph marks, here and in the answer, stays as it is', async () => {
    const client = await openLive(
      '<main id="root"><p data-ignore-morph class="a">1</p><p class="b">1</p></main>',
    )
    await push(client, '<p data-ignore-morph class="c">2</p><p class="d">2</p>', 'inner')
    expect(await inside(client)).toBe('<p data-ignore-morph="" class="a">1</p><p class="d">2</p>')
  })

  test('what stands in a template is morphed too, and reordered', async () => {
    const client = await openLive('<main id="root"><template><p>1</p><b>2</b></template></main>')
    await push(client, '<template><b>2</b><i>new</i><p>3</p></template>', 'inner')
    expect(await inside(client)).toBe('<template><b>2</b><i>new</i><p>3</p></template>')
    expect(client.errors).toEqual([])
  })

  test('an element that moves keeps its signals, its scroll and its stream', async () => {
    differs('it is applied anew')
    const box = (id: string) =>
      `<textarea id="${id}" rows="2" data-init="$runs++">${'line\n'.repeat(20)}</textarea>`
    const client = await openLive(
      `<p id="runs" data-signals:runs="0" data-text="$runs"></p><main id="root">${box('a')}${box('b')}</main>`,
    )
    const { page } = client
    await page.evaluate(() => {
      for (const el of document.querySelectorAll('textarea')) el.scrollTop = 30
    })
    await push(client, `<section>${box('b')}</section>${box('a')}`, 'inner')
    const scrolled = await page.evaluate(() =>
      [...document.querySelectorAll('textarea')].map((el) => el.scrollTop),
    )
    expect(scrolled).toEqual([30, 30])
    expect(await page.textContent('#runs')).toBe('2')
  })
})
