import fc from 'fast-check'
import { brotli } from '../lib/encodings.js'
import { decoded, frameOf } from './support/frames.js'
import { openStream, stallMs } from './support/open-stream.js'

const openBrotli = (repeats = false) => openStream(brotli(16, { repeats }))
const frame = (text: string) => frameOf(`<p id="x">${text}</p>`)
const textOf = (text: string) => `${frame(text).plain.bytes}`

test('a frame is written at once to a reader that is ready', () => {
  const { stream, written } = openStream()
  stream.show(frame('one'))
  expect(written()).toEqual([textOf('one')])
})

test('a reader that is not ready gets the newest frame alone when it drains', () => {
  const { stream, state, written } = openStream()
  state.ready = false
  stream.show(frame('one'))
  for (const text of ['two', 'three', 'four']) stream.show(frame(text))
  expect(written()).toHaveLength(1)
  state.drain()
  expect(written()).toEqual([textOf('one'), textOf('four')])
  state.drain()
  expect(written()).toHaveLength(2)
})

test('a reader that stands on the newest state already gets nothing when it drains', () => {
  const { stream, state, written } = openStream()
  state.ready = false
  stream.show(frame('one'))
  stream.show(frame('two'))
  stream.show(frame('one'))
  state.drain()
  expect(written()).toEqual([textOf('one')])
})

test('frames wait while they are held, and are forgotten when they are for somebody else', () => {
  const { stream, written } = openStream()
  stream.show(frame('one'))
  stream.hold()
  stream.show(frame('two'))
  stream.forget()
  stream.release()
  expect(written()).toEqual([textOf('one')])
  stream.hold()
  stream.show(frame('three'))
  stream.show(frame('four'))
  stream.release()
  expect(written()).toEqual([textOf('one'), textOf('four')])
})

test('what is held is not written when the reader drains, nor what it is not ready for when released', () => {
  const { stream, state, written } = openStream()
  state.ready = false
  stream.show(frame('one'))
  stream.hold()
  stream.show(frame('two'))
  state.drain()
  expect(written()).toHaveLength(1)
  stream.release()
  stream.show(frame('three'))
  stream.hold()
  stream.release()
  expect(written()).toEqual([textOf('one'), textOf('two')])
  state.drain()
  expect(written()).toHaveLength(3)
})

test('a heartbeat in plain text is a comment, and waits for a reader that is not ready', () => {
  const { stream, state, written } = openStream()
  stream.show(frame('one'))
  state.ready = false
  stream.beat()
  stream.beat()
  expect(written().slice(1)).toEqual([':\n\n'])
  state.drain()
  stream.beat()
  expect(written().slice(1)).toHaveLength(2)
})

test('a heartbeat in brotli is one byte with nothing in it, or the frame once more', () => {
  const silent = openBrotli()
  silent.stream.show(frame('one'))
  silent.stream.beat()
  silent.stream.beat()
  expect(silent.chunks.slice(1).map(({ length }) => length)).toEqual([1, 1])
  expect(decoded(silent.chunks)).toBe(textOf('one'))

  const repeating = openBrotli(true)
  repeating.stream.show(frame('one'.repeat(1000)))
  repeating.stream.beat()
  expect(repeating.chunks[1]?.length).toBeLessThan(30)
  expect(decoded(repeating.chunks)).toBe(textOf('one'.repeat(1000)).repeat(2))
})

test('a brotli stream says what a plain one says: any frames, heartbeats, waits and skips', () => {
  const step = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }).map((text) => ({ do: 'show', text })),
    fc.constantFrom('beat', 'drain', 'slow', 'hold', 'release', 'stop').map((it) => ({ do: it })),
    fc.nat(6).map((wait) => ({ do: 'spread', wait: 1000 * 2 ** wait })),
  )
  const textWithin = (text: string) => (text.startsWith(':') ? '' : text)
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const plain = openStream()
      const brotli = openBrotli()
      const said = [plain, brotli]
      for (const { stream } of said) stream.show(frame('first'))
      for (const [index, it] of steps.entries()) {
        for (const { stream, state } of said) {
          if ('text' in it) stream.show(frame(`${index} ${it.text}`))
          else if ('wait' in it) stream.spread(it.wait)
          else if (it.do === 'slow') state.ready = false
          else if (it.do === 'drain') {
            state.ready = true
            state.drain()
          } else if (it.do === 'stop') stream.stop()
          else stream[it.do as 'beat' | 'hold' | 'release']()
        }
        // What is told goes before the frame shown last, once more; a client passes over that.
        const events = decoded(brotli.chunks).split('\n\n')
        const merged = events.filter((event, index) => {
          return !event.startsWith('event: datastar') || event !== lastShown(events, index)
        })
        expect(merged.join('\n\n')).toBe(plain.written().map(textWithin).join(''))
      }
      expect(brotli.state.ended).toBe(plain.state.ended)
    }),
    { numRuns: 200 },
  )
})

