import fc from 'fast-check'
import { decoded, frameOf } from './support/frames.js'
import { hostileText } from './support/hostile.js'
import { eventsOf, linesOf } from './support/sse.js'

const body = (length: number) => 'words that are here in order. '.repeat(length / 30)

test('a frame is one event with the whole of its HTML', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const frame = frameOf(`<p id="a">${text}</p>`)
      const [event, ...more] = eventsOf(`${frame.plain.bytes}`)
      expect(more).toEqual([])
      expect(linesOf(event)).toEqual({ elements: frame.html.replace(/\r\n?/g, '\n') })
    }),
  )
})

test('what is encoded is encoded once, whoever asks', () => {
  const [one, two] = [frameOf('<p id="a">1</p>'), frameOf('<p id="a">2</p>')]
  expect(one.plain).toBe(one.plain)
  expect(one.key(16)).toBe(one.key(16))
  expect(two.after(one, 16)).toBe(two.after(one, 22))
  expect(two.alone(16)).toBe(two.alone(16))
  expect(two.repeat('x', 16)).toBe(two.repeat('x', 16))
  expect(two.repeat('x', 16)).not.toBe(two.repeat('y', 16))
})

test('a frame comes after any other, of any view, with what is told between', () => {
  fc.assert(
    fc.property(fc.array(hostileText, { minLength: 1 }), ([first = '', ...texts]) => {
      let standing = frameOf(`<p>${first}</p>`)
      const { windowBits } = standing
      const bytes: Buffer[] = [standing.key(windowBits).bytes]
      let text = `${standing.plain.bytes}`
      for (const [index, html] of texts.entries()) {
        const frame = frameOf(`<p>${html}</p>`, { padded: index % 2 === 0 })
        const told = `retry: ${index}\n\n`
        bytes.push(frame.after(standing, windowBits).bytes, frame.repeat(told, windowBits).bytes)
        text += `${frame.plain.bytes}${told}${frame.plain.bytes}`
        standing = frame
      }
      expect(decoded(bytes)).toBe(text)
    }),
  )
})

test('a text that has outgrown the window copies from itself alone, and is right', () => {
  const small = frameOf(`<p id="a">${body(3000)}</p>`)
  const { windowBits } = small
  const large = frameOf(`<p id="a">${body(90_000)}1</p>`)
  const larger = frameOf(`<p id="a">${body(90_000)}2</p>`)
  expect(windowBits).toBe(16)
  expect(large.after(small, windowBits)).toBe(large.alone(windowBits))
  expect(larger.after(large, windowBits)).toBe(larger.alone(windowBits))
  expect(larger.after(large, large.windowBits)).not.toBe(larger.alone(large.windowBits))
  const chunks = [
    small.key(windowBits),
    large.after(small, windowBits),
    larger.after(large, windowBits),
    larger.repeat('told\n\n', windowBits),
  ]
  expect(decoded(chunks.map(({ bytes }) => bytes))).toBe(
    [small, large, larger].map(({ plain }) => `${plain.bytes}`).join('') +
      `told\n\n${larger.plain.bytes}`,
  )
})

test('of a view with a viewer, no length tells what is in the frame', () => {
  const one = frameOf(`<p id="a">1 ${body(3000)}</p>`, { padded: true })
  const two = frameOf(`<p id="a">2 ${body(3000)}</p>`, { padded: true })
  const chunks = [one.key(16), two.after(one, 16), two.alone(16), two.repeat('', 16)]
  for (const { bytes } of chunks) expect(bytes.length % 32).toBe(0)
})

test('a frame that is superseded keeps its text, for streams that stand on it', () => {
  const frame = frameOf('<p id="a">1</p>')
  const key = frame.key(16)
  frame.supersede()
  expect(frame.key(16)).not.toBe(key)
  expect(frame.key(16).bytes).toEqual(key.bytes)
})
