import { Dependencies } from '../lib/dependencies.js'

/** Subscriptions that are counted by their key. */
function openDependencies(limit = 10) {
  const live = new Set<string>()
  const dependencies = new Dependencies(limit)
  const subscribe = (key: string) => () => {
    live.add(key)
    return () => void live.delete(key)
  }
  return { live, dependencies, subscribe }
}

test('what renders name is subscribed to once, for as long as they name it', () => {
  const { live, dependencies, subscribe } = openDependencies()
  const first = dependencies.begin()
  expect(first.name('a', subscribe('a'))).toBe(true)
  expect(first.name('a', subscribe('a'))).toBe(false)
  first.name('b', subscribe('b'))
  first.end({ drop: true })
  const second = dependencies.begin()
  expect(second.name('b', subscribe('b'))).toBe(false)
  expect([...live]).toEqual(['a', 'b'])
  second.end({ drop: true })
  expect([...live]).toEqual(['b'])
})

test('a render that failed drops nothing: it may not have come to name it', () => {
  const { live, dependencies, subscribe } = openDependencies()
  const first = dependencies.begin()
  first.name('a', subscribe('a'))
  first.end({ drop: true })
  dependencies.begin().end({ drop: false })
  expect([...live]).toEqual(['a'])
})

test('closed, it lets everything go and takes nothing more', () => {
  const { live, dependencies, subscribe } = openDependencies()
  const naming = dependencies.begin()
  naming.name('a', subscribe('a'))
  dependencies.close()
  naming.name('b', subscribe('b'))
  expect([...live]).toEqual([])
})

test('one more than the limit is refused, and so is a name after the end', () => {
  const { dependencies, subscribe } = openDependencies(1)
  const naming = dependencies.begin()
  naming.name('a', subscribe('a'))
  naming.name('a', subscribe('a'))
  expect(() => naming.name('b', subscribe('b'))).toThrow(
    expect.objectContaining({ code: 'ORION_LIMIT' }),
  )
  naming.end({ drop: true })
  expect(() => naming.name('a', subscribe('a'))).toThrow(
    expect.objectContaining({ code: 'ORION_RENDER' }),
  )
})
