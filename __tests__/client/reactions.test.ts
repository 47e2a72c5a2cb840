// What follows the signals: run again when what it read has changed, and then alone.
import fc from 'fast-check'
import { createSignals, type Signals } from '../../lib/client/signals.js'

let signals: Signals
beforeEach(() => {
  signals = createSignals()
})

const read = (name: string) => signals.read([name])
const write = (name: string, value: unknown) => signals.write([name], value)

/** An effect that notes what it reads. */
function follow(look: () => unknown): unknown[] {
  const seen: unknown[] = []
  signals.effect(() => {
    seen.push(look())
  })
  return seen
}

test('an effect runs at once, and after each change of what it read, not of anything else', () => {
  write('a', 1)
  const seen = follow(() => read('a'))
  write('b', 1)
  write('a', 1)
  write('a', 2)
  expect(seen).toEqual([1, 2])
})

test('an effect follows what it read last', () => {
  const seen = follow(() => (read('isOn') ? read('a') : 'off'))
  write('a', 1)
  write('isOn', true)
  write('a', 2)
  write('isOn', false)
  write('a', 3)
  expect(seen).toEqual(['off', 1, 2, 'off'])
})

test('in a batch, an effect runs once, after all of it, also where the batch throws', () => {
  const seen = follow(() => [read('a'), read('b')])
  const batch = () =>
    signals.batch(() => {
      write('a', 1)
      signals.batch(() => write('b', 2))
      expect(seen).toHaveLength(1)
      throw new Error('over')
    })
  expect(batch).toThrow('over')
  expect(seen).toEqual([
    [undefined, undefined],
    [1, 2],
  ])
})

test('what is read without following wakes nobody, nor does what a computed signal reads for itself', () => {
  signals.derive(['big'], () => Number(read('n')) > 10)
  const big = follow(() => read('big'))
  const peeked = follow(() => [signals.peek(['n']), signals.untracked(() => read('n'))])
  write('n', 5)
  write('n', 20)
  write('n', 30)
  expect(big).toEqual([false, true])
  expect(peeked).toEqual([[undefined, undefined]])
})

test('a computed signal computes when it is asked, once a change', () => {
  let runs = 0
  write('a', 1)
  const undo = signals.derive(['twice'], () => {
    runs++
    return Number(read('a')) * 2
  })
  expect(runs).toBe(0)
  const seen = follow(() => read('twice'))
  follow(() => read('twice'))
  write('a', 2)
  write('b', 2)
  expect([seen, runs]).toEqual([[2, 4], 2])
  undo()
  expect([read('twice'), seen]).toEqual([undefined, [2, 4, undefined]])
})

test('an effect that was undone runs no more, also when it was about to', () => {
  const undos: (() => void)[] = []
  signals.effect(() => {
    if (read('a')) for (const undo of undos) undo()
  })
  const seen: unknown[] = []
  undos.push(
    signals.effect(() => {
      seen.push(read('a'))
    }),
  )
  write('a', 1)
  write('a', 2)
  expect(seen).toEqual([undefined])
})

test('an effect may write what others follow, also those before it', () => {
  const seen = follow(() => read('b'))
  signals.effect(() => write('b', Number(read('a') ?? 0) + 1))
  write('a', 5)
  expect(seen).toEqual([undefined, 1, 6])
})

test('effects that wake one another for ever are stopped with an error, and what follows works on', () => {
  const errors: unknown[] = []
  signals.effect(() => {
    try {
      write('n', Number(read('n') ?? 0) + 1)
    } catch (reason) {
      errors.push(String(reason))
    }
  })
  expect(errors).toEqual(['Error: It changes what it follows, again and again'])
  const seen = follow(() => read('a'))
  write('a', 1)
  expect(seen).toEqual([undefined, 1])
})

test('computed signals that depend on themselves are an error for whoever computes them', () => {
  const errors: unknown[] = []
  const derive = (name: string, from: string) =>
    signals.derive([name], () => {
      try {
        return read(from)
      } catch (reason) {
        errors.push(String(reason))
        return 'none'
      }
    })
  derive('a', 'b')
  const undo = derive('b', 'a')
  expect(read('a')).toBe('none')
  expect(errors).toEqual(['Error: A computed signal depends on itself'])
  write('c', 1)
  expect(read('a')).toBe('none')
  undo()
  write('b', 'mended')
  expect(read('a')).toBe('mended')
})

test('a computed signal is written as JSON by its value', () => {
  signals.merge({ user: { name: 'Ann' } })
  signals.derive(['user', 'initial'], () => String(signals.read(['user', 'name']))[0])
  expect(JSON.stringify(read('user'))).toBe('{"name":"Ann","initial":"A"}')
})

// Whatever depends on whatever, and in whatever order: what is shown last is what is so.
test('after any writes, each effect has shown the newest values, once for each change of them', () => {
  const names = ['a', 'b', 'c']
  const name = fc.constantFrom(...names)
  const writes = fc.array(fc.array(fc.tuple(name, fc.integer({ min: 0, max: 3 }))))
  fc.assert(
    fc.property(writes, (batches) => {
      signals = createSignals()
      const values: Record<string, number> = { a: 0, b: 0, c: 0 }
      signals.merge(values)
      signals.derive(['sum'], () => Number(read('a')) + Number(read('more')))
      signals.derive(['more'], () => Number(read('b')) * 2)
      const sums = follow(() => read('sum'))
      const picked = follow(() => (read('c') ? read('more') : read('a')))
      const expected = { sums: [0], picked: [0] }
      for (const batch of batches) {
        signals.batch(() => {
          for (const [at, value] of batch) {
            values[at] = value
            write(at, value)
          }
        })
        const { a = 0, b = 0, c = 0 } = values
        if (expected.sums.at(-1) !== a + b * 2) expected.sums.push(a + b * 2)
        const pick = c ? b * 2 : a
        if (expected.picked.at(-1) !== pick) expected.picked.push(pick)
      }
      expect(sums).toEqual(expected.sums)
      // It runs when what it read has changed, though it may show the same again.
      expect(picked.filter((value, at) => value !== picked[at - 1])).toEqual(expected.picked)
    }),
  )
})
