// From `node demo` to the first frame of its list.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { interleave, nowMs, ratioOf } from '../measure.js'
import type { Row } from '../row.js'

export const coldStart: Row = {
  name: 'cold start',
  question: 'from starting the demo to its first frame',
  async run({ quick }) {
    const { demo, hello } = await interleave(quick ? 1 : 9, {
      demo: () => start('demo/main.ts'),
      hello: () => start('bench/peers/hello.ts'),
    })
    return [{ against: 'an Express app with one route', ratio: ratioOf(demo, hello) }]
  },
}

/** Starts an app as `npm start` does, one that prints its address, and waits for the first event of its `/`, in milliseconds. */
async function start(file: string): Promise<number> {
  const beganMs = nowMs()
  const app = spawn(process.execPath, ['--import', 'tsx', file], {
    env: { ...process.env, PORT: '0', DATABASE_URL: ':memory:' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await untilFirstEvent(await originOf(app.stdout))
    return nowMs() - beganMs
  } finally {
    const ended = once(app, 'exit')
    app.kill('SIGTERM')
    await ended
  }
}

async function originOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(output)) {
    const origin = /http:\/\/\S+/.exec(line)?.[0]
    if (origin) return origin
  }
  throw new Error('an app ended before it said where it is')
}

async function untilFirstEvent(origin: string): Promise<void> {
  const headers = { Accept: 'text/event-stream' }
  const request = get(origin, { headers, agent: false })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  let text = ''
  for await (const part of response.setEncoding('utf8')) {
    text += part
    if (text.includes('\n\n')) return
  }
  throw new Error(`${origin} sent no event: ${response.statusCode} ${text}`)
}
