// Expressions without a browser: what they compute, and what they may not reach.
import { evaluate } from '../../lib/client/nodes.js'
import { parse } from '../../lib/client/parse.js'
import { createSignals } from '../../lib/client/signals.js'

type Run = (text: string, extra?: { el?: unknown; evt?: unknown }) => unknown

function createRun(initial: Record<string, unknown> = {}) {
  const signals = createSignals()
  signals.merge(initial)
  const acts: unknown[][] = []
  const act = (...call: unknown[]) => acts.push(call)
  const run: Run = (text, extra) => evaluate(parse(text), { ...signals, act, ...extra })
  return { run, signals, acts }
}

describe('the value of an expression', () => {
  const { run } = createRun({ n: 2, name: 'Ann', list: [3, 1, 2], deep: { a: { b: 'x' } } })

  test.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['2 ** 3 ** 2', 512],
    ['-2 + +"3"', 1],
    ['10 - 3 - 2', 5],
    ['7 % 4 + 0x10 + 1.5e1 + .5', 34.5],
    ['1 < 2 && 2 >= 2 && 3 !== 4', true],
    ['null ?? "a"', 'a'],
    ['0 || "" || "b"', 'b'],
    ['!$n ? "no" : $n > 1 ? "many" : "one"', 'many'],
    ['typeof $name === "string"', true],
    ['`${$name} has ${$n + 1}`', 'Ann has 3'],
    ['`a\\`${`b${1}`}c`', 'a`b1c'],
    ['[1, $n, "x"].join("-")', '1-2-x'],
    ['({a: 1, "b-c": $n, [$name]: 3})["b-c"]', 2],
    ['{a: {b: [1, 2]}}', { a: { b: [1, 2] } }],
    ['$deep.a.b.toUpperCase()', 'X'],
    ['$deep["a"].b.length', 1],
    ['$list[0] + $list.length', 6],
    ['$list.includes(2)', true],
    ['$list.map(String).filter(Boolean).join()', '3,1,2'],
    ['Math.max(1, $n) + Math.PI > 5', true],
    ['JSON.parse("[1]")[0] + Number("2")', 3],
    ['/^a\\/[/]b$/i.test("A//b")', true],
    ['undefined?.a.b.c', undefined],
    ['null?.a()', undefined],
    ['$name?.length', 3],
    ['(1, 2)', 2],
    ['1; 2\n3', 3],
    ['$n\n+ 1', 3],
    ['$n; // not a comment'.slice(0, 3), 2],
    ['"a" + \'b\' + "\'"', "ab'"],
    ['true && !false', true],
    ['Infinity', Infinity],
    ['[] + 1', '1'],
    ['(3).toFixed(1)', '3.0'],
    ['typeof null + typeof undefined + typeof 1', 'objectundefinednumber'],
    ['$n === 2 ? $n >= 2 ? "a" : "b" : "c"', 'a'],
    ['null?.a?.b()?.c[$n].d', undefined],
    ['$name.toUpperCase?.()', 'ANN'],
    ['$name?.["at"]?.(0)', 'A'],
    ['$deep.a?.b?.length', 1],
    ['[...$list, ...[4], ..."ab"].join("")', '3124ab'],
    ['Math.max(...$list, 2)', 3],
    ['({a: 1, ...$deep.a, c: 3})', { a: 1, b: 'x', c: 3 }],
    ['({...null, ...undefined, ...[7]})', { 0: 7 }],
    ['{a: 1, ...{a: 2},}', { a: 2 }],
  ])('%s', (text, value) => {
    expect(run(text)).toEqual(value)
  })

  test('the right side of && and || runs only when it is needed', () => {
    const { run, acts } = createRun()
    run('false && @get("/a"); true || @get("/b"); 1 ?? @get("/c"); true ? 1 : @get("/d")')
    expect(acts).toEqual([])
    run('true && @get("/a", {retry: "always", retryMaxCount: Infinity})')
    expect(acts).toEqual([['get', ['/a', { retry: 'always', retryMaxCount: Infinity }]]])
  })
})

