import fc from 'fast-check'
import { canonicalJson, frozen } from '../lib/given.js'

const refused = (message: string) =>
  expect.objectContaining({ code: 'ORION_GIVEN', message: expect.stringContaining(message) })

/** The same value, its members in another order. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reordered(member)]),
  )
}

test('keys are sorted, at every depth', () => {
  expect(canonicalJson({ b: 1, a: { d: [{ z: 1, y: 2 }], c: null }, 10: 'x', 2: 'y' })).toBe(
    '{"10":"x","2":"y","a":{"c":null,"d":[{"y":2,"z":1}]},"b":1}',
  )
})

test('a value that is equal has the same text, and only then', () => {
  const small = fc.jsonValue({ maxDepth: 2 })
  fc.assert(
    fc.property(small, small, (a, b) => {
      expect(canonicalJson(reordered(a))).toBe(canonicalJson(a))
      const plain = [a, b].map((value) => JSON.stringify(reordered(reordered(value))))
      if (plain[0] === plain[1]) expect(canonicalJson(a)).toBe(canonicalJson(b))
      if (canonicalJson(a) === canonicalJson(b)) {
        expect(JSON.parse(JSON.stringify(a))).toEqual(JSON.parse(JSON.stringify(b)))
      }
    }),
  )
})

test('the text is JSON of the value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const plain: unknown = JSON.parse(JSON.stringify(value))
      expect(JSON.parse(canonicalJson(value))).toEqual(plain)
      expect(frozen(canonicalJson(value))).toEqual(plain)
    }),
  )
})

test('texts that look alike stay apart', () => {
  const alike = [1, '1', [1], ['1'], { 1: 1 }, null, 'null', '', [], {}, [[]], [null], true, 'true']
  expect(new Set(alike.map((value) => canonicalJson(value))).size).toBe(alike.length)
})

test('members that are undefined are left out', () => {
  expect(canonicalJson({ a: undefined, b: { c: undefined } })).toBe('{"b":{}}')
})

test('a member of any name is a member', () => {
  const json = '{"__proto__":{"a":1},"constructor":2,"toString":3}'
  expect(canonicalJson(JSON.parse(json))).toBe(json)
  const copy = frozen<object>(json)
  expect(Object.keys(copy)).toEqual(['__proto__', 'constructor', 'toString'])
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
})

test('an object without a prototype is plain, as Express 5 makes them for params', () => {
  expect(canonicalJson(Object.assign(Object.create(null), { id: '7' }))).toBe('{"id":"7"}')
})

class Todo {
  title = 'x'
}

test.each([
  ['given.at', { at: new Date(0) }],
  ['given.a[1]', { a: [1, new Map()] }],
  ['given.a.b[0].c', { a: { b: [{ c: Number.NaN }] } }],
  ['given.n', { n: Number.POSITIVE_INFINITY }],
  ['given.n', { n: 1n }],
  ['given.fn', { fn: () => 1 }],
  ['given.s', { s: Symbol('x') }],
  ['given.todo', { todo: new Todo() }],
  ['given.set', { set: new Set([1]) }],
  ['given.bytes', { bytes: Buffer.from('x') }],
  ['given.text', { text: Object('boxed') }],
  ['given.a[0]', { a: [undefined] }],
  ['given.a[1]', { a: Object.assign([1], { length: 2 }) }],
  ['given.p', { p: Promise.resolve() }],
  ['given.own', { own: Object.create({ hidden: 1 }) }],
  ['given', undefined],
])('what JSON would change or drop is refused, at %s', (path, value) => {
  expect(() => canonicalJson(value)).toThrow(refused(`orion: ${path} is `))
})

test('"two users with equal JSON but different hidden fields share an identity": such a user is refused', () => {
  class User {
    id = 1
    #role = 'admin'
    get role() {
      return this.#role
    }
  }
  expect(() => canonicalJson({ viewer: new User() })).toThrow(
    refused("given.viewer is User { id: 1 }, which JSON can't hold; make it plain JSON"),
  )
})

test('a frozen copy can not be changed, at any depth', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const waiting: unknown[] = [frozen(canonicalJson(value))]
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        expect(Object.isFrozen(next)).toBe(true)
        if (typeof next === 'object' && next !== null) waiting.push(...Object.values(next))
      }
    }),
  )
})
