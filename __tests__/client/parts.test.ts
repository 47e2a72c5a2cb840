// The pure parts of the client: merge patches, attribute names, the reader of streams, and retries.
import fc from 'fast-check'
import { parseAttributeName, withCase } from '../../lib/client/attribute-name.js'
import { backoffMs, isRetried } from '../../lib/client/backoff.js'
import { createSseReader, type DatastarEvent } from '../../lib/client/sse.js'
import { durationMs } from '../../lib/client/timing.js'
import { assign, diff, mergePatch, pick, type Tree } from '../../lib/client/tree.js'

describe('mergePatch', () => {
  // RFC 7386, appendix A, where the target is an object.
  test.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j with %j is %j', (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result)
  })

  test('with onlyIfMissing, what is there stays and null removes nothing', () => {
    const tree = { a: 1, b: { c: '' }, d: [1] }
    const patch = { a: null, b: { c: 2, e: 3 }, d: { x: 1 }, f: { g: 1 } }
    expect(mergePatch(tree, patch, true)).toEqual({
      a: 1,
      b: { c: '', e: 3 },
      d: [1],
      f: { g: 1 },
    })
  })

  test('merging twice is merging once, and says so by identity', () => {
    const json = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.constant(null)))
    fc.assert(
      fc.property(json, json, (tree, patch) => {
        const once = mergePatch(tree, patch)
        expect(mergePatch(once, patch)).toBe(once)
      }),
    )
  })

  test('a write keeps the branches beside it as they are', () => {
    const tree = { a: { x: 1 }, b: { y: 1 } }
    const after = assign(tree, ['a', 'x'], 2) as typeof tree
    expect(after.b).toBe(tree.b)
    expect(after.a).toEqual({ x: 2 })
    expect(tree.a.x).toBe(1)
  })
})

describe('diff', () => {
  const { json } = fc.letrec<{ json: Tree }>((tie) => ({
    json: fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.oneof({ depthSize: 'small' }, fc.integer(), fc.array(fc.nat(2)), tie('json')),
    ) as fc.Arbitrary<Tree>,
  }))

  test('it is the merge patch that leads from one tree to the other', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        expect(mergePatch(before, diff(before, after))).toEqual(after)
      }),
    )
  })

  test('nothing leads from a tree to itself, nor to what was written over it unchanged', () => {
    fc.assert(
      fc.property(json, (tree) => {
        expect(diff(tree, tree)).toEqual({})
        expect(diff(tree, mergePatch(tree, tree) as Tree)).toEqual({})
      }),
    )
  })

  test('pick copies the leaves that are wanted, with the branches that lead there', () => {
    const tree = { a: 1, b: { c: 2, d: { e: null } }, list: [1] }
    expect(pick(tree, (path) => path.startsWith('b.'))).toEqual({ b: { c: 2, d: { e: null } } })
    expect(pick(tree, (_, value) => Array.isArray(value))).toEqual({ list: [1] })
  })
})

describe('attribute names', () => {
  test('the plugin, the key and the modifiers come apart', () => {
    expect(parseAttributeName('data-on:my-event__debounce.300ms.leading__once')).toEqual({
      plugin: 'on',
      key: 'my-event',
      modifiers: new Map([
        ['debounce', ['300ms', 'leading']],
        ['once', []],
      ]),
    })
    expect(parseAttributeName('data-indicator:_saving')?.key).toBe('_saving')
    expect(parseAttributeName('data-signals__ifmissing')?.modifiers.has('ifmissing')).toBe(true)
    expect(parseAttributeName('class')).toBeUndefined()
  })

  test('keys are written in the case that is asked for', () => {
    const asked = (name: string) => new Map([['case', [name]]])
    expect(withCase('my-name.first-one', new Map(), 'camel')).toBe('myName.firstOne')
    expect(withCase('my-event', new Map(), 'kebab')).toBe('my-event')
    expect(withCase('my-name', asked('snake'), 'camel')).toBe('my_name')
    expect(withCase('my-name', asked('pascal'), 'camel')).toBe('MyName')
    expect(withCase('my-name', asked('kebab'), 'camel')).toBe('my-name')
    expect(withCase('my-name', asked('camel'), 'kebab')).toBe('myName')
  })

  test.each([
    [['500ms'], 500],
    [['5s'], 5000],
    [['leading', '1s'], 1000],
    [['0.5s'], 500],
    [['.5s'], 500],
    [[], 0],
  ])('%j lasts %i ms', (tags, ms) => {
    expect(durationMs(tags)).toBe(ms)
  })
})

describe('the reader of streams', () => {
  function read(chunks: string[]) {
    const events: DatastarEvent[] = []
    const intervals: number[] = []
    const feed = createSseReader({
      onEvent: (event) => events.push(event),
      onInterval: (ms) => intervals.push(ms),
    })
    for (const chunk of chunks) feed(chunk)
    return { events, intervals }
  }

  const stream =
    'event: datastar-patch-elements\ndata: mode inner\r\ndata: elements <p>\rdata: elements \n' +
    'data: elements </p>\n\n:comment\n\nretry: 50\nevent:datastar-patch-signals\n' +
    'data:signals {"a":1}\r\n\r\nevent: other\ndata: x\n\nevent: datastar-patch-signals\ndata: lost'
  const events = [
    { type: 'datastar-patch-elements', args: { mode: 'inner', elements: '<p>\n\n</p>' } },
    { type: 'datastar-patch-signals', args: { signals: '{"a":1}' } },
  ]

  test('lines end at \\n, \\r\\n and a lone \\r; an event that was cut off is dropped', () => {
    expect(read([stream])).toEqual({ events, intervals: [50] })
  })

  test('however the stream is cut, the events are the same', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length)), (cuts) => {
        const ends = [...cuts.sort((a, b) => a - b), stream.length]
        expect(read(ends.map((end, i) => stream.slice(ends[i - 1] ?? 0, end))).events).toEqual(
          events,
        )
      }),
    )
  })
})

describe('retries', () => {
  const backoff = { intervalMs: 1000, scaler: 2, maxWaitMs: 30_000 }

  test('the first wait is anything below most of the interval, later ones are below a ceiling that doubles up to its cap', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 50].map((n) => backoffMs(n, backoff, 1))).toEqual([
      800, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
    ])
    expect(backoffMs(0, backoff, 0)).toBe(0)
    expect(backoffMs(9, backoff, 0)).toBe(24_000)
  })

  test('by itself, only a GET whose network failed is sent again', () => {
    expect(isRetried('auto', 'network', true)).toBe(true)
    expect(isRetried('auto', 'network', false)).toBe(false)
    expect(isRetried('auto', 'ended', true)).toBe(false)
    expect(isRetried('auto', 503, true)).toBe(false)
  })

  test.each([
    ['error', 'network', true],
    ['error', 'ended', false],
    ['error', 404, true],
    ['error', 204, false],
    ['error', 201, false],
    ['always', 'network', true],
    ['always', 'ended', true],
    ['always', 503, true],
    ['always', 201, true],
    ['always', 204, false],
    ['always', 304, false],
    ['never', 'network', false],
    ['never', 503, false],
  ] as const)('%s after %s: %s', (policy, ending, again) => {
    expect(isRetried(policy, ending, false)).toBe(again)
  })
})
