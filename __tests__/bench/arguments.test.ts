import { readArguments } from '../../bench/arguments.js'

const names = ['fan-out CPU', 'fan-out latency', 'memory']
const read = (...words: string[]) => readArguments(words, names)

test('without arguments all rows run at their full size', () => {
  expect(read()).toEqual({ quick: false, write: false, names })
})

test('--only chooses the rows with that in their name, in the order of the table', () => {
  expect(read('--quick', '--only', 'memory', '--only', 'fan-out')).toMatchObject({
    quick: true,
    names,
  })
  expect(read('--only', 'latency').names).toEqual(['fan-out latency'])
})

test('--only with no row to its name says which rows there are', () => {
  expect(() => read('--only', 'fan-in')).toThrow(
    '--only fan-in is no row; there are: fan-out CPU, fan-out latency, memory',
  )
})

test('--write takes rows at their full size', () => {
  expect(read('--write').write).toBe(true)
  expect(read('--write', '--only', 'memory')).toMatchObject({ write: true, names: ['memory'] })
  expect(() => read('--write', '--quick')).toThrow('leave out --quick')
})

test('an argument that there is not is refused', () => {
  expect(() => read('--fast')).toThrow("Unknown option '--fast'")
})
