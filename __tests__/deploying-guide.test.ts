// The app of docs/deploying.md, and how it leaves.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, get, request as httpRequest, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import request from 'supertest'
import { openLive } from '../lib/testing.js'
import { type AppProcess, codeOf, type InstalledApp, installApp } from './support/guide.js'

let app: InstalledApp
let running: AppProcess

beforeEach(async () => {
  app = installApp(codeOf('docs/deploying.md'), ['express', 'valibot', 'kysely'])
  running = await app.start(undefined, { VERSION: 'one' })
})
afterEach(async () => {
  await running.end()
  app.remove()
})

const add = (text: string) => request(running.origin).post('/').send({ text }).expect(204)

function ask(path: string, headers: Record<string, string>, agent: Agent | false) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    get(new URL(path, running.origin), { headers, agent }, resolve).on('error', reject)
  })
}

const eventStream = { Accept: 'text/event-stream' }

/** Opens a stream; `broken` resolves with all of its text, once it broke. */
async function openStream() {
  const response = await ask('/', eventStream, false)
  let text = ''
  response.setEncoding('utf8').on('data', (part) => {
    text += part
  })
  const broken = new Promise<string>((resolve) => {
    response.once('error', () => resolve(text)).once('end', () => resolve('it was finished'))
  })
  return { headers: response.headers, broken, close: () => response.destroy() }
}

/** Begins to send a note, on a connection that is kept; resolves once the app waits for the rest of it. */
async function beginNote() {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const note = httpRequest(running.origin, {
    method: 'POST',
    agent,
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': 'text=Late'.length,
      Expect: '100-continue',
    },
  })
  note.flushHeaders()
  await once(note, 'continue')
  const finish = async () => {
    const answered: Promise<IncomingMessage[]> = once(note, 'response')
    note.end('text=Late')
    const [response] = await answered
    response?.resume()
    return response?.statusCode
  }
  return { finish, askNext: (path: string, headers = {}) => ask(path, headers, agent) }
}

test('the process ends with code 0, between two frames, and the next one has what was missed', async () => {
  await add('Before')
  const { headers, broken } = await openStream()
  expect(headers['orion-version']).toMatch(/^one/)
  const port = Number(new URL(running.origin).port)
  const began = Date.now()
  expect(await running.end()).toBe(0)
  // Not by the deadline of the requests, which is 15 seconds.
  expect(Date.now() - began).toBeLessThan(10_000)
  expect(await broken).toMatch(/<li>Before<\/li>[^\n]*\n\n$/)
  running = await app.start(port, { VERSION: 'two' })
  await add('After')
  const again = await openStream()
  expect(again.headers['orion-version']).toMatch(/^two/)
  again.close()
  const stream = await openLive(running.origin, '/')
  expect(stream.frame).toMatch(/Before.*After/)
  await stream.close()
})

test('meanwhile nobody new is let in, and what is under way is answered', async () => {
  const streams = [await openStream(), await openStream()]
  const notes = [await beginNote(), await beginNote(), await beginNote()]
  const [health, page, stream] = notes
  const ended = running.end()
  await streams[0]?.broken
  await expect(openStream()).rejects.toThrow('ECONNREFUSED')
  for (const note of notes) expect(await note.finish()).toBe(303)
  const answers = [
    await health?.askNext('/health'),
    await page?.askNext('/'),
    await stream?.askNext('/', eventStream),
  ]
  expect(answers.map((answer) => answer?.statusCode)).toEqual([503, 200, 503])
  // Or the process would wait for more on these connections.
  for (const answer of answers) {
    expect(answer?.headers.connection).toBe('close')
    answer?.resume()
  }
  await streams[1]?.broken
  expect(await ended).toBe(0)
})

test('what ends the process waits longer than the process takes', () => {
  const guide = readFileSync(join(__dirname, '../docs/deploying.md'), 'utf8')
  const numberIn = (pattern: RegExp) => Number(pattern.exec(guide)?.[1]?.replace('_', ''))
  const longestMs = numberIn(/closeAllConnections\(\), ([\d_]+)\)/)
  expect(numberIn(/withinMs: ([\d_]+)/)).toBeLessThan(longestMs)
  expect(numberIn(/^TimeoutStopSec=(\d+)$/m) * 1000).toBeGreaterThan(longestMs)
  expect(numberIn(/stop_grace_period: (\d+)s$/m) * 1000).toBeGreaterThan(longestMs)
})
