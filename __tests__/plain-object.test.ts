import { runInNewContext } from 'node:vm'
import { isPlainObject } from '../lib/plain-object.js'

test('an object literal, parsed JSON and an object without a prototype are plain', () => {
  for (const plain of [{}, { a: 1 }, JSON.parse('{"__proto__":1}'), Object.create(null)]) {
    expect(isPlainObject(plain)).toBe(true)
  }
})

test('it is plain whichever realm made it, as a native driver makes rows under jest', () => {
  expect(isPlainObject(runInNewContext('({ a: 1 })'))).toBe(true)
  expect(isPlainObject(runInNewContext('new Date(0)'))).toBe(false)
})

test('nothing else is', () => {
  class Point {}
  class Bare extends (null as unknown as ObjectConstructor) {}
  expect(isPlainObject(Object.create(Bare.prototype))).toBe(false)
  for (const other of [null, undefined, 1, 'a', [], new Date(0), new Map(), new Point(), () => 0]) {
    expect(isPlainObject(other)).toBe(false)
  }
})
