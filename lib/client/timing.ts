// The modifiers that say when a function runs: __delay, __debounce and __throttle, and __viewtransition.
import type { Modifiers } from './attribute-name.js'
import type { Undo } from './reactions.js'
import { inTransition } from './view-transition.js'

/** A function that may wait; after the undo, what still waits is dropped. */
export interface Timed<Value> {
  run(value: Value): void
  undo: Undo
}

type Later = (done: () => void) => ReturnType<typeof setTimeout>
type Wrap = <Value>(
  run: (value: Value) => void,
  tags: readonly string[],
  later: Later,
) => (value: Value) => void

/** Reads `500ms` or `5s` among the tags of a modifier, in milliseconds. */
export function durationMs(tags: readonly string[]): number {
  const [, amount, unit] = /(?:^| )(\d*\.?\d+)(ms|s)?(?: |$)/.exec(tags.join(' ')) ?? []
  return Number(amount ?? 0) * (unit === 's' ? 1000 : 1)
}

const delay: Wrap = (run, _, later) => (value) => {
  later(() => run(value))
}

const debounce: Wrap = (run, tags, later) => {
  let timer: ReturnType<Later> | undefined
  return (value) => {
    if (timer === undefined && tags.includes('leading')) run(value)
    clearTimeout(timer)
    timer = later(() => {
      timer = undefined
      if (!tags.includes('notrailing')) run(value)
    })
  }
}

const throttle: Wrap = (run, tags, later) => {
  let isWaiting = false
  let last: (() => void) | undefined
  return (value) => {
    if (tags.includes(isWaiting ? 'trailing' : 'noleading')) last = () => run(value)
    else if (!isWaiting) run(value)
    if (isWaiting) return
    isWaiting = true
    later(() => {
      isWaiting = false
      last?.()
      last = undefined
    })
  }
}

const wraps: Readonly<Record<string, Wrap>> = { delay, debounce, throttle }

/** Wraps a function in the timing that the modifiers ask for. */
export function withTiming<Value>(run: (value: Value) => void, modifiers: Modifiers): Timed<Value> {
  let isUndone = false
  let timed = run
  if (modifiers.has('viewtransition')) timed = (value) => void inTransition(() => run(value))
  for (const [modifier, wrap] of Object.entries(wraps)) {
    const tags = modifiers.get(modifier)
    if (!tags) continue
    timed = wrap(timed, tags, (done) => setTimeout(() => isUndone || done(), durationMs(tags)))
  }
  return {
    run: timed,
    undo: () => {
      isUndone = true
    },
  }
}
