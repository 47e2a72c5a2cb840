// Streams in brotli over real HTTP: who gets one, what it says, and how it ends.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { createBrotliDecompress } from 'node:zlib'
import compression from 'compression'
import express from 'express'
import session from 'express-session'
import { createOrion, html } from '../lib/index.js'
import { eventually, listen, openNotes, stop } from './support/app.js'
import { ask } from './support/http.js'

const eventStream = { Accept: 'text/event-stream', 'Accept-Encoding': 'gzip, br' }

/** Opens a stream and decodes it; `frames` are the lists that it has shown. */
async function openBrotli(url: string, headers: Readonly<Record<string, string>> = {}) {
  const sent = get(url, { agent: false, headers: { ...eventStream, ...headers } })
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  let [text, bytes] = ['', 0]
  let outcome: 'open' | 'ended' | 'broken' = 'open'
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  response.on('error', () => {
    outcome = 'broken'
  })
  const decoder = createBrotliDecompress().setEncoding('utf8')
  decoder.on('data', (chunk: string) => {
    text += chunk
  })
  decoder.on('end', () => {
    outcome = 'ended'
  })
  decoder.on('error', () => {
    outcome = 'broken'
  })
  response.pipe(decoder)
  return {
    response,
    text: () => text,
    bytes: () => bytes,
    outcome: () => outcome,
    frames: () => [...text.matchAll(/<ul id="notes">.*<\/ul>/g)].map(([frame]) => frame),
    close: () => response.destroy(),
  }
}

const listOf = (...texts: readonly string[]) =>
  `<ul id="notes">${texts.map((text) => `<li>${text}</li>`).join('')}</ul>`

test('streams that opened at different times decode what a plain one says', async () => {
  const { orion, app, notes, add } = await openNotes()
  app.get('/notes', notes)
  const { server, origin } = await listen(app)
  const first = await openBrotli(`${origin}/notes`)
  expect(first.response.headers).toMatchObject({
    'content-encoding': 'br',
    'transfer-encoding': 'chunked',
    vary: 'Accept, Accept-Encoding',
  })
  await eventually(() => first.frames().length === 1, 'the first frame came')
  await add('one')
  await eventually(() => first.frames().length === 2, 'the second frame came')
  const second = await openBrotli(`${origin}/notes`)
  await eventually(() => second.frames().length === 1, 'a later stream has the newest')
  await add('two')
  await eventually(() => second.frames().length === 2, 'both go on')
  await eventually(() => first.frames().length === 3, 'both go on')
  expect(first.frames()).toEqual([listOf(), listOf('one'), listOf('one', 'two')])
  expect(second.frames()).toEqual([listOf('one'), listOf('one', 'two')])
  first.close()
  second.close()
  await stop(server)
  await orion.close()
})

test('one row more in a large page is a few bytes for each viewer', async () => {
  const { orion, app, notes, add } = await openNotes()
  app.get('/notes', notes)
  for (let i = 0; i < 500; i++) await add(`note ${i} of many, each of a length like this one`)
  const { server, origin } = await listen(app)
  const stream = await openBrotli(`${origin}/notes`)
  await eventually(() => stream.frames().length === 1, 'the first frame came')
  const before = stream.bytes()
  await add('one more')
  await eventually(() => stream.frames().length === 2, 'the second frame came')
  expect(stream.bytes() - before).toBeLessThan(50)
  stream.close()
  await stop(server)
  await orion.close()
})

test('a stream that is over has its last block, one that breaks has none', async () => {
  const { orion, app } = await openNotes()
  let allowed = true
  const authorize = () => allowed
  const render = () => html`<p id="x">${Math.random()}</p>`
  app.get('/x', orion.live('x', render, { authorize }))
  const { server, origin } = await listen(app)
  const ended = await openBrotli(`${origin}/x`)
  await eventually(() => ended.text() !== '', 'a frame came')
  allowed = false
  orion.publish('x')
  await eventually(() => ended.outcome() === 'ended', 'the stream ended cleanly')
  allowed = true
  const broken = await openBrotli(`${origin}/x`)
  await eventually(() => broken.text() !== '', 'a frame came')
  await orion.drain()
  await eventually(() => broken.outcome() === 'broken', 'the stream broke')
  await stop(server)
  await orion.close()
})

