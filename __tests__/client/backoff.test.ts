// When clients come back: the schedule of 10,000 of them, and of one.

import fc from 'fast-check'
import {
  backoffMs,
  type Ending,
  isOver,
  liveBackoff,
  readRetryAfter,
} from '../../lib/client/backoff.js'
import { spreadMs } from '../../lib/streams.js'

const written = { intervalMs: 1000, scaler: 2, maxWaitMs: 30_000 }

/** The moments of one client's tries in vain, from the moment when its stream broke. */
function triesOf(
  random: () => number,
  { streams = 1, hidden = false, ending = 'network' as Ending, untilMs = 120_000 } = {},
): number[] {
  const backoff = liveBackoff({ ...written, intervalMs: spreadMs(streams) }, ending, hidden)
  const tries: number[] = []
  for (let at = 0, attempt = 0; ; attempt++) {
    at += backoffMs(attempt, backoff, random())
    if (at > untilMs) return tries
    tries.push(at)
  }
}

const seeded = fc.integer().map((seed) => {
  let state = seed >>> 0
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
})

test('after a process dies, no second holds more than 5 % of 10,000 clients, however long it is away', () => {
  fc.assert(
    fc.property(seeded, (random) => {
      // By tenths of a second, so that a second may begin anywhere.
      const tenths = new Array<number>(1300).fill(0)
      for (let client = 0; client < 10_000; client++) {
        for (const at of triesOf(random, { streams: 10_000 })) {
          const tenth = Math.floor(at / 100)
          tenths[tenth] = (tenths[tenth] ?? 0) + 1
        }
      }
      for (let from = 0; from < 1200; from++) {
        const second = tenths.slice(from, from + 10).reduce((sum, count) => sum + count, 0)
        expect(second).toBeLessThanOrEqual(500)
      }
    }),
    { numRuns: 5 },
  )
})

test('a lone client that somebody looks at is back within two seconds of the mend, whenever that is', () => {
  fc.assert(
    fc.property(seeded, fc.double({ min: 0, max: 110_000, noNaN: true }), (random, mendedAt) => {
      const back = triesOf(random).find((at) => at >= mendedAt) ?? Number.POSITIVE_INFINITY
      expect(back - mendedAt).toBeLessThanOrEqual(2000)
    }),
  )
})

test('a hidden tab, and one that is refused for a while, ask less and less often, up to the longest wait', () => {
  fc.assert(
    fc.property(seeded, (random) => {
      for (const slow of [{ hidden: true }, { ending: 429 as Ending }]) {
        const tries = triesOf(random, slow)
        expect(tries.length).toBeLessThanOrEqual(10)
        const gaps = tries.slice(1).map((at, index) => at - (tries[index] ?? 0))
        expect(Math.max(...gaps)).toBeLessThanOrEqual(30_000)
      }
    }),
  )
})

test('a crowd is told a wait that grows with it, in steps, and a few are told the usual one', () => {
  expect([0, 1, 250, 511, 512, 1000, 10_000].map(spreadMs)).toEqual([
    1000, 1000, 1000, 1024, 2048, 2048, 32_768,
  ])
})

test('Retry-After is seconds or a date', () => {
  const now = Date.parse('2026-11-23T03:00:00Z')
  expect(readRetryAfter('7', now)).toBe(7000)
  expect(readRetryAfter('Mon, 23 Nov 2026 03:00:09 GMT', now)).toBe(9000)
  for (const header of [null, '', '0', 'soon', '-5', 'Mon, 23 Nov 2026 02:00:00 GMT']) {
    expect([header, readRetryAfter(header, now)]).toEqual([header, 0])
  }
})

test.each([
  [200, 'text/event-stream', false],
  [200, 'text/html; charset=utf-8', true],
  [204, '', false],
  [400, '', false],
  [401, '', true],
  [403, 'text/html', true],
  [404, '', true],
  [408, '', false],
  [410, '', true],
  [429, '', false],
  [500, 'text/html', false],
  [502, 'text/html', false],
  [503, '', false],
])('an answer of %d %s to a live stream: over is %p', (status, type, over) => {
  const body = status === 204 ? null : 'x'
  expect(isOver(new Response(body, { status, headers: { 'Content-Type': type } }))).toBe(over)
})
