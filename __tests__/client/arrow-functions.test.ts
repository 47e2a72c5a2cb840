// Arrow functions in expressions: what they compute as arguments of array methods, and every try to get
// out of an expression by their help. Without a browser.
import { evaluate } from '../../lib/client/nodes.js'
import { parse } from '../../lib/client/parse.js'
import { createSignals } from '../../lib/client/signals.js'

function createRun(initial: Record<string, unknown> = {}, extra: Record<string, unknown> = {}) {
  const signals = createSignals()
  signals.merge(initial)
  const acts: unknown[][] = []
  const act = (...call: unknown[]) => acts.push(call)
  const run = (text: string) => evaluate(parse(text), { ...signals, act, ...extra })
  return { run, signals, acts }
}

describe('the value of an arrow function', () => {
  const todos = [
    { id: 1, title: 'b', done: true },
    { id: 2, title: 'a', done: false },
    { id: 3, title: 'c', done: true },
  ]
  const { run } = createRun({ n: 2, list: [3, 1, 2], todos })

  test.each([
    ['$list.map(x => x * 2)', [6, 2, 4]],
    ['$list.map((x) => x * 2)', [6, 2, 4]],
    ['$list.map((x, i) => x * i)', [0, 1, 4]],
    ['$list.map((x, i, all) => all.length - i)', [3, 2, 1]],
    ['$list.map(() => $n)', [2, 2, 2]],
    ['$list.filter(x => x >= $n).length', 2],
    ['$todos.find(todo => todo.id === 2).title', 'a'],
    ['$todos.find(todo => todo.id === 9)?.title', undefined],
    ['$todos.findIndex(({}).x ? 1 : todo => todo.title === "c")', 2],
    ['$todos.some(todo => !todo.done) && !$todos.every(todo => todo.done)', true],
    ['$todos.filter(t => t.done).map(t => t.title).join()', 'b,c'],
    ['$list.reduce((sum, x) => sum + x, 0)', 6],
    ['$list.toSorted((a, b) => a - b).join()', '1,2,3'],
    ['[...$list].sort((a, b) => b - a).join()', '3,2,1'],
    ['$list.flatMap(x => [x, -x]).length', 6],
    ['$list.map(x => ({id: x, twice: x * 2})).at(-1).twice', 4],
    ['$list.map(x => $list.map(y => x * y).join("")).join()', '936,312,624'],
    ['$list.map(x => $list.filter(x => x > 1).length + x)', [5, 3, 4]],
    ['$list.map(x => `${x}!`).join("")', '3!1!2!'],
    ['$list.map(x => x > 1 ? "big" : "small").join()', 'big,small,big'],
    ['$list.map(x => x, 1).length', 3],
    ['"a-b".replace(/[ab]/g, letter => letter.toUpperCase())', 'A-B'],
    ['JSON.stringify({a: 1, b: 2}, (key, value) => key === "b" ? undefined : value)', '{"a":1}'],
    ['[x => x + 1].map(f => f(2))[0]', 3],
    ['[() => 7].map(f => f?.())[0]', 7],
    ['typeof (x => x)', 'function'],
    ['$list.map(el => el).length', 3],
  ])('%s', (text, value) => {
    expect(run(text)).toEqual(value)
  })

  test('it may write signals and run actions, and reads what is there when it runs', () => {
    const { run, signals, acts } = createRun({ list: [1, 2], sum: 0, todos })
    run('$list.forEach(x => $sum += x); $list.forEach(x => @post(`/x/${x}`))')
    expect(signals.peek(['sum'])).toBe(3)
    expect(acts).toEqual([
      ['post', ['/x/1']],
      ['post', ['/x/2']],
    ])
    run('$todos = $todos.map(todo => todo.id === 2 ? {...todo, done: true} : todo)')
    run('$todos.sort((a, b) => a.title < b.title ? -1 : 1)')
    expect(JSON.stringify(signals.peek(['todos']))).toBe(
      '[{"id":2,"title":"a","done":true},{"id":1,"title":"b","done":true},{"id":3,"title":"c","done":true}]',
    )
  })

  test('a name is known inside of its function alone', () => {
    const { run } = createRun()
    expect(() => run('[1].map(x => 1); x')).toThrow('x is not known')
    expect(() => run('[1].map(x => [2].map(y => 1) + y)')).toThrow('y is not known')
    expect(() => run('[1].map(x => this)')).toThrow('this is not known')
    expect(() => run('[1].map(x => arguments)')).toThrow('arguments is not known')
  })

  test('what is no list of its own signals reads as it does elsewhere', () => {
    const { run } = createRun({ list: [{ a: 1 }] })
    expect(() => run('$list.map(x => x.b.c)')).toThrow('"c" of undefined')
    expect(run('$list.map(x => x.b?.c)')).toEqual([undefined])
  })
})

