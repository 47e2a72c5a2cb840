import fc from 'fast-check'
import { connect, html } from '../lib/index.js'
import { runAsDatastar } from './support/datastar.js'
import { hostileText } from './support/hostile.js'
import { elementOf } from './support/markup.js'

/** What the attribute does when Datastar runs it. */
function callsOf(attributes: object) {
  const { attributes: read } = elementOf(html`<main ${attributes}></main>`)
  expect(Object.keys(read)).toEqual(['data-init'])
  return runAsDatastar(read['data-init'] ?? '').calls
}

// "A clean end does not reconnect under auto or error; the default gives up after 10 tries" (facts.md), and a
// GET carries all signals in its URL unless told which.
test('a stream comes back after every end, for ever, and sends no signals', () => {
  const settings = {
    retry: 'always',
    retryMaxCount: Number.POSITIVE_INFINITY,
    openWhenHidden: false,
    filterSignals: { include: '^$' },
  }
  expect(callsOf(connect('/todos'))).toEqual([['get', '/todos', settings]])
  expect(callsOf(connect('/todos', { hidden: true }))).toEqual([
    ['get', '/todos', { ...settings, openWhenHidden: true }],
  ])
})

test('whatever stands in a path, one action runs with that path', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      expect(callsOf(connect(`/rooms/${text}`))).toEqual([
        ['get', `/rooms/${text}`, expect.anything()],
      ])
    }),
  )
})

test('a path that is accepted is one of this site to a browser', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '\t',
    '\n',
    '\r',
    '.',
    '..',
    'evil.example',
    '@',
    ':',
    '?',
    ' ',
  )
  const paths = fc.array(piece, { maxLength: 6 }).map((pieces) => `/${pieces.join('')}`)
  fc.assert(
    fc.property(paths, (path) => {
      try {
        connect(path)
      } catch {
        return
      }
      expect(new URL(path, 'https://own.example/a/b').origin).toBe('https://own.example')
    }),
    { numRuns: 1000 },
  )
})

test.each([
  '',
  'todos',
  './todos',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
])('%j is no path of this site', (path) => {
  expect(() => connect(path)).toThrow(
    expect.objectContaining({
      code: 'ORION_OPTION',
      message: expect.stringContaining("; give a path such as '/todos'"),
    }),
  )
})

test.each(['https://own.example/todos', 'javascript:alert(1)', undefined, null, 7])(
  '%j is no path at all',
  (path) => {
    expect(() => connect(path as string)).toThrow(expect.objectContaining({ code: 'ORION_OPTION' }))
  },
)
