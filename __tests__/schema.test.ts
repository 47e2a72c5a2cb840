import * as v from 'valibot'
import { type StandardSchemaV1, standardSchema, validate } from '../lib/schema.js'

/** A schema of no library: whatever has `~standard` is one. */
function schemaOf(validate: (value: unknown) => unknown): StandardSchemaV1 {
  return { '~standard': { version: 1, vendor: 'test', validate: validate as never } }
}

test('what a schema puts out is the input, not what was put in', () => {
  const schema = v.object({
    count: v.pipe(v.string(), v.transform(Number)),
    tag: v.optional(v.string(), 'x'),
  })
  expect(validate(schema, { count: '3', more: true })).toEqual({ count: 3, tag: 'x' })
  expect(
    validate(
      schemaOf(() => ({ value: undefined })),
      1,
    ),
  ).toBeUndefined()
})

test('every issue is told, by its path', () => {
  const schema = v.object({
    title: v.pipe(v.string(), v.minLength(3, 'Too short'), v.regex(/^[a-z]*$/, 'Only letters')),
    rows: v.array(v.object({ n: v.number('A number') })),
  })
  expect(() => validate(schema, { title: '1', rows: [{ n: 1 }, { n: 'x' }] })).toThrow(
    expect.objectContaining({
      code: 'ORION_INVALID',
      issues: [
        { path: 'title', message: 'Too short' },
        { path: 'title', message: 'Only letters' },
        { path: 'rows.1.n', message: 'A number' },
      ],
    }),
  )
})

test('a path may be of keys, of segments, of symbols, or not there', () => {
  const issues = [
    { message: 'a', path: ['a', 0] },
    { message: 'b', path: [{ key: 'b' }, { key: 1 }, 'c'] },
    { message: 'c', path: [Symbol('s')] },
    { message: 'd', path: [] },
    { message: 'e' },
  ]
  expect(() =>
    validate(
      schemaOf(() => ({ issues })),
      {},
    ),
  ).toThrow(
    expect.objectContaining({
      issues: [
        { path: 'a.0', message: 'a' },
        { path: 'b.1.c', message: 'b' },
        { path: 'Symbol(s)', message: 'c' },
        { path: '', message: 'd' },
        { path: '', message: 'e' },
      ],
    }),
  )
})

test("an async schema is refused, and its rejection is nobody else's", async () => {
  const unhandled: unknown[] = []
  const note = (error: unknown) => void unhandled.push(error)
  process.on('unhandledRejection', note)
  const schema = schemaOf(() => Promise.reject(new Error('too late')))
  expect(() => validate(schema, {})).toThrow(
    expect.objectContaining({ code: 'ORION_SCHEMA_ASYNC' }),
  )
  await new Promise((turn) => setImmediate(turn))
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})

test('a schema that throws is an error of ours, with the names of what it was given and its cause', () => {
  const broken = new TypeError('broken')
  const schema = schemaOf(() => {
    throw broken
  })
  const thrown = (value: unknown) => {
    try {
      return validate(schema, value)
    } catch (error) {
      return error
    }
  }
  expect(thrown({ name: 'Ada', password: 'secret' })).toMatchObject({
    code: 'ORION_SCHEMA',
    status: 500,
    message:
      "orion: a schema, given [ 'name', 'password' ], threw TypeError: broken; let it tell an issue instead",
    cause: broken,
  })
  expect(thrown('x')).toMatchObject({ message: expect.stringContaining("given 'x'") })
})

test.each([
  ['valibot', v.object({}), true],
  ['an object', schemaOf(() => ({ value: 1 })), true],
  [
    'a function, as arktype has them',
    Object.assign(
      () => 1,
      schemaOf(() => ({ value: 1 })),
    ),
    true,
  ],
  ['a plain function', () => 1, false],
  ['null', null, false],
  ['a text', 'x', false],
  ['~standard without validate', { '~standard': {} }, false],
  ['~standard that is null', { '~standard': null }, false],
])('%s is told a schema or not', (_what, value, is) => {
  expect(v.safeParse(standardSchema, value).success).toBe(is)
})
