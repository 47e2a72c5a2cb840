import fc from 'fast-check'
import { attributes, type Html, html, isHtml, raw, rawAttributes } from '../lib/html.js'
import { connect, form, type OrionError } from '../lib/index.js'
import { runAsDatastar } from './support/datastar.js'
import { hostileText } from './support/hostile.js'
import { elementOf, elementsOf, shapeOf } from './support/markup.js'

// A browser's parser makes one newline of each kind, and replaces NUL (in text it drops it at most places).
const asRead = (text: string) => text.replace(/\r\n?/g, '\n').replaceAll('\0', '\ufffd')

const code = (error: OrionError['code']) => expect.objectContaining({ code: error })

type Template = (text: string) => Html

describe('text', () => {
  test('is escaped, and shows as it is', () => {
    expect(`${html`<p>${`<b> & "x" 'y'`}</p>`}`).toBe(
      '<p>&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39;</p>',
    )
  })

  test('arrays are joined; null, undefined and false vanish; numbers, true and bigints are written', () => {
    expect(
      `${html`<p>${[1, [' ', 'a<'], null, undefined, false, true, 7n, 0, -1.5, '']}</p>`}`,
    ).toBe('<p>1 a&lt;true70-1.5</p>')
    expect(`${html`${null}${undefined}${false}${[]}`}`).toBe('')
  })

  test('nested markup is not escaped again, wherever it was made', () => {
    const item = html`<li>${'&'}</li>`
    const foreign = {
      [Symbol.for('express-orion.html')]: '<li>2</li>',
      toString: () => '<li>2</li>',
    }
    expect(`${html`<ul>${[item, raw('<li>1</li>')]}${foreign}</ul>`}`).toBe(
      '<ul><li>&amp;</li><li>1</li><li>2</li></ul>',
    )
  })

  test('an object with a text of its own is written as that text', () => {
    expect(`${html`<a>${new URL('http://a.example/?x&y')}</a>`}`).toBe(
      '<a>http://a.example/?x&amp;y</a>',
    )
  })

  test('JSON that looks like markup is not taken for it', () => {
    const sent: unknown = JSON.parse('{"express-orion.html": "<b>", "toString": "<b>"}')
    expect(isHtml(sent)).toBe(false)
    expect(() => html`<p>${sent}</p>`).toThrow(code('ORION_VALUE'))
  })

  test.each([
    ['a promise', Promise.resolve('x')],
    ['an object', { a: 1 }],
    ['an object without a prototype', Object.create(null)],
    ['an object whose toString is no function', { toString: 1 }],
    ['a function', () => 'x'],
    ['a symbol', Symbol('x')],
    ['a promise in an array', [Promise.resolve('x')]],
    ['a Map', new Map()],
  ])('%s is refused in every place, with the value', (_what, value) => {
    const unfit = code('ORION_VALUE')
    expect(() => html`<p>${value}</p>`).toThrow(unfit)
    expect(() => html`<p title="${value}"></p>`).toThrow(unfit)
    expect(() => html`<a href="${value}"></a>`).toThrow(unfit)
    expect(() => html`<title>${value}</title>`).toThrow(unfit)
    expect(() => html`<p data-text="'${value}'"></p>`).toThrow(unfit)
    expect(() => html`<p style="color: ${value}"></p>`).toThrow(unfit)
    expect(() => html`<p ${value}></p>`).toThrow(unfit)
  })

  test('a promise is refused with what to do', () => {
    expect(() => html`<p>${Promise.resolve(1)}</p>`).toThrow(
      "orion: a Promise can't stand as text; await it first",
    )
  })
})

