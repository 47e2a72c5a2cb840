import { once } from 'node:events'
import { get as httpGet, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import compression from 'compression'
import express, { type RequestHandler } from 'express'
import request from 'supertest'
import { Chunk } from '../lib/chunk.js'
import {
  answerHead,
  type EventSink,
  openEventStream,
  sendEvents,
  sendJson,
  sendOn,
  sendPage,
  sendProblem,
} from '../lib/response.js'
import { eventually, listen, stop } from './support/app.js'
import { ask } from './support/http.js'

const told = { heartbeatMs: 15_000, version: '1.2' }

const streamHeaders = {
  'orion-heartbeat': '15000',
  'orion-version': '1.2',
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
}

/** An app with one stream, opened by a client whose headers have come. */
async function openStream(before: readonly RequestHandler[] = []) {
  const app = express()
  for (const handler of before) app.use(handler)
  let sink: EventSink | undefined
  let closed = 0
  app.get('/', (_req, res) => {
    sink = openEventStream(res, told, undefined)
    sink.onClose(() => closed++)
  })
  const { server, origin } = await listen(app)
  const [response] = (await once(httpGet(origin, { agent: false }), 'response')) as [
    IncomingMessage,
  ]
  let text = ''
  let outcome: 'open' | 'ended' | 'broken' = 'open'
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  response.on('end', () => {
    outcome = 'ended'
  })
  response.on('error', () => {
    outcome = 'broken'
  })
  return {
    server,
    response,
    // The handler has run, for its headers are here.
    sink: sink as EventSink,
    text: () => text,
    outcome: () => outcome,
    closed: () => closed,
  }
}

describe('an event stream', () => {
  // "Proxies: X-Accel-Buffering: no, Cache-Control: no-store" (facts.md).
  test('sends its headers at once, before there is a frame', async () => {
    const { server, response } = await openStream()
    expect(response.statusCode).toBe(200)
    expect(response.headers).toMatchObject({ ...streamHeaders, vary: 'Accept, Accept-Encoding' })
    expect(response.headers).not.toHaveProperty('content-length')
    response.destroy()
    await stop(server)
  })

  test('sends its headers and what is written right after them in one write', async () => {
    const written: string[] = []
    const app = express().get('/', (_req, res) => {
      // Where a socket's writes become the system's.
      const { socket } = res as { socket: Duplex }
      const { _write: write, _writev: writev } = socket
      socket._write = (chunk, ...rest) => {
        written.push(`${chunk}`)
        write.call(socket, chunk, ...rest)
      }
      socket._writev = (chunks, ...rest) => {
        written.push(chunks.map(({ chunk }) => `${chunk}`).join(''))
        writev?.call(socket, chunks, ...rest)
      }
      const sink = openEventStream(res, told, undefined)
      sink.write(new Chunk('a\n\n'))
      sink.write(new Chunk('b\n\n'))
      sink.end(undefined)
    })
    expect(`${(await ask(app, '/')).body}`).toBe('a\n\nb\n\n')
    const lines = written[0]?.split(/(?<=\r\n)/)
    expect(lines?.[0]).toBe('HTTP/1.1 200 OK\r\n')
    expect(lines?.slice(-7)).toEqual([
      '\r\n',
      '3\r\n',
      'a\n\n\r\n',
      '3\r\n',
      'b\n\n\r\n',
      '0\r\n',
      '\r\n',
    ])
  })

  test('carries each text as soon as it is written', async () => {
    const { server, sink, text, response } = await openStream()
    for (const part of ['a\n\n', 'b\n\n', '\u{1f680}\n\n']) {
      const before = text()
      expect(sink.write(new Chunk(part))).toBe(true)
      await eventually(() => text() === before + part, 'the text arrived')
    }
    response.destroy()
    await stop(server)
  })

  test('tells of a reader that is not ready, and when it is', async () => {
    const { server, sink, response } = await openStream()
    let drained = 0
    sink.onDrain(() => drained++)
    response.pause()
    while (sink.write(new Chunk('x'.repeat(65_536))))
      await new Promise((turn) => setImmediate(turn))
    expect(drained).toBe(0)
    response.resume()
    await eventually(() => drained > 0, 'the reader was ready')
    response.destroy()
    await stop(server)
  })

  test('tells of its close, whoever closes', async () => {
    const gone = await openStream()
    gone.response.destroy()
    await eventually(() => gone.closed() === 1, 'the client that left was noticed')
    await stop(gone.server)
    const ended = await openStream()
    ended.sink.end(undefined)
    await eventually(() => ended.closed() === 1, 'its own end was noticed')
    await stop(ended.server)
  })

  test('that is ended looks finished, one that is broken looks broken', async () => {
    const ended = await openStream()
    ended.sink.write(new Chunk('a\n\n'))
    ended.sink.end(undefined)
    await eventually(() => ended.outcome() !== 'open', 'the stream was over')
    expect([ended.outcome(), ended.text()]).toEqual(['ended', 'a\n\n'])
    await stop(ended.server)
    const broken = await openStream()
    broken.sink.write(new Chunk('a\n\n'))
    broken.sink.destroy()
    await eventually(() => broken.outcome() !== 'open', 'the stream was over')
    expect(broken.outcome()).toBe('broken')
    await stop(broken.server)
  })

  test('takes texts after its end without a word', async () => {
    const { server, sink, closed } = await openStream()
    sink.end(undefined)
    sink.write(new Chunk('late'))
    sink.end(undefined)
    await eventually(() => closed() === 1, 'it closed once')
    sink.write(new Chunk('later'))
    sink.destroy()
    await stop(server)
  })

  test('"express-session patches res.end": a patched end is never called', async () => {
    let calls = 0
    const patch: RequestHandler = (_req, res, next) => {
      const end = res.end
      res.end = ((...args: Parameters<typeof end>) => {
        calls++
        return end.apply(res, args)
      }) as typeof end
      next()
    }
    const { server, sink, outcome } = await openStream([patch])
    sink.end(undefined)
    await eventually(() => outcome() === 'ended', 'the stream ended all the same')
    expect(calls).toBe(0)
    await stop(server)
  })

  test('"behind a host\'s compression() only destroy is clean": there an end breaks it', async () => {
    const app = express().use(compression())
    const sinks: EventSink[] = []
    app.get('/', (_req, res) => void sinks.push(openEventStream(res, told, undefined)))
    const { server, origin } = await listen(app)
    const headers = { 'Accept-Encoding': 'gzip' }
    const [response] = (await once(httpGet(origin, { agent: false, headers }), 'response')) as [
      IncomingMessage,
    ]
    expect(response.headers['content-encoding']).toBe('gzip')
    const failed = once(response.resume(), 'error')
    sinks[0]?.end(undefined)
    await failed
    await stop(server)
  })
})

// "HEAD reaches GET handlers. A live handler that does not answer it hangs." (facts.md)
test('HEAD gets the headers of a stream, and no stream', async () => {
  const app = express().get('/', (_req, res) => answerHead(res, told, undefined))
  const { status, headers, body } = await ask(app, '/', { method: 'HEAD' })
  expect(status).toBe(200)
  expect(headers).toMatchObject({ ...streamHeaders, vary: 'Accept, Accept-Encoding' })
  expect(body).toHaveLength(0)
})

test('a Vary that a host has set is kept', async () => {
  const app = express().get('/', (_req, res) => {
    res.vary('Cookie')
    answerHead(res, told, undefined)
  })
  const { headers } = await ask(app, '/', { method: 'HEAD' })
  expect(headers.vary).toBe('Cookie, Accept, Accept-Encoding')
})

describe('a short answer', () => {
  const answer = (handler: RequestHandler) => request(express().use(handler)).post('/')

  test('of events is 200, or 204 where there are none; it is not to be kept', async () => {
    await answer((_req, res) => sendEvents(res.status(500), ['a: 1\n\n', 'b: 2\n\n']))
      .expect(200, 'a: 1\n\nb: 2\n\n')
      .expect('Content-Type', 'text/event-stream; charset=utf-8')
      .expect('Cache-Control', 'no-store')
    await answer((_req, res) => sendEvents(res, []))
      .expect(204)
      .expect('Cache-Control', 'no-store')
  })

  test('of JSON keeps the status; without a value it is empty', async () => {
    await answer((_req, res) => sendJson(res, { a: 1 })).expect(200, { a: 1 })
    await answer((_req, res) => sendJson(res.status(201), [])).expect(201, [])
    await answer((_req, res) => sendJson(res, undefined)).expect(204, '')
    await answer((_req, res) => sendJson(res.status(202), undefined)).expect(202, '')
  })

  test('of a problem has its members', async () => {
    const { text } = await answer((_req, res) => sendProblem(res, 409, { errors: [1] }))
      .expect(409)
      .expect('Content-Type', /^application\/problem\+json/)
    expect(JSON.parse(text)).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      errors: [1],
    })
  })

  test('of a page is HTML', async () => {
    await answer((_req, res) => sendPage(res, 422, '<p>\u00e4</p>'))
      .expect(422, '<p>\u00e4</p>')
      .expect('Content-Type', 'text/html; charset=utf-8')
  })

  test('of a redirect makes a GET of what follows', async () => {
    await answer((_req, res) => sendOn(res, '/todos?a=b'))
      .expect(303)
      .expect('Location', '/todos?a=b')
  })
})
