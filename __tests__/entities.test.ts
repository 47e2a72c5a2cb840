import fc from 'fast-check'
import { endsInReference, readReference } from '../lib/entities.js'
import { elementOf } from './support/markup.js'

/** An attribute's value as the kit reads it: what it knows is decoded, the rest is left as it stands. */
function decoded(source: string): string {
  let text = ''
  for (let at = 0; at < source.length; at++) {
    const reference = source[at] === '&' ? readReference(source, at) : undefined
    text += reference?.text ?? source[at]
    if (reference?.text !== undefined) at += reference.source.length - 1
  }
  return text
}

const pieces = [
  ...[
    '&',
    '&',
    '&',
    ';',
    '=',
    '#',
    'x',
    '#x',
    'amp',
    'AMP',
    'Amp',
    'lt',
    'LT',
    'gt',
    'GT',
    'quot',
    'QUOT',
  ],
  ...[
    'Quot',
    'apos',
    '27',
    '39',
    '#39',
    '#x27',
    '#X3c',
    ' ',
    'a',
    '-',
    '1',
    "'",
    '/',
    'amp;',
    'apos;',
  ],
]
const sources = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((all) => all.join(''))

test('of the names that it knows and of numbers it reads what a browser reads', () => {
  const numbersOfText = /&#(?:x([0-9a-f]+)|([0-9]+))/gi
  fc.assert(
    fc.property(sources, (source) => {
      // The Windows-1252 numbers, NUL and what is beyond Unicode are texts of no meaning in code.
      for (const [, hex, decimal] of source.matchAll(numbersOfText)) {
        const number = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
        fc.pre((number >= 0x20 && number < 0x7f) || (number > 0xa0 && number < 0xd800))
      }
      expect(decoded(source)).toBe(elementOf(`<p title="${source}"></p>`).attributes.title)
    }),
    { numRuns: 2000 },
  )
})

test.each([
  '&copy;',
  '&constructor;',
  '&Apos;',
  '&lt2;',
  '&#x110000;',
  '&',
  '&;',
  '&#',
  '&#x;',
  '& amp;',
])('%s stands for nothing that it knows', (source) => {
  expect(readReference(source, 0).text).toBeUndefined()
})

test('it reads at the place that it is told, and says how much it took', () => {
  expect(readReference('a&amp;b', 1)).toEqual({ text: '&', source: '&amp;' })
  expect(readReference('&lt b', 0)).toEqual({ text: '<', source: '&lt' })
  expect(readReference('&#60b', 0)).toEqual({ text: '<', source: '&#60' })
})

test.each(['&', 'a&', '&a', '&amp', '&#', '&#3', '&#x', '&#X2f', '&frac1'])(
  'behind %j a text could become part of a reference',
  (source) => {
    expect(endsInReference(source)).toBe(true)
  },
)

test.each(['', 'a', '&amp;', '& ', '&#;', '&a=', '&#xg', '&a-', '&&#39;'])(
  'behind %j it could not',
  (source) => {
    expect(endsInReference(source)).toBe(false)
  },
)

test('behind a text that ends in no reference, an escaped text is never read together with it', () => {
  const after = fc.constantFrom('amp;', 'lt', '#39;', '39;', 'x27;', 'quot', ';', '=', 'a', '27')
  fc.assert(
    fc.property(sources, after, (source, text) => {
      fc.pre(!endsInReference(source))
      const read = (value: string) => elementOf(`<p title="${value}"></p>`).attributes.title
      expect(read(source + text)).toBe(`${read(source)}${text}`)
    }),
    { numRuns: 500 },
  )
})
