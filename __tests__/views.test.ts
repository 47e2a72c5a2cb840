import { Renders } from '../lib/renders.js'
import { systemTimers } from '../lib/timers.js'
import { Views } from '../lib/views.js'
import { DeltaEncoder } from '../lib/wire/delta-frame.js'

const source = () => ({
  given: {},
  about: () => ({ route: '/', view: 0, topics: [] }),
  throttleMs: 0,
  everyMs: undefined,
  format: { patch: {}, padded: false },
  check: async () => undefined,
  listen: () => ({ heard: () => false, stop: () => undefined }),
  render: async () => '<p id="x"></p>',
  onError: () => undefined,
})

function openViews(limit = 10) {
  const renders = new Renders({ renders: 1, renderMs: 1000 }, systemTimers)
  const limits = { views: limit, topicsPerView: 10, frameBytes: 1000 }
  return new Views({ timers: systemTimers, renders, encoder: new DeltaEncoder(), limits })
}

test('equal identities find one view, others make their own', () => {
  const views = openViews()
  const one = views.get('{"id":1}', source)
  one.hold()
  expect(views.get('{"id":1}', source)).toBe(one)
  expect(views.get('{"id":2}', source)).not.toBe(one)
  expect(views.size).toBe(2)
})

test('a view is forgotten once nobody holds it, and made anew for who comes later', () => {
  const views = openViews()
  const one = views.get('{}', source)
  const release = one.hold()
  release()
  expect(views.size).toBe(0)
  expect(views.get('{}', source)).not.toBe(one)
})

test('a source that can not be made leaves no view behind', () => {
  const views = openViews()
  const broken = () => {
    throw new Error('no topics')
  }
  expect(() => views.get('{}', broken)).toThrow('no topics')
  expect(views.size).toBe(0)
})

test('one view too many is refused, those that live are found all the same', () => {
  const views = openViews(1)
  const one = views.get('{"id":1}', source)
  one.hold()
  expect(() => views.get('{"id":2}', source)).toThrow(
    expect.objectContaining({ code: 'ORION_LIMIT', status: 503 }),
  )
  expect(views.get('{"id":1}', source)).toBe(one)
})
