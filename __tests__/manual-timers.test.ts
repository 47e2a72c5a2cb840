import { createManualTimers } from '../lib/testing.js'

test('time stands still until it is moved on, and then runs what is due, in its order', () => {
  const timers = createManualTimers()
  const ran: [string, number][] = []
  const note = (name: string) => () => void ran.push([name, timers.now()])
  timers.setTimeout(note('late'), 30)
  timers.setTimeout(note('early'), 10)
  timers.setTimeout(note('later'), 31)
  timers.advance(9)
  expect(ran).toEqual([])
  timers.advance(21)
  expect(ran).toEqual([
    ['early', 10],
    ['late', 30],
  ])
  expect(timers.now()).toBe(30)
  expect(timers.waiting).toBe(1)
})

test('what a timer sets in its turn runs too, once it is due', () => {
  const timers = createManualTimers()
  const times: number[] = []
  const tick = () => {
    times.push(timers.now())
    timers.setTimeout(tick, 10)
  }
  timers.setTimeout(tick, 10)
  timers.advance(35)
  expect(times).toEqual([10, 20, 30])
})

test('a timer that was cleared does not run', () => {
  const timers = createManualTimers()
  const timer = timers.setTimeout(() => {
    throw new Error('it ran')
  }, 1)
  timers.clearTimeout(timer)
  timers.clearTimeout(undefined)
  timers.advance(1)
  expect(timers.waiting).toBe(0)
})