test("behind a host's compression() a brotli stream is ours, and ends cleanly", async () => {
  const { orion, app, notes, add } = await openNotes()
  app.use(compression({ threshold: 0 }))
  app.use(session({ secret: 'x', resave: true, saveUninitialized: true }))
  app.get('/notes', notes)
  const { server, origin } = await listen(app)
  const stream = await openBrotli(`${origin}/notes`)
  await eventually(() => stream.frames().length === 1, 'the first frame came')
  await add('one')
  await eventually(() => stream.frames().length === 2, 'the second frame came')
  expect(stream.bytes()).toBeLessThan(200)
  orion.disconnect({ route: notes })
  await eventually(() => stream.outcome() === 'ended', 'it ended')
  await stop(server)
  await orion.close()
})

test.each([
  ['a HEAD', 'HEAD', 'br', 'br'],
  ['a HEAD that refuses it', 'HEAD', 'br;q=0, gzip', undefined],
  ['a HEAD of a proxy that strips it', 'HEAD', 'gzip', undefined],
])('%s is told what a GET would get', async (_what, method, encodings, expected) => {
  const { orion, app, notes } = await openNotes()
  app.get('/notes', notes)
  const headers = { ...eventStream, 'Accept-Encoding': encodings }
  const { headers: told } = await ask(app, '/notes', { method, headers })
  expect(told['content-encoding']).toBe(expected)
  expect(told.vary).toBe('Accept, Accept-Encoding')
  await orion.close()
})

/** A connection by hand, and all that came on it. */
async function openConnection(origin: string) {
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  let text = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk
  })
  return { socket, text: () => text }
}

const requestOf = (path: string, version = '1.1') =>
  `GET ${path} HTTP/${version}\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n`

// Conditions under which a chunk may go to the socket itself, as facts.md lists them.
describe('"framing the chunk once by hand and writing that one Buffer to each res.socket"', () => {
  async function openApp() {
    const { orion, app, notes, add } = await openNotes()
    const writes: string[] = []
    app.get('/patched', (_req, res, next) => {
      const { write } = res
      res.write = ((chunk: Buffer) => {
        writes.push(`${chunk}`)
        return write.call(res, chunk, 'utf8')
      }) as typeof write
      next()
    })
    app.get(['/notes', '/patched'], notes)
    app.get('/page', (_req, res) => void setImmediate(() => res.send('the page')))
    const { server, origin } = await listen(app)
    const connection = await openConnection(origin)
    const close = async () => {
      connection.socket.destroy()
      await stop(server)
      await orion.close()
    }
    return { orion, notes, add, server, writes, close, ...connection }
  }

  test('each frame is one chunk', async () => {
    const { socket, text, add, close } = await openApp()
    socket.write(requestOf('/notes'))
    await eventually(() => text().includes('</ul>'), 'the first frame came')
    const before = text().length
    await add('one')
    await eventually(() => text().includes('one'), 'the next frame came')
    const event = `event: datastar-patch-elements\ndata: elements ${listOf('one')}\n\n`
    expect(text().slice(before)).toBe(`${event.length.toString(16)}\r\n${event}\r\n`)
    await close()
  })

  test('"only where res.chunkedEncoding": HTTP/1.0 has no chunks', async () => {
    const { socket, text, add, close } = await openApp()
    socket.write(requestOf('/notes', '1.0'))
    await eventually(() => text().includes('</ul>'), 'the first frame came')
    await add('one')
    await eventually(() => text().includes('one'), 'the next frame came')
    const [, body] = text().split('\r\n\r\n')
    expect(body).toMatch(/^event: [^\r]*$/)
    await close()
  })

  test('"res.socket is null while pipelined": a stream waits for the answer before it', async () => {
    const { socket, text, add, close } = await openApp()
    socket.write(requestOf('/page') + requestOf('/notes'))
    await eventually(() => text().includes('</ul>'), 'the stream began')
    await add('one')
    await eventually(() => text().includes('<li>one'), 'the next frame came')
    expect(text().indexOf('the page')).toBeLessThan(text().indexOf('event-stream'))
    await close()
  })

  test('"never after end": the connection goes on with what is asked next', async () => {
    const { socket, text, orion, notes, add, close } = await openApp()
    for (let round = 1; round <= 12; round++) {
      socket.write(requestOf('/notes'))
      await eventually(() => text().split('</ul>').length === round + 1, 'a stream began')
      orion.disconnect({ route: notes })
      await add('unseen')
      await eventually(() => text().split('\r\n0\r\n\r\n').length === round + 1, 'it ended')
    }
    const before = text().length
    socket.write(requestOf('/page'))
    await eventually(() => text().endsWith('the page'), 'the page came')
    expect(text().slice(before)).toMatch(/^HTTP\/1\.1 200 OK/)
    await close()
  })

  test('"\'drain\' of the socket": its listeners go with the stream', async () => {
    const { socket, text, server, orion, notes, close } = await openApp()
    const counts: number[] = []
    server.on('request', ({ socket }) => counts.push(socket.listenerCount('drain')))
    for (let round = 1; round <= 3; round++) {
      socket.write(requestOf('/notes'))
      await eventually(() => text().split('</ul>').length === round + 1, 'a stream began')
      orion.disconnect({ route: notes })
      await eventually(() => text().split('\r\n0\r\n\r\n').length === round + 1, 'it ended')
    }
    expect(new Set(counts).size).toBe(1)
    await close()
  })

  test('"not under a host\'s compression()", or whatever else stands between', async () => {
    const { socket, text, writes, add, close } = await openApp()
    socket.write(requestOf('/patched'))
    await eventually(() => text().includes('</ul>'), 'the first frame came')
    await add('one')
    await eventually(() => text().includes('one'), 'the next frame came')
    expect(writes).toHaveLength(2)
    await close()
  })
})

