import { isPlainObject } from '../lib/plain-object.js'

test('an object literal, parsed JSON and an object without a prototype are plain', () => {
  for (const plain of [{}, { a: 1 }, JSON.parse('{"__proto__":1}'), Object.create(null)]) {
    expect(isPlainObject(plain)).toBe(true)
  }
})

test('nothing else is', () => {
  class Point {}
  for (const other of [null, undefined, 1, 'a', [], new Date(0), new Map(), new Point(), () => 0]) {
    expect(isPlainObject(other)).toBe(false)
  }
})