/** The frame before this place among the events. */
function lastShown(events: readonly string[], index: number): string | undefined {
  return events.slice(0, index).findLast((event) => event.startsWith('event: datastar'))
}

test('a reader that many frames passed by is brought to the newest without any of them', () => {
  const { stream, state, chunks } = openBrotli()
  const body = 'a line of text that stays. '.repeat(50)
  stream.show(frame(`0 ${body}`))
  state.ready = false
  stream.beat()
  for (let i = 1; i <= 9; i++) stream.show(frame(`${i} ${body}`))
  state.ready = true
  state.drain()
  expect(decoded(chunks)).toBe(textOf(`0 ${body}`) + textOf(`9 ${body}`))
  stream.show(frame(`10 ${body}`))
  // From itself alone, and from the one before.
  const [, , alone, after] = chunks
  expect(alone?.length).toBeGreaterThan(2 * (after?.length ?? 0))
  expect(decoded(chunks)).toContain(textOf(`10 ${body}`))
})

test('a reader that never drains is cut after the time that is stated', () => {
  const { stream, state, timers } = openStream()
  state.ready = false
  stream.show(frame('one'))
  timers.advance(stallMs - 1)
  expect(state.destroyed).toBe(0)
  timers.advance(1)
  expect(state.destroyed).toBe(1)
  expect(stream.closeReason).toBe('stalled')
  expect(timers.waiting).toBe(0)
})

test('a reader that drains in time is not cut', () => {
  const { stream, state, timers } = openStream()
  state.ready = false
  stream.show(frame('one'))
  timers.advance(stallMs - 1)
  state.drain()
  expect(timers.waiting).toBe(0)
  stream.show(frame('two'))
  timers.advance(stallMs - 1)
  expect(state.destroyed).toBe(0)
  stream.destroy('drained')
  expect(timers.waiting).toBe(0)
})

test('a closed stream takes nothing, tells once, and tells at once who asks later', () => {
  const { stream, state, chunks } = openStream()
  let told = 0
  stream.onClose(() => told++)
  state.close()
  stream.show(frame('one'))
  stream.beat()
  stream.stop()
  stream.end()
  stream.destroy('drained')
  expect(chunks).toEqual([])
  expect(state).toMatchObject({ ended: 0, destroyed: 0 })
  stream.onClose(() => told++)
  expect(told).toBe(2)
})

test('a client is told once how long to wait, unless it is the usual time, or is not ready', () => {
  const { stream, state, written } = openStream()
  stream.show(frame('one'))
  stream.spread(1000)
  stream.spread(2048)
  stream.spread(2048)
  expect(written().slice(1)).toEqual(['retry: 2048\n\n'])
  state.ready = false
  stream.show(frame('two'))
  stream.spread(4096)
  expect(written()).toHaveLength(3)
})

test('a stream that is stopped says so and ends; a reader that is not ready is not waited for', () => {
  const ready = openStream()
  ready.stream.show(frame('one'))
  ready.stream.stop()
  expect(ready.written().slice(1)).toEqual(['event: orion-stop\ndata:\n\n'])
  expect(ready.state).toMatchObject({ ended: 1, destroyed: 0 })
  const slow = openStream()
  slow.state.ready = false
  slow.stream.show(frame('one'))
  slow.stream.stop()
  expect(slow.written()).toHaveLength(1)
  expect(slow.state).toMatchObject({ ended: 0, destroyed: 1 })
})

test('a brotli stream that ends has its last block', () => {
  const { stream, chunks } = openBrotli()
  stream.show(frame('one'))
  stream.end()
  expect(chunks.at(-1)).toEqual(Buffer.from([3]))
})
