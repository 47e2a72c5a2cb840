import fc from 'fast-check'
import { escapeHtml, escapeJsString, toJsExpression } from '../lib/escape.js'
import { run } from './support/datastar.js'
import { hostileText } from './support/hostile.js'

test('HTML is escaped in full, and a text without it is left alone', () => {
  expect(escapeHtml(`<a b="c" d='e'>&amp;`)).toBe(
    '&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;',
  )
  const plain = 'caf\u00e9 \u{1f680} $a @b() {c}'
  expect(escapeHtml(plain)).toBe(plain)
})

describe('a JavaScript string', () => {
  test('reads as it was written, in each kind of quotes', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const quote of ["'", '"', '`']) {
          expect(run(`${quote}${escapeJsString(text)}${quote}`)).toEqual({
            value: text,
            calls: [],
            names: [],
          })
        }
      }),
    )
  })

  test('keeps lone surrogates and every single code unit', () => {
    const all = Array.from({ length: 0x10000 }, (_, unit) => String.fromCharCode(unit)).join('')
    expect(run(`'${escapeJsString(all)}'`).value).toBe(all)
  })

  test('has nothing in it that a parser of any kind could take for code', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(escapeJsString(text)).toMatch(/^(?:[A-Za-z0-9 _.,/\u00a0-\uffff-]|\\x..|\\u....)*$/)
        expect(escapeJsString(text)).not.toMatch(/[\u2028\u2029\ud800-\udfff]/)
      }),
    )
  })

  test('leaves what people read alone', () => {
    expect(escapeJsString('/todos/7, caf\u00e9 - a_b.c')).toBe('/todos/7, caf\u00e9 - a_b.c')
    expect(escapeJsString("it's $5")).toBe('it\\x27s \\x245')
  })
})

describe('a JavaScript expression', () => {
  test('is the same value', () => {
    const plain = fc.jsonValue().filter((any) => !JSON.stringify(any).includes('__proto__'))
    fc.assert(
      fc.property(plain, (any) => {
        expect(run(toJsExpression(any)).value).toEqual(JSON.parse(JSON.stringify(any)))
      }),
    )
  })

  test('writes each kind in its way', () => {
    const object = { a: [1, -1, 'b'], 'c d': undefined, ...JSON.parse('{"constructor": true}') }
    expect(toJsExpression(object)).toBe("{'a':[1,(-1),'b'],'c d':null,'constructor':true}")
    expect(toJsExpression(Object.assign(Object.create(null), { a: 1e21 }))).toBe("{'a':1e+21}")
    expect(toJsExpression(-0)).toBe('0')
  })

  test('a member called __proto__ would become a prototype, so it is refused', () => {
    expect(() => toJsExpression(JSON.parse('[{"__proto__": {}}]'))).toThrow(
      expect.objectContaining({ code: 'ORION_VALUE' }),
    )
  })

  test('what JSON can not hold is refused, with the value', () => {
    expect(() => toJsExpression({ at: new Date(0) })).toThrow(
      'orion: 1970-01-01T00:00:00.000Z can not be written into an expression; give a string, a number',
    )
  })
})
