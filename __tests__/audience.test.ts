import fc from 'fast-check'
import { Audience } from '../lib/audience.js'
import { brotli, plainText } from '../lib/encodings.js'
import { decoded, frameOf } from './support/frames.js'
import { openStream } from './support/open-stream.js'

const encodings = [plainText, brotli(16, { repeats: false }), brotli(16, { repeats: true })]
// None is as long as the one before, so none can be taken for another's base.
const frame = (version: number) => {
  return frameOf(`<p id="x">${version}</p>${`<i>${version % 7}</i>`.repeat(3 + (version % 5))}`)
}

function join(audience: Audience, kind: number) {
  const encoding = encodings[kind] ?? plainText
  const opened = openStream(encoding)
  opened.stream.onClose(() => audience.delete(opened.stream))
  audience.add(opened.stream)
  const text = () => (encoding.name ? decoded(opened.chunks) : opened.written().join(''))
  const versions = () => [...text().matchAll(/<p id="x">(\d+)<\/p>/g)].map(([, n]) => Number(n))
  return { ...opened, versions }
}

test('all who are ready get one and the same chunk for each encoding', () => {
  const audience = new Audience()
  audience.show(frame(0))
  const joined = [0, 0, 1, 1, 2, 2].map((kind) => join(audience, kind))
  for (let version = 1; version <= 3; version++) audience.show(frame(version))
  for (const { versions } of joined) expect(versions()).toEqual([0, 1, 2, 3])
  for (const kind of [0, 1, 2]) {
    const [one, other] = joined.slice(2 * kind)
    expect(one?.chunks.map((chunk, at) => chunk === other?.chunks[at])).toEqual(Array(4).fill(true))
  }
})

test('who left, who closed and who was never there are shown nothing', () => {
  const audience = new Audience()
  const [gone, closed, stays] = [join(audience, 1), join(audience, 1), join(audience, 1)]
  audience.show(frame(0))
  audience.delete(gone.stream)
  audience.delete(openStream().stream)
  closed.state.close()
  expect(audience.size).toBe(1)
  audience.show(frame(1))
  expect([gone, closed, stays].map(({ versions }) => versions())).toEqual([[0], [0], [0, 1]])
})

test('its end is that of everybody, ready or not', () => {
  const audience = new Audience()
  audience.show(frame(0))
  const joined = [0, 1, 1, 2].map((kind) => join(audience, kind))
  joined[1]?.stream.hold()
  audience.end()
  expect(joined.map(({ state }) => state.ended)).toEqual([1, 1, 1, 1])
  expect(audience.size).toBe(0)
})

const step = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ do: 'show' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('join' as const), kind: fc.nat(2) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('slow', 'drain', 'hold', 'release', 'beat', 'spread', 'close'),
      who: fc.nat(8),
    }),
  },
)

test('whatever readers do, each sees versions in their order, and the newest once it is ready', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const audience = new Audience()
      const joined = encodings.map((_, kind) => join(audience, kind))
      const held = new Map<(typeof joined)[number], number | undefined>()
      let version = 0
      audience.show(frame(version))
      for (const it of steps) {
        if (it.do === 'show') audience.show(frame(++version))
        else if ('kind' in it) joined.push(join(audience, it.kind))
        else if ('who' in it) {
          const one = joined[it.who % joined.length] as (typeof joined)[number]
          act(one, it.do)
          if (it.do === 'hold') held.set(one, one.versions().at(-1))
          if (it.do === 'release') held.delete(one)
        }
        for (const [{ versions }, last] of held) expect(versions().at(-1)).toBe(last)
      }
      const open = joined.filter(({ stream }) => stream.isOpen)
      for (const one of open) {
        act(one, 'release')
        act(one, 'drain')
      }
      expect(audience.size).toBe(open.length)
      for (const { versions } of open) expect(versions().at(-1)).toBe(version)
      audience.show(frame(++version))
      for (const { versions } of open) expect(versions().at(-1)).toBe(version)
      for (const { state } of joined) expect(state.pressed).toBe(0)
      for (const { versions } of joined)
        expect(versions()).toEqual(versions().toSorted((a, b) => a - b))
    }),
    { numRuns: 300 },
  )
})

function act({ stream, state }: ReturnType<typeof join>, what: string): void {
  if (what === 'slow') state.ready = false
  else if (what === 'drain') {
    state.ready = true
    state.drain()
  } else if (what === 'close') state.close()
  else if (what === 'spread') stream.spread(4000)
  else stream[what as 'hold' | 'release' | 'beat']()
}
