// Behind nginx, started with the text of docs/proxy.md.
import { text as textOf } from 'node:stream/consumers'
import { constants, createBrotliCompress } from 'node:zlib'
import compression from 'compression'
import express from 'express'
import * as v from 'valibot'
import { createOrion, html, type OrionOptions } from '../../lib/index.js'
import { eventually, listen, stop } from '../support/app.js'
import {
  describeBehindNginx,
  documentedConfigs,
  type Nginx,
  type NginxOptions,
  startNginx,
} from '../support/nginx.js'
import {
  openOnSession,
  openSession,
  openTlsStream,
  type Protocol,
  type TlsStream,
} from '../support/tls-stream.js'

const protocols: readonly Protocol[] = ['HTTP/1.1', 'HTTP/2']

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** An app with a live count, plain and behind compression(), and an event stream in brotli of its own. */
async function openCount(options: OrionOptions = {}) {
  const orion = createOrion({ throttleMs: 0, ...options })
  const state = { count: 0 }
  const count = orion.live('count', () => html`<p id="count">count ${state.count}.</p>`)
  const listeners = new Set<() => void>()
  const app = express().set('trust proxy', 'loopback')
  app.get('/plain', count)
  app.get('/gzip', compression(), count)
  app.get('/br', (_req, res) => {
    res.set({ 'Content-Type': 'text/event-stream', 'Content-Encoding': 'br' })
    res.set('X-Accel-Buffering', 'no')
    const packing = createBrotliCompress({ flush: constants.BROTLI_OPERATION_FLUSH })
    packing.pipe(res)
    const send = () => {
      packing.write(`data: count ${state.count}.\n\n`)
      packing.flush()
    }
    send()
    listeners.add(send)
    res.once('close', () => {
      listeners.delete(send)
      packing.destroy()
    })
  })
  app.post(
    '/plain',
    orion.command(v.object({}), ({ req, publish }) => {
      state.count++
      publish('count')
      return { ip: req.ip, secure: req.secure }
    }),
  )
  const { server, origin } = await listen(app)
  closing.push(
    () => orion.close(),
    () => stop(server),
  )
  const publish = () => {
    state.count++
    orion.publish('count')
    for (const send of listeners) send()
    return `count ${state.count}.`
  }
  return { orion, count, publish, appPort: Number(new URL(origin).port) }
}

async function openNginx(options: NginxOptions): Promise<Nginx> {
  const nginx = await startNginx(options)
  closing.push(() => nginx.stop())
  return nginx
}

async function open(...asked: Parameters<typeof openTlsStream>): Promise<TlsStream> {
  const stream = await openTlsStream(...asked)
  closing.push(() => stream.close())
  return stream
}

