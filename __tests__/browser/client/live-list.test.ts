// A long list that is re-rendered ten times a second in Chromium: what the user does, what plays and what
// moves goes on as if nothing came.
import { differs } from '../bundle.js'
import { describeInBrowser } from '../chromium.js'
import { type Client, openStream, sendEvent, until, useClient } from './harness.js'

const rowCount = 1000
const renders = 20
const intervalMs = 100

const css = `#box { height: 200px; overflow: auto } #fade { opacity: 1; transition: opacity 60s linear }
  #fade.on { opacity: 0 } li { height: 20px }`

/** Renders tick `n`: every row says it, and each tick another row comes to the front. */
function render(n: number): string {
  const ids = Array.from({ length: rowCount }, (_, id) => id)
  ids.unshift(...ids.splice((n * 7) % rowCount, 1))
  const rows = ids.map(
    (id) =>
      `<li id="r${id}"><span>row ${id}</span> <b>${n}</b>${id === 500 ? '<input name="in-row">' : ''}</li>`,
  )
  return `<main id="root" data-n="${n}"><h1 id="fade" data-class="{on: $on}">Tick ${n}</h1>
    <video id="video" muted></video><x-box id="x" tick="${n}"></x-box><script src="/once.js"></script>
    <details id="d"><summary>${n}</summary>more</details>
    <input id="typed" value=""><textarea id="note"></textarea>
    <ul id="box">${rows.join('')}</ul></main>`
}