describe('signals in expressions', () => {
  test('a signal that is missing reads as an empty text, at any depth', () => {
    const { run } = createRun({ _errors: {} })
    expect(run('$nothing')).toBe('')
    expect(run('$_errors.todo.title')).toBe('')
    expect(run('$a.b.c.d.length')).toBe(0)
    expect(run("$_errors.todo.title ? 'true' : 'false'")).toBe('false')
  })

  test('assignments write them, nested ones make their parents', () => {
    const { run, signals } = createRun({ n: 1, list: [{ done: false }] })
    run('$a.b.c = 1; $n += 2; $n *= 2; $text = $text || "x"; $u ??= 4')
    run('$list[0].done = !$list[0].done; $n++; --$a.b.c')
    expect(signals.snapshot(() => true)).toEqual({
      a: { b: { c: 0 } },
      n: 7,
      text: 'x',
      list: [{ done: true }],
    })
  })

  test('an assignment is the value that was assigned, and groups to the right', () => {
    const { run } = createRun()
    expect(run('$a = $b = 3')).toBe(3)
    expect(run('$a + ($c = 4)')).toBe(7)
    expect(run('$a++ + $a')).toBe(7)
    expect(run('($a = 0) ? 1 : 2')).toBe(2)
  })

  test('a method that changes an array wakes its readers', () => {
    const { run, signals } = createRun({ list: [1] })
    const seen: unknown[] = []
    signals.effect(() => {
      seen.push(signals.read(['list']))
    })
    expect(run('$list.push(2)')).toBe(2)
    expect(seen).toEqual([[1], [1, 2]])
  })

  test('an effect on one branch is not woken by another', () => {
    const { run, signals } = createRun({ form: { a: 1, b: 1 } })
    let runs = 0
    signals.effect(() => {
      runs++
      run('$form.a')
    })
    run('$form.b = 2')
    expect(runs).toBe(1)
    run('$form.a = 2')
    expect(runs).toBe(2)
  })
})