describeBehindNginx('behind nginx', () => {
  describe.each(protocols)('over %s', (protocol) => {
    test.each([
      ['as it is', '/plain', undefined],
      ["in a host's gzip", '/gzip', 'gzip'],
      ['in brotli', '/br', 'br'],
    ])(
      'each frame of a stream %s is there before the next is made',
      async (_how, path, encoding) => {
        const { appPort, publish } = await openCount()
        const nginx = await openNginx({ appPort })
        const stream = await open(nginx, path, protocol, {
          'accept-encoding': encoding ?? 'identity',
        })
        expect(stream.headers['content-encoding']).toBe(encoding)
        await stream.until('count 0.')
        for (let i = 0; i < 20; i++) await stream.until(publish())
      },
    )

    test("nginx's own gzip holds no frame back", async () => {
      const { appPort, publish } = await openCount()
      const http = 'gzip on; gzip_types text/event-stream; gzip_proxied any;'
      const nginx = await openNginx({ appPort, http })
      const stream = await open(nginx, '/plain', protocol, { 'accept-encoding': 'gzip' })
      expect(stream.headers['content-encoding']).toBe('gzip')
      for (let i = 0; i < 20; i++) await stream.until(publish())
    })

    test('a stream that the app ends looks finished, one that it breaks looks broken', async () => {
      const { appPort, orion, count } = await openCount()
      const nginx = await openNginx({ appPort })
      const ended = await open(nginx, '/plain', protocol)
      await ended.until('count 0.')
      orion.disconnect({ route: count })
      expect(await ended.end).toBe('finished')
      const broken = await open(nginx, '/plain', protocol)
      await broken.until('count 0.')
      await orion.drain()
      expect(await broken.end).toBe('broken')
    })

    test('a client that leaves leaves nothing behind in the app', async () => {
      const { appPort, orion } = await openCount()
      const nginx = await openNginx({ appPort })
      const stream = await open(nginx, '/plain', protocol)
      await stream.until('count 0.')
      expect(orion.stats().streams).toBe(1)
      stream.close()
      await eventually(() => orion.stats().streams === 0, 'the stream has closed in the app too')
    })

    test('a heartbeat in proportion keeps a silent stream open, and without one it is cut', async () => {
      const nginxAndApp = async (heartbeatMs: number | null) => {
        const { appPort } = await openCount({ heartbeatMs })
        const instead = { 'proxy_read_timeout 60s': 'proxy_read_timeout 2s' }
        return openNginx({ appPort, instead })
      }
      const [beating, silent] = await Promise.all([nginxAndApp(500), nginxAndApp(null)])
      const kept = await open(beating, '/plain', protocol)
      const cut = await open(silent, '/plain', protocol)
      expect(await cut.end).toBe('broken')
      // Longer than it took to be cut: the first may have opened later.
      const beats = () => kept.text.split('\n:\n').length - 1
      const before = beats()
      await eventually(() => beats() >= before + 4, 'four heartbeats more have come')
      expect(beats()).toBeGreaterThanOrEqual(7)
    })
  })

  test('the documented timeout is four heartbeats, as they are by default', async () => {
    const { appPort } = await openCount()
    const nginx = await openNginx({ appPort })
    const stream = await open(nginx, '/plain', 'HTTP/2')
    const [, seconds] = /proxy_read_timeout (\d+)s;/.exec(documentedConfigs()[0] ?? '') ?? []
    expect(Number(seconds) * 1000).toBe(4 * Number(stream.headers['orion-heartbeat']))
  })

  test('one connection of HTTP/2 carries many streams, and a command beside them', async () => {
    const { appPort, orion } = await openCount()
    const nginx = await openNginx({ appPort })
    const session = openSession(nginx)
    closing.push(() => session.destroy())
    const streams: TlsStream[] = []
    for (let i = 0; i < 20; i++) streams.push(await openOnSession(session, '/plain'))
    await eventually(() => orion.stats().streams === 20, 'all of them are open')
    // With the origin of a page, and nothing else that tells the site.
    const command = session.request({
      ':method': 'POST',
      ':path': '/plain',
      'content-type': 'application/json',
      origin: nginx.origin,
    })
    command.end('{}')
    expect(JSON.parse(await textOf(command))).toEqual({ ip: '127.0.0.1', secure: true })
    for (const stream of streams) await stream.until('count 1.')
  })

  describe.each(protocols)('a reload under streams over %s', (protocol) => {
    test('leaves them to the old worker, and new ones go to a new one', async () => {
      const { appPort, publish } = await openCount()
      const nginx = await openNginx({ appPort })
      const old = await open(nginx, '/plain', protocol)
      const fresh = await reload(nginx, old, protocol)
      const now = publish()
      await old.until(now)
      await fresh.until(now)
    })

    test('breaks them once worker_shutdown_timeout is over', async () => {
      const { appPort, publish } = await openCount()
      const instead = { 'worker_shutdown_timeout 10m': 'worker_shutdown_timeout 1s' }
      const nginx = await openNginx({ appPort, instead })
      const old = await open(nginx, '/plain', protocol)
      const fresh = await reload(nginx, old, protocol)
      expect(await old.end).toBe('broken')
      await fresh.until(publish())
    })
  })
})

/** Reloads nginx; resolves with a stream of a worker that came after. */
async function reload(nginx: Nginx, old: TlsStream, protocol: Protocol): Promise<TlsStream> {
  nginx.reload()
  for (;;) {
    const stream = await open(nginx, '/plain', protocol)
    if (stream.headers['x-worker'] !== old.headers['x-worker']) return stream
    stream.close()
  }
}