describe('for any text in any hole', () => {
  const inText: readonly Template[] = [
    (text) => html`<p>${text}</p>`,
    (text) => html`<p>a ${text} b</p>`,
    (text) => html`<p>${'x'}${text}</p>`,
    (text) => html`<div><b>1</b>${text}<i>2</i></div>`,
    (text) => html`<p><!-- no ' hole " here --> ${text}</p>`,
    (text) => html`<p>a < b, c = "${text}"</p>`,
    (text) => html`<p></>${text}</p>`,
    (text) => html`<p>${html`<b title='${text}'>${text}</b>`}${''}</p>`,
    (text) => html`<svg><text>${text}</text></svg>`,
    (text) => html`<table><tr><td>${text}</td></tr></table>`,
    (text) => html`<div><style>p { color: red }</style><script>a < b</script>${text}</div>`,
  ]
  const inRawText: readonly Template[] = [
    (text) => html`<textarea>.${text}</textarea>`,
    (text) => html`<title>.${text}</title>`,
    (text) => html`<textarea rows="2">.${text}</textarea >`,
    (text) => html`<TEXTAREA>.${text}</TextArea>`,
  ]
  const inAttributes: readonly Template[] = [
    (text) => html`<p title="${text}"></p>`,
    (text) => html`<p title='${text}'></p>`,
    (text) => html`<p id=a title = "${text}" lang=en>x</p>`,
    (text) => html`<p/title="${text}"/>`,
    (text) => html`<input ${'checked'} title="${text}" ${connect('/x')}>`,
    (text) => html`<p title="${''}${text}${null}"></p>`,
    (text) => html`<p data-id="x" title='${text}' data-text="'x'"></p>`,
    (text) => html`<P TITLE="${text}" class="${text}"></P>`,
    (text) => html`<p ${attributes('p', { title: text })}></p>`,
    (text) => html`<p\ttitle\n=\f"${text}"\r></p>`,
  ]

  const mark = '\u2063'

  test('the elements and attributes are the same as for a harmless text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const template of [...inText, ...inRawText, ...inAttributes]) {
          expect(shapeOf(template(text))).toBe(shapeOf(template('x')))
        }
      }),
    )
  })

  test('text reads as it was written', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const plain = text.replaceAll('\0', '').replaceAll(mark, '')
        for (const template of inText) {
          const around = elementOf(template(mark)).text
          const expected = around.replaceAll(mark, () => asRead(plain))
          expect(elementOf(template(plain)).text).toBe(expected)
        }
      }),
    )
  })

  test('text in <textarea> and <title> reads as it was written', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const template of inRawText) {
          expect(elementOf(template(text)).text).toBe(`.${asRead(text)}`)
        }
      }),
    )
  })

  test('an attribute reads as it was written', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const template of inAttributes) {
          expect(elementOf(template(text)).attributes).toHaveProperty('title', asRead(text))
        }
      }),
    )
  })

  test('markup in an attribute stays inside of it, entities and all', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const { attributes: read } = elementOf(
          html`<p title="${html`<b id='${text}' lang="de">${text}</b>`}"></p>`,
        )
        expect(read.title).toBe(`<b id='${asRead(text)}' lang="de">${asRead(text)}</b>`)
        expect(Object.keys(read)).toEqual(['title'])
      }),
    )
  })
})

test('markup is refused where only text can stand', () => {
  expect(() => html`<textarea>${html`<b></b>`}</textarea>`).toThrow(code('ORION_VALUE'))
  expect(() => html`<title>${['a', raw('b')]}</title>`).toThrow(code('ORION_VALUE'))
})

