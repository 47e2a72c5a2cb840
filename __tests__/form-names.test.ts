import fc from 'fast-check'
import { checkFieldPath, controlName, errorKey, nestFields, valueAt } from '../lib/form-names.js'

const refused = (message: string) =>
  expect.objectContaining({ code: 'ORION_BODY_INVALID', message: expect.stringContaining(message) })

describe('fields are nested by their names', () => {
  test.each([
    [{ a: '1' }, { a: '1' }],
    [{ 'a[]': '1' }, { a: ['1'] }],
    [{ 'a[]': ['1', '2'] }, { a: ['1', '2'] }],
    [{ 'a[b]': '1', 'a[c]': '2' }, { a: { b: '1', c: '2' } }],
    [{ 'a[0]': '1', 'a[1]': '2' }, { a: ['1', '2'] }],
    // Of a row that was taken out of the middle no hole is left.
    [{ 'a[0][b]': '1', 'a[5][b]': '2' }, { a: [{ b: '1' }, { b: '2' }] }],
    [{ 'a[b][c][d][e][f]': '1' }, { a: { b: { c: { d: { e: { f: '1' } } } } } }],
    [
      { 'a.b': '1', 'a-b': '2', 'a b': '3' },
      { 'a.b': '1', 'a-b': '2', 'a b': '3' },
    ],
    [
      { constructor: '1', 'a[toString]': '2' },
      { constructor: '1', a: { toString: '2' } },
    ],
    [
      { a: { b: ['1'] }, c: ['2'] },
      { a: { b: ['1'] }, c: ['2'] },
    ],
    [{}, {}],
  ])('%j', (fields, nested) => {
    expect(nestFields(fields)).toEqual(nested)
  })

  test('and no value is lost, whatever the names are', () => {
    const name = fc
      .array(fc.constantFrom('a', 'b', '0', '1', '[', ']', '[]', '[a]', '[1]', '.'), {
        minLength: 1,
        maxLength: 6,
      })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 5 }), (names) => {
        const fields = Object.fromEntries(names.map((name, n) => [name, `value ${n}`]))
        const found = JSON.stringify(nestFields(fields))
        for (const value of Object.values(fields)) expect(found).toContain(value)
      }),
    )
  })
})

test.each([
  [{ 'a[b][c][d][e][f][g]': '1' }, 'names nest 5 deep'],
  [{ 'a[200]': '1' }, 'a list holds at most 200 items'],
  [{ 'a[]': Array(201).fill('1') }, 'a list holds at most 200 items'],
  [{ '': '1' }, 'a field of the form has no name'],
])('what goes too far is refused, never left out: %j', (fields, message) => {
  expect(() => nestFields(fields)).toThrow(refused(message))
})

test.each(['__proto__', 'a[__proto__]', '[__proto__]', 'a[b][__proto__][c]'])(
  'a field called %s is refused',
  (name) => {
    const fields = Object.fromEntries([[name, '1']])
    expect(() => nestFields(fields)).toThrow(refused(`a field called '${name}'`))
  },
)

test('a field called by less than that is a field', () => {
  const fields = { my__proto__: '1', __proto: '2' }
  expect(nestFields(fields)).toEqual(fields)
})

const key = fc.stringMatching(/^[A-Za-z]\w{0,5}$/)
const fieldPath = fc
  .tuple(key, fc.array(fc.oneof(key, fc.nat(199).map(String)), { maxLength: 4 }))
  .map(([first, rest]) => [first, ...rest].join('.'))

test('what is sent under the name of a path comes to stand at this path', () => {
  fc.assert(
    fc.property(fieldPath, (path) => {
      expect(checkFieldPath(path)).toBe(path)
      // No hole is left in a list, so that a row on its own is the first.
      const compact = path.replace(/\.\d+/g, '.0')
      expect(valueAt(nestFields({ [controlName(path)]: 'x' }), compact)).toBe('x')
      expect(errorKey(path)).toMatch(/^[A-Za-z]\w*$/)
    }),
  )
})

test('a value is found by own members alone', () => {
  const values = { a: { b: [null, { c: 0 }] }, text: 'x' }
  expect(valueAt(values, 'a.b.1.c')).toBe(0)
  expect(valueAt(values, 'a.b.0')).toBe(null)
  for (const path of ['a.b.0.c', 'a.x', 'text.length', 'toString', 'a.constructor', 'a.b.map']) {
    expect(valueAt(values, path)).toBeUndefined()
  }
})
