import fc from 'fast-check'
import { Frame } from '../lib/frame.js'
import { hostileText } from './support/hostile.js'
import { eventsOf, linesOf } from './support/sse.js'

test('a frame is one event with the whole of its HTML', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const frame = new Frame(`<p id="a">${text}</p>`)
      const [event, ...more] = eventsOf(frame.text)
      expect(more).toEqual([])
      expect(linesOf(event)).toEqual({ elements: frame.html.replace(/\r\n?/g, '\n') })
    }),
  )
})

test('asked again, it gives the same text', () => {
  const frame = new Frame('<p id="a"></p>')
  expect(frame.text).toBe(frame.text)
})