describeInBrowser('a list of 1,000 rows, re-rendered ten times a second', () => {
  const open = useClient()

  async function openList(): Promise<Client> {
    const text = (type: string, body: string) => (res: import('node:http').ServerResponse) =>
      void res.writeHead(200, { 'Content-Type': type }).end(body)
    const client = await open(
      `${render(0)}<i data-signals:on="false" data-init="@get('/live', {retry: 'always'})"></i>
       <button data-on:click="$on = true">x</button>`,
      '<link rel="stylesheet" href="/style.css"><script src="/element.js"></script>',
      {
        'GET /live': openStream(),
        'GET /style.css': text('text/css', css),
        'GET /once.js': text('text/javascript', 'globalThis.runs = (globalThis.runs ?? 0) + 1'),
        'GET /element.js': text(
          'text/javascript',
          `globalThis.calls = []
           customElements.define('x-box', class extends HTMLElement {
             static observedAttributes = ['tick']
             connectedCallback() { calls.push('connected'); this.attachShadow({mode: 'open'}).textContent = 'inside' }
             disconnectedCallback() { calls.push('disconnected') }
             connectedMoveCallback() { calls.push('moved') }
             attributeChangedCallback(name, old, now) { calls.push(now) }
           })`,
        ),
      },
    )
    await until(() => client.streams('/live').length)
    return client
  }

  /** Sends the renders at their pace, each one after the last was shown. */
  async function renderAll(client: Client): Promise<void> {
    const [stream] = client.streams('/live')
    if (!stream) throw new Error('no stream is open')
    for (let n = 1; n <= renders; n++) {
      const start = Date.now()
      sendEvent(stream, 'patch-elements', { elements: render(n) })
      await client.page.waitForSelector(`#root[data-n="${n}"]`)
      await until(() => Date.now() - start >= intervalMs)
    }
  }

  test('focus, selection, caret, scroll, open details and typed text stay', async () => {
    differs('details are closed and opened again')
    const client = await openList()
    const { page } = client
    await page.fill('[name=in-row]', 'in the row')
    await page.click('summary')
    await page.fill('#note', 'a note')
    await page.fill('#typed', 'typed text')
    await page.evaluate(() => {
      const box = document.getElementById('box') as HTMLElement
      box.scrollTop = 4321
      const typed = document.getElementById('typed') as HTMLInputElement
      typed.setSelectionRange(2, 5, 'backward')
      const lost: string[] = []
      for (const type of ['focusout', 'focusin', 'toggle', 'input', 'change']) {
        document.addEventListener(type, ({ type }) => lost.push(type), true)
      }
      Object.assign(globalThis, { lost })
    })
    const state = () =>
      page.evaluate(() => {
        const typed = document.activeElement as HTMLInputElement
        const row = document.querySelector<HTMLInputElement>('[name=in-row]')
        return {
          focused: typed.id,
          text: [typed.value, row?.value, document.querySelector('textarea')?.value],
          caret: [typed.selectionStart, typed.selectionEnd, typed.selectionDirection],
          scroll: document.getElementById('box')?.scrollTop,
          open: document.querySelector('details')?.open,
        }
      })
    const before = await state()
    expect(before).toMatchObject({ focused: 'typed', caret: [2, 5, 'backward'], open: true })
    expect(before.text).toEqual(['typed text', 'in the row', 'a note'])
    await renderAll(client)
    const after = await state()
    expect(await page.evaluate(() => (globalThis as unknown as { lost: string[] }).lost)).toEqual(
      [],
    )
    // What the user looks at stays under the eye, so rows that come in above scroll along.
    expect({ ...after, scroll: 0 }).toEqual({ ...before, scroll: 0 })
    expect(Math.abs((after.scroll ?? 0) - (before.scroll ?? 0))).toBeLessThanOrEqual(renders * 20)
    expect(client.errors).toEqual([])
  })

  test('selected text stays selected while rows around it move', async () => {
    const client = await openList()
    const { page } = client
    await page.evaluate(() => {
      const from = document.querySelector('#r600 span')?.firstChild as Text
      const to = document.querySelector('#r602 span')?.firstChild as Text
      getSelection()?.setBaseAndExtent(from, 1, to, 5)
    })
    await renderAll(client)
    const selected = await page.evaluate(() => {
      const selection = getSelection()
      const row = (node: Node | null | undefined) => node?.parentElement?.closest('li')?.id
      return [
        row(selection?.anchorNode),
        selection?.anchorOffset,
        row(selection?.focusNode),
        selection?.focusOffset,
      ]
    })
    expect(selected).toEqual(['r600', 1, 'r602', 5])
  })

  test('a video plays on, a transition runs on, a custom element and a script begin no second time', async () => {
    const client = await openList()
    const { page } = client
    await page.evaluate(async () => {
      // There may be no codec here: what a canvas draws plays everywhere.
      const canvas = document.createElement('canvas')
      const context = canvas.getContext('2d')
      let hue = 0
      setInterval(() => {
        if (context) context.fillStyle = `hsl(${hue++} 50% 50%)`
        context?.fillRect(0, 0, 300, 150)
      }, 20)
      const video = document.querySelector('video') as HTMLVideoElement
      video.srcObject = canvas.captureStream()
      await video.play()
      const seen: string[] = []
      for (const type of ['pause', 'emptied', 'abort', 'seeking', 'ended', 'transitioncancel']) {
        document.addEventListener(type, ({ type }) => seen.push(type), true)
      }
      document.querySelector('button')?.click()
      const [animation] = document.getElementById('fade')?.getAnimations() ?? []
      Object.assign(globalThis, { seen, video, animation, at: video.currentTime })
    })
    await renderAll(client)
    const state = await page.evaluate(() => {
      const { seen, video, animation, at, calls, runs } = globalThis as unknown as {
        seen: string[]
        video: HTMLVideoElement
        animation: Animation
        at: number
        calls: string[]
        runs: number
      }
      const [now] = document.getElementById('fade')?.getAnimations() ?? []
      return {
        seen,
        isSameVideo: document.querySelector('video') === video,
        isPlaying: !video.paused && video.currentTime > at,
        isSameTransition: now === animation && animation.playState === 'running',
        hasMoved: Number(animation.currentTime) >= 1000,
        calls,
        runs,
        shadow: document.querySelector('x-box')?.shadowRoot?.textContent,
      }
    })
    expect(state).toEqual({
      seen: [],
      isSameVideo: true,
      isPlaying: true,
      isSameTransition: true,
      hasMoved: true,
      calls: ['0', 'connected', ...Array.from({ length: renders }, (_, n) => String(n + 1))],
      runs: 1,
      shadow: 'inside',
    })
    expect(client.errors).toEqual([])
  })

  test('rows keep their identity by id, and each render touches few of them', async () => {
    const client = await openList()
    const { page } = client
    await page.evaluate(() => {
      const rows = new Map([...document.querySelectorAll('li')].map((row) => [row.id, row]))
      const moved: number[] = []
      new MutationObserver((records) => {
        moved.push(records.reduce((sum, { addedNodes }) => sum + addedNodes.length, 0))
      }).observe(document.getElementById('box') as Element, { childList: true })
      Object.assign(globalThis, { rows, moved })
    })
    await renderAll(client)
    const state = await page.evaluate(() => {
      const { rows, moved } = globalThis as unknown as {
        rows: Map<string, Element>
        moved: number[]
      }
      const all = [...document.querySelectorAll('li')]
      return {
        count: all.length,
        kept: all.filter((row) => rows.get(row.id) === row).length,
        order: all.slice(0, 3).map(({ id }) => id),
        mostMoved: Math.max(...moved),
      }
    })
    expect(state).toMatchObject({ count: rowCount, kept: rowCount, order: ['r140', 'r0', 'r1'] })
    // One goes back to where it was, one comes to the front.
    expect(state.mostMoved).toBeLessThanOrEqual(2)
  })

  test('a custom element that moves is told of a move, and is not taken out', async () => {
    const client = await openList()
    const { page } = client
    await page.evaluate(() => {
      Object.assign(globalThis, { calls: [] })
    })
    const [stream] = client.streams('/live')
    if (!stream) throw new Error('no stream is open')
    const elements =
      '<main id="root" data-n="1"><section><p>new</p></section><div id="into"><x-box id="x" tick="0"></x-box></div></main>'
    sendEvent(stream, 'patch-elements', { elements })
    await page.waitForSelector('#into #x', { state: 'attached' })
    const calls = await page.evaluate(() => (globalThis as unknown as { calls: string[] }).calls)
    expect(calls).toEqual(['moved'])
  })
})
