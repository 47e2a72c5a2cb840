import { systemTimers } from '../lib/timers.js'

test('a timer fires, no earlier than told', async () => {
  const before = systemTimers.now()
  await new Promise<void>((done) => void systemTimers.setTimeout(done, 20))
  // Node rounds to whole milliseconds.
  expect(systemTimers.now() - before).toBeGreaterThanOrEqual(19)
})

test('a timer that was cleared does not fire', async () => {
  const fired: string[] = []
  const cleared = systemTimers.setTimeout(() => fired.push('cleared'), 1)
  systemTimers.clearTimeout(cleared)
  await new Promise<void>((done) => void systemTimers.setTimeout(done, 5))
  expect(fired).toEqual([])
})

test('no timer can be cleared', () => {
  expect(() => systemTimers.clearTimeout(undefined)).not.toThrow()
})

test('the clock never runs backwards', () => {
  const times = Array.from({ length: 1000 }, () => systemTimers.now())
  expect(times).toEqual(times.toSorted((a, b) => a - b))
})
