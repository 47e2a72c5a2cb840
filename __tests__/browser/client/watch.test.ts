// data-on-intersect and data-on-interval in Chromium: what runs by itself, when, and until when.
import { differs } from '../bundle.js'
import { describeInBrowser } from '../chromium.js'
import { type Client, until, useClient } from './harness.js'

describeInBrowser('what runs by itself', () => {
  const open = useClient()

  /** A box of 100 by 100 pixels, far below; its attributes write down how often they ran. */
  async function openBox(...attributes: string[]): Promise<Client> {
    const boxes = attributes.map(
      (name) => `<b data-on-intersect${name}="$n${name.replace(/[^a-z]/g, '')}++"></b>`,
    )
    const client = await open(
      `<div data-signals="{}"></div><p data-json-signals__terse></p>
       <main data-style="{position: 'absolute', top: '5000px', left: 0}">
       ${boxes.join('').replaceAll('<b ', `<b data-style="{position: 'absolute', width: '100px', height: '100px'}" `)}
       </main><footer data-style="{position: 'absolute', top: '9000px'}">.</footer>`,
    )
    await client.page.setViewportSize({ width: 500, height: 500 })
    return client
  }

  /** Scrolls so that so many pixels of the box are in view, and waits until observers were told. */
  async function show({ page }: Client, pixels: number): Promise<unknown> {
    await page.evaluate(
      async (top) => {
        scrollTo(0, top)
        for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame)
        // Observers are told after a frame is drawn, in a task of their own.
        await new Promise((told) => {
          const probe = new IntersectionObserver(() => {
            probe.disconnect()
            told(null)
          })
          probe.observe(document.body)
        })
      },
      5000 - 500 + pixels,
    )
    return JSON.parse((await page.textContent('p')) ?? '')
  }

  test('an intersect runs each time that the element comes into view, with once the first time alone', async () => {
    const client = await openBox('', '__once')
    expect(await show(client, -100)).toEqual({})
    expect(await show(client, 10)).toEqual({ n: 1, nonce: 1 })
    expect(await show(client, 60)).toEqual({ n: 1, nonce: 1 })
    expect(await show(client, -100)).toEqual({ n: 1, nonce: 1 })
    expect(await show(client, 10)).toEqual({ n: 2, nonce: 1 })
    expect(client.errors).toEqual([])
  })

  test('half, full and a threshold wait until so much of it is in view', async () => {
    const client = await openBox('__half', '__full', '__threshold.25')
    expect(await show(client, 10)).toEqual({})
    expect(await show(client, 30)).toEqual({ nthreshold: 1 })
    expect(await show(client, 60)).toEqual({ nthreshold: 1, nhalf: 1 })
    expect(await show(client, 100)).toEqual({ nthreshold: 1, nhalf: 1, nfull: 1 })
  })

  test('exit runs when the element leaves the view, not for one that was never in it', async () => {
    differs('it runs for one that was never in view, too')
    const client = await openBox('__exit', '__exit__once', '__exit__full')
    expect(await show(client, -100)).toEqual({})
    expect(await show(client, 100)).toEqual({})
    expect(await show(client, 50)).toEqual({ nexitfull: 1 })
    expect(await show(client, -100)).toEqual({ nexit: 1, nexitonce: 1, nexitfull: 1 })
    await show(client, 100)
    expect(await show(client, -100)).toEqual({ nexit: 2, nexitonce: 1, nexitfull: 2 })
  })

  test('an intersect that loads more runs once each time it is in view, also after a morph of itself', async () => {
    const more = '<i id="more" data-on-intersect__once="@get(\'/more\')">more</i>'
    const client = await open(more, '', {
      'GET /more': (res) => {
        res
          .writeHead(200, { 'Content-Type': 'text/html' })
          .end(more.replace('>more', ' title="x">m'))
      },
    })
    await client.page.waitForSelector('[title=x]')
    await client.page.evaluate(() => new Promise(requestAnimationFrame))
    expect(client.received).toHaveLength(1)
  })

  test('an interval runs again and again until its attribute goes, with leading at once', async () => {
    differs('a leading run comes before the signals of all the page')
    const client = await open(`
      <b data-on-interval__duration.20ms="$often++"></b><b data-on-interval__duration.60s.leading="$lead++"></b>
      <b data-on-interval="$second++"></b><b data-on-interval__duration.60s="$late++"></b>
      <div data-signals="{often: 0, lead: 0, second: 0, late: 0}"></div>
      <p data-text="$often"></p><i data-text="$lead + ',' + $late"></i><u data-text="$second"></u>`)
    const { page } = client
    expect(await page.textContent('i')).toBe('1,0')
    await page.waitForFunction(() => Number(document.querySelector('p')?.textContent) > 3)
    const left = await page.evaluate(async () => {
      document.querySelector('b')?.remove()
      await Promise.resolve()
      return document.querySelector('p')?.textContent
    })
    await page.waitForFunction(() => Number(document.querySelector('u')?.textContent) > 1)
    expect(await page.textContent('i')).toBe('1,0')
    expect(await page.textContent('p')).toBe(left)
    expect(client.errors).toEqual([])
  })

  test('what an interval throws is reported each time, and it goes on', async () => {
    differs('its errors name no attribute')
    const client = await open(`<b id="b" data-on-interval__duration.10ms="$n++; nothing()"></b>`)
    await until(() => client.errors.length > 2)
    expect(client.errors[0]).toContain(
      '<b id="b"> data-on-interval__duration.10ms="$n++; nothing()"',
    )
  })
})