test.each([4_000, 40_000, 400_000])(
  'curl --compressed sees every frame of %i bytes at once',
  async (length) => {
    const orion = createOrion({ throttleMs: 0 })
    let count = 0
    const filler = Array.from({ length: length / 40 }, (_, i) => `<li>${i} is an entry</li>`)
    const route = orion.live('n', () => html`<ul id="n"><li>frame ${count}</li>${filler}</ul>`)
    const { server, origin } = await listen(express().get('/', route))
    const curl = spawn('curl', ['-sN', '--compressed', '-H', 'Accept: text/event-stream', origin])
    let text = ''
    curl.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    for (; count < 5; count++, orion.publish('n')) {
      await eventually(() => text.split('</ul>').length > count + 1, `frame ${count} came`)
    }
    expect(text).toContain('frame 4')
    curl.kill()
    await once(curl, 'exit')
    await stop(server)
    await orion.close()
  },
)

test('a frame over the limit is an error with its size and topics; the streams keep their last', async () => {
  const reported: unknown[] = []
  const orion = createOrion({
    throttleMs: 0,
    limits: { frameBytes: 1000 },
    onError: (error, where) => void reported.push({ error, where }),
  })
  let length = 10
  const route = orion.live('n', () => html`<ul id="notes">${'x'.repeat(length)}</ul>`)
  const { server, origin } = await listen(express().get('/', route))
  const stream = await openBrotli(origin)
  await eventually(() => stream.frames().length === 1, 'the first frame came')
  length = 2000
  orion.publish('n')
  await eventually(() => reported.length === 1, 'it was told')
  expect(reported).toEqual([
    {
      error: expect.objectContaining({
        code: 'ORION_FRAME',
        message: expect.stringMatching(/a frame has 20\d\d bytes of 1000/),
      }),
      where: { during: 'render', topics: ['n'] },
    },
  ])
  length = 20
  orion.publish('n')
  await eventually(() => stream.frames().length === 2, 'it goes on')
  stream.close()
  await stop(server)
  await orion.close()
})
