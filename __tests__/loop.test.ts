// The law of the loop over real HTTP: however publishes, slow renders and slow readers fall together,
// every stream ends on the newest state.
import { get, type IncomingMessage } from 'node:http'
import express from 'express'
import fc from 'fast-check'
import { createOrion, html } from '../lib/index.js'
import { eventually, listen, stop } from './support/app.js'

// More than a socket takes at once, so that a reader that pauses is felt by the server.
const filler = 'x'.repeat(3_000_000)
// The number behind the filler, and the tag, which may come in two chunks.
const longestEnd = 20

type Step =
  | { readonly do: 'publish'; readonly times: number; readonly turns: number }
  | { readonly do: 'join' }
  | { readonly do: 'leave'; readonly reader: number }
  | { readonly do: 'read'; readonly reader: number; readonly paused: boolean }
  | { readonly do: 'wait'; readonly turns: number }

const reader = fc.nat(3)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('publish' as const),
      times: fc.integer({ min: 1, max: 8 }),
      turns: fc.nat(12),
    }),
  },
  fc.constant<Step>({ do: 'join' }),
  fc.record({ do: fc.constant('leave' as const), reader }),
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('read' as const), reader, paused: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), turns: fc.nat(8) }) },
)

/** A client that reads a stream as fast as it is let, and keeps the number of its newest frame. */
class Reader {
  newest = ''
  #tail = ''
  #response: IncomingMessage

  private constructor(response: IncomingMessage) {
    this.#response = response.setEncoding('utf8').on('error', () => undefined)
    response.on('data', (text: string) => {
      this.#tail = (this.#tail + text).slice(-text.length - longestEnd)
      const ends = [...this.#tail.matchAll(/x (\d+)<\/p>/g)]
      this.newest = ends.at(-1)?.[1] ?? this.newest
    })
  }

  static async open(origin: string): Promise<Reader> {
    const headers = { accept: 'text/event-stream' }
    return new Reader(
      await new Promise((resolve) => get(origin, { agent: false, headers }, resolve)),
    )
  }

  read({ paused }: { readonly paused: boolean }): void {
    if (paused) this.#response.pause()
    else this.#response.resume()
  }

  leave(): void {
    this.#response.destroy()
  }
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((turn) => setImmediate(turn))
}

test('every stream ends on the newest state', async () => {
  const schedule = fc.array(step, { minLength: 5, maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(schedule, fc.nat(3), fc.nat(5), async (steps, throttleMs, renderTurns) => {
      const orion = createOrion({ throttleMs })
      let value = 0
      const route = orion.live('n', async () => {
        const seen = value
        await turns(renderTurns)
        return html`<p id="n">${filler} ${seen}</p>`
      })
      const { server, origin } = await listen(express().get('/', route))
      const readers = [await Reader.open(origin)]
      for (const next of steps) {
        if (next.do === 'wait') await turns(next.turns)
        else if (next.do === 'join') readers.push(await Reader.open(origin))
        else if (next.do === 'read') readers[next.reader]?.read(next)
        else if (next.do === 'leave') readers.splice(next.reader, 1)[0]?.leave()
        else {
          for (let i = 0; i < next.times; i++) {
            value++
            orion.publish('n')
            await turns(next.turns)
          }
        }
      }
      for (const open of readers) open.read({ paused: false })
      await eventually(
        () => readers.every(({ newest }) => newest === String(value)),
        `${readers.map(({ newest }) => newest)} are all ${value}`,
      )
      for (const open of readers) open.leave()
      await eventually(() => orion.stats().views === 0, 'the view is gone')
      await stop(server)
      await orion.close()
    }),
    { numRuns: 10, endOnFailure: true },
  )
})
