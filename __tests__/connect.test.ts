import fc from 'fast-check'

import { type ConnectOptions, connect } from '../lib/connect.js'
import { html } from '../lib/html.js'
import { run, runAsDatastar } from './support/datastar.js'
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

describe('with signals', () => {
  const attributesOf = (options: ConnectOptions) =>
    elementOf(html`<main ${connect('/search', options)}></main>`).attributes

  /** The filter that an attribute or an action was given, as both clients read it. */
  function filterOf(options: ConnectOptions) {
    const { 'data-on-signal-patch-filter': text = '' } = attributesOf(options)
    const { include } = run(`(${text})`).value as { include: string }
    return new RegExp(include)
  }

  test('the stream is opened, and opened anew when they change, by one and the same action', () => {
    const {
      'data-init': init = '',
      'data-on-signal-patch__debounce.100ms': again,
      'data-on-signal-patch-filter': filter = '',
      ...others
    } = attributesOf({ signals: ['q', 'page'] })
    expect(others).toEqual({})
    expect(again).toBe(init)
    expect(runAsDatastar(init).calls).toEqual([
      [
        'get',
        '/search',
        {
          retry: 'always',
          retryMaxCount: Number.POSITIVE_INFINITY,
          openWhenHidden: false,
          filterSignals: run(`(${filter})`).value,
        },
      ],
    ])
  })

  test('exactly the named ones count, with what is inside of them', () => {
    const filter = filterOf({ signals: ['q', 'page', 'sort.by'] })
    const counts = (path: string) => filter.test(path)
    expect(['q', 'q.text', 'page', 'page.0', 'sort.by', 'sort.by.x'].filter(counts)).toHaveLength(6)
    expect(
      ['', 'qq', 'a.q', 'pages', 'mypage', 'sort', 'sort.byx', 'sortxby', 'Q'].filter(counts),
    ).toEqual([])
  })

  test.each([0, 1, 250, 60_000])('they must rest for debounceMs, here %i', (debounceMs) => {
    expect(Object.keys(attributesOf({ signals: ['q'], debounceMs }))).toContain(
      `data-on-signal-patch__debounce.${debounceMs}ms`,
    )
  })

  test('an empty list is none', () => {
    expect(attributesOf({ signals: [] })).toEqual(attributesOf({}))
  })

  test.each([
    '',
    '.',
    'a.',
    '.a',
    'a..b',
    '_a',
    'a._b',
    'a-b',
    'a b',
    '$a',
    'a|b',
    '\u00e9',
    "'",
    7,
  ])('%j is no name of a signal that may be sent', (name) => {
    expect(() => connect('/search', { signals: ['q', name as string] })).toThrow(
      expect.objectContaining({
        code: 'ORION_OPTION',
        message: expect.stringContaining('names of signals'),
      }),
    )
  })

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '100', null, 2 ** 31])(
    '%j is no debounceMs',
    (debounceMs) => {
      expect(() =>
        connect('/search', { signals: ['q'], debounceMs: debounceMs as number }),
      ).toThrow(expect.objectContaining({ code: 'ORION_OPTION' }))
    },
  )
})

test.each([{ signal: ['q'] }, { signals: 'q' }, { hidden: 'yes' }])(
  'the options %j are refused',
  (options) => {
    expect(() => connect('/search', options as object)).toThrow(
      expect.objectContaining({ code: 'ORION_OPTION' }),
    )
  },
)

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
