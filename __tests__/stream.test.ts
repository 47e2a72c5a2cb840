import { Frame } from '../lib/frame.js'
import type { EventSink } from '../lib/response.js'
import { Stream } from '../lib/stream.js'

/** A sink that keeps what was written, and is ready or not as the test says. */
function openStream() {
  const written: string[] = []
  const sink = { ready: true, drain: () => {}, close: () => {}, ended: 0, destroyed: 0 }
  const seam: EventSink = {
    write(text) {
      written.push(text)
      return sink.ready
    },
    onDrain(fn) {
      sink.drain = fn
    },
    onClose(fn) {
      sink.close = fn
    },
    end: () => void sink.ended++,
    destroy: () => void sink.destroyed++,
  }
  return { stream: new Stream(seam), sink, written }
}

const frame = (text: string) => new Frame(`<p id="x">${text}</p>`)

test('a frame is written at once to a reader that is ready', () => {
  const { stream, written } = openStream()
  const one = frame('one')
  stream.show(one)
  expect(written).toEqual([one.text])
})

test('a reader that is not ready gets the newest frame alone when it drains', () => {
  const { stream, sink, written } = openStream()
  sink.ready = false
  stream.show(frame('one'))
  for (const text of ['two', 'three', 'four']) stream.show(frame(text))
  expect(written).toHaveLength(1)
  sink.drain()
  expect(written).toEqual([frame('one').text, frame('four').text])
  sink.drain()
  expect(written).toHaveLength(2)
})

test('a reader that stands on the newest state already gets nothing when it drains', () => {
  const { stream, sink, written } = openStream()
  sink.ready = false
  stream.show(frame('one'))
  stream.show(frame('two'))
  stream.show(frame('one'))
  sink.drain()
  expect(written).toEqual([frame('one').text])
})

test('a heartbeat is a comment, and waits for a reader that is not ready', () => {
  const { stream, sink, written } = openStream()
  sink.ready = false
  stream.beat()
  stream.beat()
  expect(written).toEqual([':\n\n'])
  sink.drain()
  stream.beat()
  expect(written).toHaveLength(2)
})

test('a closed stream takes nothing, tells once, and tells at once who asks later', () => {
  const { stream, sink, written } = openStream()
  let told = 0
  stream.onClose(() => told++)
  sink.close()
  stream.show(frame('one'))
  stream.beat()
  stream.end()
  stream.destroy()
  expect(written).toEqual([])
  expect(sink).toMatchObject({ ended: 0, destroyed: 0 })
  stream.onClose(() => told++)
  expect(told).toBe(2)
})

test('a client is told once how long to wait, unless it is the usual time, or is not ready', () => {
  const { stream, sink, written } = openStream()
  stream.spread(1000)
  stream.spread(2048)
  stream.spread(2048)
  expect(written).toEqual(['retry: 2048\n\n'])
  sink.ready = false
  stream.show(frame('one'))
  stream.spread(4096)
  expect(written).toHaveLength(2)
})

test('a stream that is stopped says so and ends; a reader that is not ready is not waited for', () => {
  const ready = openStream()
  ready.stream.stop()
  expect(ready.written).toEqual(['event: orion-stop\ndata:\n\n'])
  expect(ready.sink).toMatchObject({ ended: 1, destroyed: 0 })
  const slow = openStream()
  slow.sink.ready = false
  slow.stream.show(frame('one'))
  slow.stream.stop()
  expect(slow.written).toHaveLength(1)
  expect(slow.sink).toMatchObject({ ended: 0, destroyed: 1 })
})