describe('breaking out by arrow functions', () => {
  const host = globalThis as Record<string, unknown>
  const stolen: unknown[] = []
  const steal = (...args: unknown[]) => stolen.push(args)
  host.stolen = undefined

  afterEach(() => {
    expect(stolen).toEqual([])
    expect(host.stolen).toBeUndefined()
  })

  test.each([
    // Their own members, and what they are made of.
    '(x => x).constructor',
    "(x => x)['constructor']",
    '(x => x).constructor("stolen = 1")()',
    '(x => x).prototype',
    '(x => x).__proto__',
    '(x => x).name',
    '(x => x).call(evt.page)',
    '(x => x).apply(evt.page)',
    '(x => x).bind(evt.page)',
    '(x => x).toString()',
    '(x => x).name = "y"',
    '[x => x].map(f => f.constructor)',
    '[x => x].map(f => f.call(1))',
    '[x => x][0].constructor',
    '$f = x => x; $f.constructor',
    '$f = x => x; $f("stolen = 1")',
    // Names within.
    '[1].map(x => window)',
    '[1].map(x => globalThis.steal)',
    '[1].map(x => this.steal)',
    '[1].map(x => arguments[0])',
    '[1].map(x => Function("stolen = 1"))',
    '[1].map(x => x.constructor)',
    '["constructor"].map(key => 1[key])',
    '["constr", "uctor"].reduce((a, b) => 1[a + b])',
    '["__proto__"].map(key => ({[key]: 1}))',
    '["__proto__"].map(key => $x[key] = 1)',
    '[1].map(constructor => constructor.constructor)',
    // Functions of the page, as a parameter's value.
    'Object.values(evt.page).map(f => f("x"))',
    'Object.values(evt.page).map(f => f?.("x"))',
    'Object.values(evt.page).map(f => f.call(1))',
    'Object.values(evt.page).map(f => [1].map(f))',
    'Object.values(evt.page).map(f => ["x"].forEach(f))',
    'Object.values(evt.page).forEach(f => "x".replace("x", f))',
    'Object.values(evt.page).find(f => true)',
    'Object.values(evt.page).reduce((a, f) => f)',
    'Object.values(evt.page).map(f => typeof f)',
    'Object.values(evt.page).map(f => $x = f)',
    'Object.values(evt.page).map(f => $x.push(f))',
    'Object.values(evt.page).map(f => @post("/x", f))',
    'Object.values(evt.page).map(f => [f])',
    'Object.values(evt.page).map(f => ({f}))',
    'Object.values(evt.page).sort(evt.page.steal)',
    '@post(...Object.values(evt.page))',
    '["x"].map(...Object.values(evt.page))',
    '[...Object.values(evt.page)]',
    '({...evt.page})',
    // Functions of the page, as what an operator or JSON calls.
    "Object.values(evt.page).map(f => '' + {toString: f})",
    'Object.values(evt.page).map(f => +{valueOf: f})',
    'Object.values(evt.page).map(f => `${{toString: f}}`)',
    "Object.values(evt.page).map(f => ''[{toString: f}])",
    'Object.values(evt.page).map(f => JSON.stringify({x: {toJSON: f}}))',
    "JSON.stringify({'stolen = 1': {toJSON: evt.page.steal}})",
    "$a = Object.values(evt.page); '' + {toString: $a[0]}",
    '$a = Object.values(evt.page); JSON.stringify({x: {toJSON: $a[0]}})',
    "$a = evt.page; '' + {toString: $a.steal}",
    '$a = evt.page; ["x"].map($a.steal)',
    '$a = evt.page; $a.steal("x")',
    '$a = evt.page; $a.steal?.("x")',
    'evt.page.steal?.("x")',
    // Objects of the page: the window has no members, whatever its name is now.
    '[evt.win].map(w => w.steal("x"))',
    '[evt.win].map(w => w.steal = 1)',
    '[evt.win].map(w => w.document)',
    '[evt.win].map(w => w["eval"]("1"))',
    '[1].map(x => x.win, evt).at(0).x',
    // Coercions: a key is turned into a text once, and looked at afterwards.
    "1[{toString: () => 'constructor'}]",
    "1[{valueOf: () => 1, toString: () => 'const' + 'ructor'}]",
    "({[{toString: () => '__proto__'}]: 1})",
    "$x[{toString: () => '__proto__'}] = 1",
    "evt.page[{toString: () => 'steal'}]('x')",
    "el[{toString: () => 'secret'}]",
    // Namespaces are no values.
    '[1].map(Object)',
    '[1].map(Array)',
    '[1].map(Date)',
    '$x = Object',
    '[Object].map(o => o.assign)',
    '({...Object})',
    '[1].map(x => Object).at(0)',
    '$x = Date',
    'Array.from([1], x => x)',
    'Object.fromEntries([])',
    'Promise.resolve(1).then(x => x)',
    'setTimeout(() => 1)',
    'queueMicrotask(() => 1)',
    'requestAnimationFrame(() => 1)',
    'Reflect.apply(x => x)',
    'new Proxy({}, {get: () => 1})',
    'el.addEventListener("click", () => 1)',
    'evt.page.steal(() => 1)',
    'evt.made.go(() => 1)',
    '[1].map(x => x).map.constructor',
    '[].map.call([1], x => x)',
  ])('%s is refused', (text) => {
    class Made {
      secret = 1
      go = steal
    }
    class Windowish {
      steal = steal
      document = {}
      eval = steal
    }
    const page = { steal }
    const { run, acts } = createRun(
      { x: ['text'] },
      { el: new Made(), evt: { page, win: new Windowish(), made: new Made() } },
    )
    expect(() => run(text)).toThrow()
    expect(acts).toEqual([])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test('what coerces runs arrow functions of the expression itself, and nothing else', () => {
    const { run } = createRun({ n: 1 })
    expect(run("'' + {toString: () => 'a'}")).toBe('a')
    expect(run('+{valueOf: () => $n + 1}')).toBe(2)
    expect(run("JSON.stringify({a: {toJSON: key => key + '!'}})")).toBe('{"a":"a!"}')
    expect(run("'abc'[{toString: () => 'length'}]")).toBe(3)
  })

  test('this is nothing: neither thisArg nor the object that holds one is within reach', () => {
    const { run } = createRun()
    expect(() => run('[1].map(x => this, {a: 1})')).toThrow('this is not known')
    expect(() => run("'' + {a: 1, toString: () => this.a}")).toThrow('this is not known')
  })

  test('one that calls itself for ever is an error, not the end of the page', () => {
    const { run } = createRun()
    expect(() => run('[f => f(f)].map(f => f(f))')).toThrow(RangeError)
    expect(run('1 + 1')).toBe(2)
  })

  test('one in a signal is not sent', () => {
    const { run, signals } = createRun()
    run('$f = x => x; $g = {h: () => 1, i: 2}')
    expect(signals.snapshot(() => true)).toEqual({ g: { i: 2 } })
  })
})