describe('text of users in string literals', () => {
  test.each([
    ["'\\x27); @post(\\x27/admin\\x27'", "'); @post('/admin'"],
    ['"\\u0022\\u{1F600}\\u{27}"', '"\u{1F600}\''],
    ["'\\x24name \\x40post('", '$name @post('],
    ["'$name and @post(1) stay'", '$name and @post(1) stay'],
    ["'a\\nb\\tc\\\\d\\'e\\0'", "a\nb\tc\\d'e\0"],
    ["'\\q\\$\\@'", 'q$@'],
    ['`\\x60\\u0024{x}`', '`${x}'],
  ])('%s keeps its meaning', (text, value) => {
    const { run, acts } = createRun({ name: 'secret' })
    expect(run(text)).toBe(value)
    expect(acts).toEqual([])
  })

  test('whatever a text is, escaped as the server does, it comes out the same', () => {
    const { run } = createRun()
    const text = Array.from({ length: 0x300 }, (_, code) => String.fromCharCode(code)).join('')
    const escaped = [...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
    expect(run(`'${escaped.join('')}'`)).toBe(text)
    const short = [...text.slice(0, 256)].map(
      (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`,
    )
    expect(run(`"${short.join('')}"`)).toBe(text.slice(0, 256))
  })

  test.each(["'\\x2'", "'\\u12'", "'\\u{}'", "'\\1'", "'a", "'a\nb'", '`a', '`${'])(
    '%s is refused, as JavaScript refuses it',
    (text) => {
      expect(() => parse(text)).toThrow(SyntaxError)
    },
  )
})

describe('what is not an expression', () => {
  test.each([
    '$a $b',
    '1 +',
    '(1',
    '{a: 1 b: 2}',
    'a.',
    'if ($a) b',
    'const a = 1',
    '$x => 1',
    '@x => 1',
    'true => 1',
    'Math => 1',
    'undefined => 1',
    '(a, 1) => a',
    '(a.b) => a',
    '(...a) => a',
    '({a}) => a',
    '([a]) => a',
    '(a = 1) => a',
    'a => { return a }',
    'a => {}',
    'a => a = 1',
    'a => a++',
    'async a => a',
    '(a => a)(1)',
    '(a => a)`x`',
    '() =>',
    '=> a',
    '()',
    '[1].map(a => )',
    'function(a) { return a }',
    'new Date()',
    'function () {}',
    '1 = 2',
    '$a + 1 = 2',
    "'a'b",
    '#',
    '...a',
    '$a ? 1',
    'a..b',
    '(a)(b)(c)()',
  ])('%s is a syntax error', (text) => {
    expect(() => parse(text)).toThrow(SyntaxError)
  })
})

describe('breaking out', () => {
  const host = globalThis as Record<string, unknown>
  beforeAll(() => {
    host.stolen = undefined
  })
  afterEach(() => {
    expect(host.stolen).toBeUndefined()
  })

  test.each([
    'window',
    'document',
    'globalThis',
    'self',
    'this',
    'top',
    'Function',
    'eval("1")',
    'Function("stolen = 1")()',
    'setTimeout("stolen = 1")',
    'fetch("/")',
    'import("/x.js")',
    'Reflect',
    'Symbol',
    "''.constructor",
    "''['constructor']",
    "''['con' + 'structor']",
    "''.constructor.constructor('stolen = 1')()",
    '[].constructor.constructor("stolen = 1")()',
    '({}).constructor',
    '({}).__proto__',
    "({})['__proto__']",
    '({"__proto__": 1})',
    '({["__proto__"]: 1})',
    '({constructor: 1})',
    '(1).constructor',
    'true.constructor',
    'Math.constructor',
    'JSON.constructor.constructor("stolen = 1")()',
    'Number.prototype',
    'String.constructor("stolen = 1")()',
    'Boolean.constructor',
    'Object.getPrototypeOf(1)',
    'Object.assign(1)',
    'Object.defineProperty',
    'Array.from',
    'console.constructor',
    '"".at.call',
    '[].at.constructor("stolen = 1")()',
    '$x.constructor',
    '$x["constructor"]',
    '$constructor',
    '$__proto__',
    '$x.__proto__.y = 1',
    '$__proto__.polluted = 1',
    'JSON.parse(\'{"__proto__": {"a": 1}}\').__proto__',
    '[["constructor"]][0][0].constructor',
    "''[['constructor']]",
    "''[{toString: String}].x",
    '["stolen = 1"].map(eval)',
    '["stolen = 1"].map(Object.values(evt.page).at(0))',
    'Object.values(evt.page)[0]("stolen = 1")',
    'Object.values(evt.page).find(Boolean)',
    'Object.entries(evt.page).flat().at(1)',
    'evt.page.run("stolen = 1")',
    'evt.page.run',
    '$x = evt.page.run',
    'evt.made.secret',
    'evt.made.go()',
    'evt.made.secret = 1',
    'Math.max = 1',
    'Math.PI = 3',
    '"".length = 1',
    '[1][0] = 2',
    '({a: 1}).a = 2',
    'String.raw`x`',
    '@get',
    '@get.constructor',
    'el.constructor',
    'parse',
    'evt.page.constructor',
  ])('%s is refused', (text) => {
    class Made {
      secret = 1
      go() {
        host.stolen = 1
      }
    }
    const { run } = createRun({ x: 'text' })
    const page = {
      run(code: string) {
        host.stolen = code
      },
    }
    expect(() => run(text, { el: new Made(), evt: { page, made: new Made() } })).toThrow()
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test('a key is turned into a string once, so it can not change between check and use', () => {
    const { run } = createRun()
    let asked = 0
    const key = {
      toString() {
        asked++
        return asked > 1 ? 'constructor' : 'length'
      },
    }
    expect(run("'abc'[evt]", { evt: key })).toBe(3)
    expect(asked).toBe(1)
  })

  test('a patch with __proto__ pollutes nothing', () => {
    const { signals } = createRun()
    signals.merge(JSON.parse('{"__proto__": {"polluted": 1}, "a": {"__proto__": {"b": 1}}}'))
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(signals.peek(['a', 'b'])).toBeUndefined()
  })
})
