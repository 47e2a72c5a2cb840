import { systemTimers } from '../lib/timers.js'
import { Views } from '../lib/views.js'

const source = () => ({
  throttleMs: 0,
  timers: systemTimers,
  render: async () => '<p id="x"></p>',
  subscribe: () => () => undefined,
  onError: () => undefined,
})

test('equal identities find one view, others make their own', () => {
  const views = new Views()
  const one = views.get('{"id":1}', source)
  one.hold()
  expect(views.get('{"id":1}', source)).toBe(one)
  expect(views.get('{"id":2}', source)).not.toBe(one)
  expect(views.size).toBe(2)
})

test('a view is forgotten once nobody holds it, and made anew for who comes later', () => {
  const views = new Views()
  const one = views.get('{}', source)
  const release = one.hold()
  release()
  expect(views.size).toBe(0)
  expect(views.get('{}', source)).not.toBe(one)
})

test('a source that can not subscribe leaves no view behind', () => {
  const views = new Views()
  const broken = () => ({
    ...source(),
    subscribe() {
      throw new Error('no bus')
    },
  })
  expect(() => views.get('{}', broken)).toThrow('no bus')
  expect(views.size).toBe(0)
})