describe('an address', () => {
  const hrefOf = (markup: Html) => elementOf(markup).attributes.href ?? ''
  const addresses: readonly ((a: string, b: string) => Html)[] = [
    (a) => html`<a href="${a}"></a>`,
    (a) => html`<a href='${a}'></a>`,
    (a, b) => html`<a href="${a}${b}"></a>`,
    (a, b) => html`<a href="${a}x${b}"></a>`,
    (a, b) => html`<a href="${a}${b}/c"></a>`,
    (a) => html`<a href=" \t${a}"></a>`,
    (a) => html`<a href="java${a}"></a>`,
    (a) => html`<a href="&#106;ava${a}"></a>`,
    (a) => html`<a href="/${a}"></a>`,
    (a) => html`<a href="?q=${a}"></a>`,
    (a) => html`<a href="#${a}"></a>`,
    (a) => html`<a href="https://h.example/${a}"></a>`,
    (a) => html`<a href="mailto:${a}"></a>`,
    (a) => html`<a href="&amp;${a}"></a>`,
    (a) => html`<a ${attributes('a', { href: a })}></a>`,
    (a, b) => html`<a href="${[a, b]}"></a>`,
  ]
  const harmless = ['http:', 'https:', 'mailto:', 'tel:', 'sms:']
  const part = fc.constantFrom(
    ...[
      'javascript:',
      'JaVaScRiPt',
      'java',
      'script',
      'data',
      'vbscript',
      ':',
      'alert(1)',
      'text/html,',
    ],
    ...[
      '\t',
      '\n',
      '\r',
      ' ',
      '\0',
      '\x01',
      '\x1f',
      '\u00a0',
      '/',
      '//',
      '\\',
      '?',
      '#',
      '.',
      '..',
    ],
    ...[
      '&colon;',
      '&#58;',
      '&#106;',
      '#106;',
      '&Tab;',
      '%3a',
      '&',
      ';',
      'x',
      'http:',
      'https:',
      'blob:',
    ],
  )
  const address = fc.oneof(
    hostileText,
    fc.array(part, { maxLength: 6 }).map((parts) => parts.join('')),
  )

  test('is never one that runs code, whatever its parts', () => {
    fc.assert(
      fc.property(address, address, (a, b) => {
        for (const template of addresses) {
          const href = hrefOf(template(a, b))
          if (!URL.canParse(href, 'http://own.example/')) continue
          const { protocol } = new URL(href, 'http://own.example/')
          expect({ href, harmless: harmless.includes(protocol) }).toEqual({ href, harmless: true })
        }
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'java\tscript:alert(1)',
    'java\nscript:alert(1)',
    'java\r\nscript:alert(1)',
    '\x01\x02 javascript:alert(1)',
    ' javascript:alert(1)',
    '\0javascript:alert(1)',
    'vbscript:x',
    'data:text/html,<script>alert(1)</script>',
    'blob:http://own.example/1',
    'file:///etc/passwd',
    'javascript&colon;alert(1):',
  ])('%j is replaced by a harmless one', (text) => {
    expect(hrefOf(html`<a href="${text}">x</a>`)).toBe('#orion-refused-url')
  })

  test.each([
    '/todos/1?a=b&c=d#e',
    'todos',
    './todos:7',
    '?q=a:b',
    '#a:b',
    '',
    'https://a.example/?x=javascript:y',
    'HTTP://a.example',
    'mailto:a@b.example',
    'tel:+49',
    'sms:1',
    '//cdn.example/x',
  ])('%j is let through as it is', (text) => {
    expect(hrefOf(html`<a href="${text}">x</a>`)).toBe(text)
  })

  test('is guarded in every attribute that a browser follows', () => {
    const evil = 'javascript:alert(1)'
    const markup = html`<form action="${evil}"></form><button formaction="${evil}"></button>
      <iframe src="${evil}"></iframe><object data="${evil}"></object><video poster="${evil}"></video>
      <q cite="${evil}"></q><a ping="${evil}"></a><svg><a xlink:href="${evil}"></a>
      <animate to="${evil}" from="${evil}" by="${evil}" values="${evil}" /><set to="${evil}" /></svg>
      <A HREF="${evil}"></A><link href="${evil}">`
    const values = elementsOf(markup).flatMap(({ attributes: read }) => Object.values(read))
    expect(values).toHaveLength(15)
    expect(new Set(values)).toEqual(new Set(['#orion-refused-url']))
  })
})

describe('a style', () => {
  test('takes plain words and numbers', () => {
    const markup = html`<p style="width: ${12.5}%; color: ${'#fa0'}; margin: ${'1px -2px'}"></p>`
    expect(elementOf(markup).attributes.style).toBe('width: 12.5%; color: #fa0; margin: 1px -2px')
  })

  test.each(['red; position: fixed', 'url(x)', 'a\\b', 'x:y', '/**/', '"', 'a\n'])(
    '%j is refused',
    (text) => {
      expect(() => html`<p style="color: ${text}"></p>`).toThrow(code('ORION_VALUE'))
    },
  )
})

describe("a signal's name", () => {
  test('may be made of a word and a number', () => {
    expect(elementOf(html`<input data-bind="title_${7}">`).attributes['data-bind']).toBe('title_7')
    expect(elementOf(html`<p data-ref="${'a.b_c'}"></p>`).attributes['data-ref']).toBe('a.b_c')
  })

  test.each(['', 'a b', "a'", '$a', 'a-b', 'a;b', '@post()', 'a[0]'])('%j is refused', (text) => {
    expect(() => html`<input data-bind="${text}">`).toThrow(code('ORION_VALUE'))
  })
})

describe('attributes', () => {
  test('a boolean attribute stands by name, or not at all', () => {
    const input = (done: boolean) => elementOf(html`<input ${done && 'checked'} name="done">`)
    expect(input(true).attributes).toEqual({ checked: '', name: 'done' })
    expect(input(false).attributes).toEqual({ name: 'done' })
    expect(`${html`<p ${null}${undefined}${''}></p>`}`).toBe('<p ></p>')
  })

  test('what connect() and form() return stands in a tag, several in an array too', () => {
    const markup = html`<form ${connect('/x')} ${form('todo')}><main ${[connect('/y'), 'hidden']}></main>`
    expect(elementsOf(markup).map(({ attributes: read }) => Object.keys(read))).toEqual([
      expect.arrayContaining(['data-init', 'data-signals__ifmissing', 'data-effect']),
      ['data-init', 'hidden'],
    ])
  })

  test.each([
    ['a text', 'onclick=alert(1)'],
    ['a name and a value', 'checked=x'],
    ['a name with an end', 'checked><script>'],
    ['an attribute that is not boolean', 'title'],
    ['true', true],
    ['a number', 1],
    ['an object', { checked: true }],
    ['markup', html`<b></b>`],
    ['a promise', Promise.resolve()],
  ])('%s is refused', (_what, value) => {
    expect(() => html`<input ${value}>`).toThrow(code('ORION_VALUE'))
  })

  test('attributes() escapes each for its kind, and leaves out what is not there', () => {
    const values = {
      id: 'a"b',
      disabled: true,
      rows: 3,
      title: null,
      lang: undefined,
      hidden: false,
    }
    expect(`${attributes('textarea', values)}`).toBe('id="a&quot;b" disabled rows="3"')
    expect(`${attributes('a', { href: 'javascript:x', style: 'red' })}`).toBe(
      'href="#orion-refused-url" style="red"',
    )
  })

  test.each([
    'onclick',
    'ONCLICK',
    'srcdoc',
    'data-on:click',
    'data-text',
    'a b',
    '',
    'a="',
    '1a',
    'a>',
  ])('attributes() refuses the name %j', (name) => {
    expect(() => attributes('p', { [name]: 'x' })).toThrow(code('ORION_VALUE'))
  })

  test('attributes() writes for any text an attribute that reads as it was written', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const { attributes: read } = elementOf(
          html`<p ${attributes('p', { title: text, id: 'a' })}></p>`,
        )
        expect(read).toEqual({ title: asRead(text), id: 'a' })
      }),
    )
  })

  test('rawAttributes writes what it is given', () => {
    expect(`${html`<p ${rawAttributes('a="b"')}></p>`}`).toBe('<p a="b"></p>')
  })
})

