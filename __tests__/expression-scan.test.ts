import fc from 'fast-check'
import { ExpressionScan } from '../lib/expression-scan.js'
import { html } from '../lib/html.js'
import { elementOf } from './support/markup.js'
import { syntaxOf } from './support/syntax.js'

/** Where the hole behind each part of an expression stands. */
function placesIn(...parts: readonly string[]) {
  const scan = new ExpressionScan()
  return parts.map((part) => {
    for (const char of part) scan.feed(char)
    return scan.hole()
  })
}

test.each([
  ...["'", '"', '`'],
  ...[
    "f('",
    "{a: '",
    "'' + '",
    "'\\\\",
    "'\\'",
    "'a\\n",
    '`a${b}',
    '`${`${a}`}',
    '`a$$b',
    '`\\${',
    '`$\\{',
  ],
  ...["a/b/'", "/'/.test('", "/[/']/.test('", "/\\/'/.test('", 'x.replace(/"/g, \'', "(/'/, '"],
  ...["a / b; c = '/", "a++ / '/' + '", "(a) / '", "a[0] / '", "'a' / '", "typeof /'/ + '"],
  ...["/* ' */ '", "// '\n'", "// '\r'", "// '\u2028'", "a /* / */ '", "'// ", "'/* "],
])('behind %j it stands in a string', (code) => {
  expect(placesIn(code)).toEqual(['string'])
})

test.each([
  ...[
    '',
    ' ',
    'f(',
    'f(a, ',
    '[',
    '{a: ',
    '$a = ',
    '$a == ',
    '$a && ',
    '!',
    '-',
    'a ? b : ',
    '=> ',
    '$a[',
    ';',
  ],
  ...["'' + ", "'\\''+", '`a` + ', '`${', '`${a + ', '`${{a: 1}.a + ', '`${`b` + ', '`${`${a}` + '],
  ...[
    'return ',
    'typeof ',
    'a in ',
    'a / ',
    'a /',
    ') /',
    "'a' /",
    '/a/.b + ',
    '/[/]/ + ',
    'a++ / ',
  ],
  ...[
    '// x\n',
    '<!-- x\n',
    '--> x\n',
    'a --> ',
    '--a + ',
    'a\n--b > ',
    '/* x */',
    '/* x */ ',
    'a /* ${ */ + ',
  ],
])('behind %j it stands where a value is expected', (code) => {
  expect(placesIn(code)).toEqual(['value'])
})

test.each([
  [
    'next to an identifier',
    ...['a', '$', '$a', '1', '_', 'f(a', 'return', '\u00e4', '\u2028a', '`${a'],
  ],
  [
    'behind a dot, an @ or a #',
    ...['a.', 'a. ', 'a.\n', 'a?.', '...', '@', '@ ', '{...', '#', 'a.#'],
  ],
  ['behind a backslash', ...['\\', "'\\", '"a\\', '`\\', "'\\\\\\"]],
  ['behind a $ or @ in a string', ...["'$", "'a$", '`$', '"@', "'a@", "'$$"]],
  ['in a comment', ...['//', '// a', "// '", '/*', '/* a *', '/* // \n', '`${/*', '/**']],
  ["in a comment of HTML's", ...['<!--', "a <!-- '", '-->', "a\n --> '", "/* */ --> '", '`${-->']],
  [
    'in a regular expression',
    ...['/', '/a', '/[', '/[/', '/\\/', "/'", 'f(/', 'a = /', 'return /', ', /'],
  ],
  ['in a regular expression', ...['`${/', '/[\\]', '!/', '{a: /', '(/`', '=> /a', 'typeof /']],
])('%s nothing is safe', (_place, ...codes) => {
  for (const code of codes) expect([code, ...placesIn(code)]).toEqual([code, 'unsafe'])
})

test('each hole is a value, or a part of a string, for the next one', () => {
  expect(placesIn("'", "' + ", " + '", ' / ', "', ")).toEqual([
    'string',
    'value',
    'string',
    'string',
    'value',
  ])
  expect(placesIn('', '')).toEqual(['value', 'unsafe'])
  expect(placesIn('', ' / ')).toEqual(['value', 'value'])
  expect(placesIn("'", '')).toEqual(['string', 'string'])
  expect(placesIn('`${', '}', '${', '} ${')).toEqual(['value', 'string', 'value', 'value'])
})

test('for any expression and any text, a value is one string to a JavaScript parser', () => {
  const pieces = [
    ...[
      "'",
      "'",
      '"',
      '`',
      '${',
      '}',
      '{',
      '(',
      ')',
      '/',
      '//',
      '/*',
      '*/',
      '\\',
      '\n',
      '\u2028',
      '[',
      ']',
    ],
    ...[
      '+',
      '++',
      '--',
      'a',
      ' in ',
      'typeof ',
      ',',
      ';',
      '=',
      '=>',
      '?',
      ':',
      ' ',
      '1',
      '.',
      '!',
      '$a',
      '*',
    ],
    ...['?.', '$', '@', "f('", "')", 'x`', 'void ', '@get('],
  ]
  const tokens = [
    ...[
      '/',
      ' ',
      'x',
      'in',
      ',',
      '.',
      '-',
      '1',
      "'",
      '"',
      '`',
      '${',
      '}',
      '\\',
      '\n',
      '*',
      '*/',
      '/*',
      '//',
    ],
    ...[';', '(', ')', '[', ']', '\u2028', '_', '$', '@'],
  ]
  const joined = (all: readonly string[], maxLength: number) =>
    fc.array(fc.constantFrom(...all), { maxLength }).map((some) => some.join(''))
  const sourceOf = (inside: readonly string[], texts: readonly string[]) => {
    const parts = inside.map((part) => part.replaceAll('"', '&quot;'))
    parts[0] = `<p data-text="${parts[0]}`
    parts.push(`${parts.pop()}"></p>`)
    try {
      const markup = html(Object.assign(parts, { raw: parts }), ...texts)
      return elementOf(markup).attributes['data-text'] ?? ''
    } catch {
      return undefined
    }
  }
  const seen = { compared: 0, valid: 0 }
  fc.assert(
    fc.property(
      fc.array(joined(pieces, 7), { minLength: 2, maxLength: 3 }),
      fc.tuple(joined(tokens, 6), joined(tokens, 6)),
      (inside, texts) => {
        const harmless = sourceOf(inside, ['x', 'x'])
        const hostile = sourceOf(inside, texts)
        if (harmless === undefined || hostile === undefined) return
        seen.compared++
        const syntax = syntaxOf(harmless)
        if (syntax !== 'no expression') seen.valid++
        expect({ harmless, hostile, syntax: syntaxOf(hostile) }).toEqual({
          harmless,
          hostile,
          syntax,
        })
      },
    ),
    { numRuns: 3000 },
  )
  expect(seen.compared).toBeGreaterThan(1000)
  expect(seen.valid).toBeGreaterThan(10)
})
