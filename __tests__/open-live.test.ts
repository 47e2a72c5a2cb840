import { once } from 'node:events'
import { createServer } from 'node:http'
import express, { type Response } from 'express'
import { openLive } from '../lib/testing.js'
import { answerErrors, listen, openNotes, stop } from './support/app.js'

test('openLive takes an app, a server or an address', async () => {
  const { orion, app, notes } = await openNotes()
  app.get('/notes', notes)
  const { server, origin } = await listen(app)
  for (const target of [app, createServer(app), server, origin]) {
    const stream = await openLive(target, '/notes')
    expect(stream.frame).toBe('<ul id="notes"></ul>')
    await stream.close()
  }
  expect(server.listening).toBe(true)
  await stop(server)
  await orion.close()
})

test('until resolves with the frame that has the text, fits the expression or passes the test', async () => {
  const { orion, app, notes, add } = await openNotes()
  app.get('/notes', notes)
  const stream = await openLive(app, '/notes')
  const frames = [
    stream.until('one'),
    stream.until(/on./),
    stream.until((html) => html.length > 30),
  ]
  await add('one')
  for (const frame of frames) expect(await frame).toBe('<ul id="notes"><li>one</li></ul>')
  expect(await stream.until('one')).toBe(stream.frame)
  await stream.close()
  await orion.close()
})

test('a time-out says what was waited for and prints the last frame', async () => {
  const { orion, app, notes } = await openNotes()
  app.get('/notes', notes)
  const stream = await openLive(app, '/notes', { timeoutMs: 300 })
  await expect(stream.until('never')).rejects.toThrow(
    '/notes: 300 ms passed without a frame with never; the last frame is:\n<ul id="notes"></ul>',
  )
  await stream.close()
  await orion.close()
})

test('a stream that ends says so at once', async () => {
  const { orion, app, notes } = await openNotes()
  app.get('/notes', notes)
  const stream = await openLive(app, '/notes')
  const waiting = expect(stream.next()).rejects.toThrow('the stream ended')
  await orion.drain()
  await waiting
  await stream.close()
  await orion.close()
})

test('nothing is left to close once the Orion has closed', async () => {
  const { orion, app, notes } = await openNotes()
  app.get('/notes', notes)
  const server = createServer(app)
  const stream = await openLive(server, '/notes')
  const closed = once(server, 'close')
  await orion.close()
  await closed
  await stream.close()
})

test('ended resolves once the server has closed the stream, and not before', async () => {
  const { orion, app, notes } = await openNotes()
  app.get('/notes', notes)
  const stream = await openLive(app, '/notes', { timeoutMs: 300 })
  await expect(stream.ended()).rejects.toThrow('300 ms passed without the end of the stream')
  orion.disconnect({ route: notes })
  await stream.ended()
  await stream.close()
  await orion.close()
})

test('it passes a middleware that asks what is accepted, and is seen as the client', async () => {
  const { orion, app, notes } = await openNotes()
  app.use((req, res, next) => {
    if (req.get('datastar-request') !== 'true') return res.sendStatus(400)
    return res.format({ html: () => next(), json: () => next() })
  })
  app.get('/notes', notes)
  const stream = await openLive(app, '/notes')
  await stream.close()
  await orion.close()
})

test.each([
  ['an answer', () => undefined],
  ['a next frame', (res: Response) => res.type('text/event-stream').flushHeaders()],
])(
  'a route that gives no stream in time is told of as without %s, and let go of',
  async (what, answer) => {
    const app = express().get('/', (_req, res) => void answer(res))
    const { server } = await listen(app)
    await expect(openLive(server, '/', { timeoutMs: 300 })).rejects.toThrow(
      `/: 300 ms passed without ${what}`,
    )
    server.close()
    await once(server, 'close')
  },
)

test('what is no live stream is an error with its status and text', async () => {
  const { orion, app } = await openNotes()
  app.use(answerErrors)
  await expect(openLive(app, '/nowhere')).rejects.toThrow('GET /nowhere is no live stream: 404')
  await orion.close()
})