describe('an expression', () => {
  interface Expression {
    readonly make: Template
    readonly attribute: string
    /** What it is when it ran: its value, and the calls of actions. */
    readonly ran: (text: string) => { value: unknown; calls: readonly unknown[] }
  }
  const value = (make: Template, of: (text: string) => unknown, attribute = 'data-text') => ({
    make,
    attribute,
    ran: (text: string) => ({ value: of(text), calls: [] }),
  })
  const same = (text: string) => text
  const expressions: readonly Expression[] = [
    value((text) => html`<p data-text="'${text}'"></p>`, same),
    value((text) => html`<p data-text='"${text}"'></p>`, same),
    value((text) => html`<p data-text="\`${text}\`"></p>`, same),
    value((text) => html`<p data-text="${text}"></p>`, same),
    value((text) => html`<p data-text="&#39;${text}&#x27;"></p>`, same),
    value((text) => html`<p data-text='&quot;${text}&quot'></p>`, same),
    value((text) => html`<p data-text=" ( ${text} ) "></p>`, same),
    value(
      (text) => html`<p data-text="'a' + '${text}' + ${text}"></p>`,
      (text) => `a${text}${text}`,
    ),
    value(
      (text) => html`<p data-text="\`a\${'${text}'}{\${\`${text}\`}}\`"></p>`,
      (text) => {
        return `a${text}{${text}}`
      },
    ),
    value((text) => html`<p data-text="/* ' */ '${text}'"></p>`, same),
    value((text) => html`<p data-text="'x'.replace(/['&quot;x]/, () => '${text}')"></p>`, same),
    value(
      (text) => html`<p data-text="4 / 2 / 1 + '${text}'"></p>`,
      (text) => `2${text}`,
    ),
    value(
      (text) => html`<p data-text="'it\\'s ${text}'"></p>`,
      (text) => `it's ${text}`,
    ),
    value(
      (text) => html`<p data-text="'${text}'.concat('@', 'a')"></p>`,
      (text) => `${text}@a`,
    ),
    value(
      (text) => html`<p data-text="$name + '${text}'"></p>`,
      (text) => `nobody${text}`,
    ),
    value(
      (text) =>
        html`<p data-signals="{a: '${text}', b: {'c': [${text}]}, d: ${[text, { e: text }]}}"></p>`,
      (text) => ({ a: text, b: { c: [text] }, d: [text, { e: text }] }),
      'data-signals',
    ),
    value(
      (text) => html`<p data-class:active="$name === '${text}' || ${text} === $name"></p>`,
      (text) => text === 'nobody',
      'data-class:active',
    ),
    {
      make: (text) => html`<p data-on:click="@post('/x/${text}', {headers: {'a': ${text}}})"></p>`,
      attribute: 'data-on:click',
      ran: (text) => ({
        value: undefined,
        calls: [['post', `/x/${text}`, { headers: { a: text } }]],
      }),
    },
  ]

  test('for any text reads as that text, as Datastar runs it, and nothing else runs', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const { make, attribute, ran } of expressions) {
          const markup = make(text)
          expect(shapeOf(markup)).toBe(shapeOf(make('x')))
          const source = elementOf(markup).attributes[attribute] ?? ''
          const { names, ...seen } = runAsDatastar(source, { name: 'nobody' })
          expect({ source, ...seen }).toEqual({ source, ...ran(text) })
          expect(names).toEqual(source.includes('$name') ? ['$'] : [])
        }
      }),
    )
  })

  test('for any plain value reads as that value', () => {
    const plain = fc.jsonValue().filter((any) => !JSON.stringify(any).includes('__proto__'))
    fc.assert(
      fc.property(plain, (any) => {
        const source = elementOf(html`<p data-signals="{a: ${any}}"></p>`).attributes[
          'data-signals'
        ]
        const { value: read, names } = runAsDatastar(source ?? '')
        expect(read).toEqual({ a: JSON.parse(JSON.stringify(any)) })
        expect(names).toEqual([])
      }),
    )
  })

  test('"HTML escaping does not make an expression safe": the slug of facts.md stays text', () => {
    const slug = "x'); @post('/admin/promote/7'); ('"
    const markup = html`<button data-on:click="@delete('/todos/${slug}')"></button>`
    const source = elementOf(markup).attributes['data-on:click'] ?? ''
    expect(runAsDatastar(source).calls).toEqual([['delete', `/todos/${slug}`]])
  })

  test('null and undefined are null as a value, and nothing in a string', () => {
    expect(`${html`<p data-text="f(${null}, ${undefined}, '${null}')"></p>`}`).toBe(
      '<p data-text="f(null, null, \'\')"></p>',
    )
  })

  test('a negative number stands in parentheses, so that two minus signs never meet', () => {
    expect(`${html`<p data-text="1 -${-1}"></p>`}`).toBe('<p data-text="1 -(-1)"></p>')
  })

  test.each([
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['a bigint', 1n],
    ['a Date', new Date(0)],
    ['a Map', new Map()],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a promise', Promise.resolve()],
    ['a member called __proto__', JSON.parse('{"__proto__": {"a": 1}}')],
    ['a Date deep inside', { a: [new Date(0)] }],
  ])('%s is refused as a value', (_what, unfit) => {
    expect(() => html`<p data-text="${unfit}"></p>`).toThrow(code('ORION_VALUE'))
  })
})

describe('a template', () => {
  test('is scanned once', () => {
    const parts = Object.assign(['<p>', '</p>'], { raw: [] })
    expect(`${html(parts, '<')}`).toBe('<p>&lt;</p>')
    // The template could not be used any more if it were scanned again.
    parts[0] = '<script>'
    expect(`${html(parts, '<')}`).toBe('<script>&lt;</p>')
  })

  test('that is refused is refused each time', () => {
    const bad = () => html`<${'p'}>`
    expect(bad).toThrow(code('ORION_TEMPLATE'))
    expect(bad).toThrow(code('ORION_TEMPLATE'))
  })

  test('is refused before its values are looked at', () => {
    expect(() => html`<p ${Symbol('x')}>${{}}<script>${'x'}</script>`).toThrow(
      code('ORION_TEMPLATE'),
    )
  })
})
