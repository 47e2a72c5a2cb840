// Texts by which somebody would try to leave the place where a template puts them.
import fc from 'fast-check'

const pieces = [
  ...['<', '>', '&', '"', "'", '`', '\\', '/', '=', ';', ':', '$', '@', '{', '}', '(', ')', '#'],
  ...[
    '\n',
    '\r',
    '\r\n',
    '\t',
    '\f',
    '\v',
    '\0',
    ' ',
    '\u00a0',
    '\u0085',
    '\u2028',
    '\u2029',
    '\ufeff',
  ],
  ...[
    '</textarea>',
    '</title>',
    '<script>alert(1)</script>',
    '<!--',
    '-->',
    '--!>',
    ']]>',
    '<b x=1>',
  ],
  ...[
    '&lt;',
    '&#39;',
    '&#x27',
    'quot;',
    '#39',
    '#106;',
    'lt',
    'amp;',
    'apos',
    ' onclick=alert(1) ',
  ],
  ...['${', '$signal', '$a.b-c', "$['x']", '@post(', "'); alert(1); ('", '*/', '//', '/*', '\\x27'],
  ...[
    'javascript:',
    'data:',
    'a',
    'evil.name',
    '0',
    '__proto__',
    '\u00e4',
    '\u{1f680}',
    '\u{1f595}JS_',
  ],
  ...['_DS\u{1f680}', 'data: x', '\n\nevent: datastar-patch-signals\ndata: signals {"x":1}\n\n'],
]

/** Any text, and texts made of what means something to a parser. */
export const hostileText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join('')),
)
