// Streams of a real app that meet real faults, in Chromium: after each one stream is open or the page has
// moved on, the screen is right within two heartbeats, and nothing typed is lost.
import { createServer } from 'node:http'
import compression from 'compression'
import type { RequestHandler } from 'express'
import { eventually, stop } from '../support/app.js'
import { differs } from './bundle.js'
import { describeInBrowser } from './chromium.js'
import { heartbeatMs, silence, useFaultPage } from './fault-page.js'

const outageMs = 10_000

const unlike = 'it shows no connection, opens nothing anew that fell silent, and loads no page anew'

describeInBrowser('a page whose stream meets a fault', () => {
  const at = useFaultPage()

  test('the server ends it cleanly', async () => {
    differs(unlike)
    at.disconnect()
    await eventually(() => at.streams() === 0, 'the stream has ended')
    at.state.text = 'missed'
    await at.isRight('missed')
  })

  test('the socket is cut in the middle of a frame', async () => {
    differs(unlike)
    for (const socket of at.sockets()) {
      const write = socket.write.bind(socket) as (chunk: Buffer | string) => boolean
      // Whatever comes next goes out by half, and then the connection breaks.
      socket.write = ((chunk: Buffer | string) => {
        write(chunk.slice(0, chunk.length / 2))
        setImmediate(() => socket.destroy())
        return true
      }) as typeof socket.write
    }
    at.publish(`cut${'x'.repeat(100_000)}`)
    await at.isRight('cut')
  })

  test('a proxy answers 502 for ten seconds, while the process is gone and started again', async () => {
    differs(unlike)
    await at.stopApp()
    let asked = 0
    const proxy = createServer((_req, res) => {
      asked++
      res.writeHead(502, { 'Content-Type': 'text/html' }).end('<h1>Bad Gateway</h1>')
    })
    const { port } = new URL(at.origin)
    await new Promise<void>((done) => proxy.listen(Number(port), '127.0.0.1', done))
    await at.page.waitForTimeout(outageMs)
    await at.says('lost')
    // Neither given up, nor all the time.
    expect(asked).toBeGreaterThanOrEqual(3)
    expect(asked).toBeLessThanOrEqual(15)
    await stop(proxy)
    at.state.text = 'started again'
    await at.startApp()
    await at.isRight('started again')
  })

  test('the network is off and on again', async () => {
    differs(unlike)
    await at.context.setOffline(true)
    for (const socket of at.sockets()) socket.destroy()
    await at.says('connecting')
    at.publish('while away')
    await at.context.setOffline(false)
    await at.isRight('while away')
  })

  test('the tab is hidden and shown in the middle of a back-off', async () => {
    differs(unlike)
    await at.stopApp()
    await at.says('connecting')
    await setHidden(true)
    await at.says(null)
    at.state.text = 'while hidden'
    await at.startApp()
    expect(at.streams()).toBe(0)
    await setHidden(false)
    await at.isRight('while hidden')
  })

  async function setHidden(isHidden: boolean): Promise<void> {
    await at.page.evaluate((hidden) => {
      Object.defineProperty(Document.prototype, 'hidden', { value: hidden, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }, isHidden)
  }

  test('the page is frozen for longer than the heartbeat, and its stream dies unseen', async () => {
    differs(unlike)
    const devtools = await at.context.newCDPSession(at.page)
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
    silence(at.sockets())
    at.publish('while frozen')
    await new Promise((thawed) => setTimeout(thawed, 2 * heartbeatMs))
    await devtools.send('Page.setWebLifecycleState', { state: 'active' })
    await at.isRight('while frozen')
  })

  test('the stream falls silent, and the server keeps the newer one of the tab', async () => {
    differs(unlike)
    silence(at.sockets())
    at.publish('unheard')
    await at.isRight('unheard')
    expect(at.asked()).toBe(2)
  })

  test('the session expires, which nobody publishes: the page moves on', async () => {
    differs(unlike)
    at.state.status = 401
    await at.page.getByText('Sign in').waitFor()
    await at.says(null)
    expect(at.streams()).toBe(0)
  })

  test.each([
    ['somebody may see it no more', 403],
    ['its row is deleted', 404],
  ])('%s: the page moves on', async (_name, status) => {
    differs(unlike)
    at.state.status = status
    at.publish('never seen')
    await at.page.getByText('Sign in').waitFor()
    expect(at.streams()).toBe(0)
  })
})

// What a proxy does that knows no brotli: the stream is left to the host's compression().
const stripBrotli: RequestHandler = (req, _res, next) => {
  req.headers['accept-encoding'] = 'gzip'
  next()
}

// Its last block can't be written there, so that even what ends a stream for good may be lost.
describeInBrowser("a page whose stream meets a fault, under a host's compression()", () => {
  const at = useFaultPage({ before: [stripBrotli, compression({ threshold: 0 })] })

  test('of two streams of the tab the newer is kept, and the older does not take its place again', async () => {
    differs(unlike)
    silence(at.sockets())
    at.publish('unheard')
    await at.isRight('unheard')
    await at.page.waitForTimeout(heartbeatMs)
    expect([at.streams(), at.asked()]).toEqual([1, 2])
  })

  test('an older one that hears of nothing but a broken connection comes back once', async () => {
    differs(unlike)
    const tab = await tabOf()
    const headers = { Accept: 'text/event-stream', 'Accept-Encoding': 'gzip', 'Orion-Tab': tab }
    const rival = await fetch(`${at.origin}/?datastar=%7B%7D`, { headers })
    await rival.text().catch(() => undefined)
    await at.isRight('one')
    expect(at.streams()).toBe(1)
  })

  /** What the page calls itself: it says so when it asks for its stream. */
  async function tabOf(): Promise<string> {
    const asked = at.page.waitForRequest((request) => 'orion-tab' in request.headers())
    at.disconnect()
    const { 'orion-tab': tab = '' } = (await asked).headers()
    await at.says('open')
    return tab
  }

  test.each([401, 404])('a refusal of %i still moves the page on', async (status) => {
    differs(unlike)
    at.state.status = status
    at.publish('never seen')
    await at.page.getByText('Sign in').waitFor()
    expect(at.streams()).toBe(0)
  })
})

describeInBrowser('a page that the browser keeps for the way back, whose stream', () => {
  for (const hidden of [false, true]) {
    describe(hidden ? 'stays open in a hidden tab' : 'is closed in a hidden tab', () => {
      const at = useFaultPage({ hidden })

      test('has none there, and is right when it comes back', async () => {
        differs(unlike)
        await at.page.evaluate(() => Object.assign(globalThis, { isKept: true }))
        await at.page.goto(`${at.origin}/elsewhere`)
        await eventually(() => at.streams() === 0, 'the stream was closed')
        at.publish('while elsewhere')
        await at.page.evaluate(() => history.back())
        await at.isRight('while elsewhere')
        expect(await at.page.evaluate(() => 'isKept' in globalThis)).toBe(true)
        expect(at.asked()).toBe(2)
      })

      test('opens none on its way there from a back-off', async () => {
        differs(unlike)
        await at.page.evaluate(() => {
          // The longest that the first wait can be.
          Math.random = () => 0.999
        })
        at.disconnect()
        await at.says('connecting')
        await at.page.goto(`${at.origin}/elsewhere`)
        // Longer than what is left of it.
        await at.page.waitForTimeout(1000)
        expect(at.streams()).toBe(0)
        at.publish('while elsewhere')
        await at.page.evaluate(() => history.back())
        await at.isRight('while elsewhere')
      })
    })
  }
})
