import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  InvalidInputError,
  invalid,
  isInvalidInput,
  OrionError,
  type OrionErrorCode,
  show,
  statusFrom,
} from '../lib/errors.js'

const statuses: Readonly<Record<OrionErrorCode, number>> = {
  ORION_BODY_INVALID: 400,
  ORION_BODY_TOO_LARGE: 413,
  ORION_BODY_TYPE: 415,
  ORION_BODY_CONSUMED: 500,
  ORION_CLOSED: 503,
  ORION_COMMAND_METHOD: 500,
  ORION_CROSS_SITE: 403,
  ORION_FORBIDDEN: 403,
  ORION_FRAME: 500,
  ORION_GIVEN: 500,
  ORION_INVALID: 422,
  ORION_LIMIT: 503,
  ORION_OPTION: 500,
  ORION_PARAMS: 404,
  ORION_PART: 500,
  ORION_QUERY: 400,
  ORION_REDIRECT: 500,
  ORION_RENDER: 500,
  ORION_RESPONSE_IN_COMMAND: 500,
  ORION_ROLLED_BACK: 503,
  ORION_SCHEMA: 500,
  ORION_SCHEMA_ASYNC: 500,
  ORION_SIGNALS: 400,
  ORION_STORE: 500,
  ORION_STORE_IN_COMMAND: 500,
  ORION_TEMPLATE: 500,
  ORION_TIMEOUT: 503,
  ORION_TOPIC: 500,
  ORION_TOO_MANY_STREAMS: 429,
  ORION_TRANSACTION: 500,
  ORION_VALUE: 500,
  ORION_VIEWER: 500,
}

test.each(Object.entries(statuses))('%s has status %i', (code, status) => {
  const error = new OrionError(code as OrionErrorCode, 'what was wrong')
  // Express shows the message of an error whose `expose` is true.
  expect(error).toMatchObject({ code, status, expose: status < 500 })
})

test('docs/errors.md tells of every code, with its status', () => {
  const page = readFileSync(join(__dirname, '../docs/errors.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `(ORION_\w+)` \| (\d+) \|/gm)]
  expect(Object.fromEntries(rows.map(([, code, status]) => [code, Number(status)]))).toEqual(
    statuses,
  )
})

test('an error has its name, the prefix of the kit, a stack and its cause', () => {
  const cause = new TypeError('deep')
  const error = new OrionError('ORION_STORE', 'no store', { cause })
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({ name: 'OrionError', message: 'orion: no store', cause })
  expect(error.stack).toContain('errors.test')
  expect(Object.hasOwn(new OrionError('ORION_STORE', 'x'), 'cause')).toBe(false)
})

test('invalid() makes an issue of each message', () => {
  const error = invalid({ title: 'Already there', '': 'Not now' })
  expect(error).toBeInstanceOf(InvalidInputError)
  expect(error).toBeInstanceOf(OrionError)
  expect(error).toMatchObject({
    name: 'InvalidInputError',
    code: 'ORION_INVALID',
    status: 422,
    expose: true,
    message: 'orion: the input is invalid: title: Already there; Not now',
    issues: [
      { path: 'title', message: 'Already there' },
      { path: '', message: 'Not now' },
    ],
  })
})

test('invalid input is known by its code, for another copy of the kit has another class', () => {
  expect(isInvalidInput(invalid({}))).toBe(true)
  expect(isInvalidInput(Object.assign(new Error('x'), { code: 'ORION_INVALID' }))).toBe(true)
  expect(isInvalidInput(new OrionError('ORION_PARAMS', 'x'))).toBe(false)
  expect(isInvalidInput({ code: 'ORION_INVALID' })).toBe(false)
  expect(isInvalidInput(undefined)).toBe(false)
})

test.each([
  ['a text', "it's", `"it's"`],
  ['an object', { a: { b: { c: 1 } } }, '{ a: { b: [Object] } }'],
  ['undefined', undefined, 'undefined'],
  ['many lines', 'a\nb', "'a\\nb'"],
  ['a promise', Promise.resolve(1), 'a Promise'],
  ['a function', function live() {}, '[Function: live]'],
])('%s is shown on one line', (_what, value, text) => {
  expect(show(value)).toBe(text)
})

test('what is long is shown short', () => {
  expect(show('x'.repeat(1000))).toHaveLength(123)
  expect(show(Array.from({ length: 99 }, () => ({ a: 1 })))).toMatch(/\.\.\.$/)
})

test.each([
  ['status', { status: 404 }, 404],
  ['statusCode', { statusCode: 410 }, 410],
  ['status before statusCode', { status: 404, statusCode: 500 }, 404],
  ['no number', { status: '404' }, undefined],
  ['statusCode where status is no number', { status: '404', statusCode: 403 }, 403],
  ['no status', new Error('x'), undefined],
  ['no object', 'x', undefined],
  ['null', null, undefined],
  ['an error of the kit', new OrionError('ORION_PARAMS', 'x'), 404],
])('the status of an error is read from %s', (_what, error, status) => {
  expect(statusFrom(error)).toBe(status)
})
