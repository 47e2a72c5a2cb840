import { holesOf } from '../lib/holes.js'
import { html } from '../lib/html.js'
import type { OrionError } from '../lib/index.js'

const messageOf = (use: () => unknown) => {
  try {
    use()
  } catch (error) {
    const { code, message } = error as OrionError
    return { code, message }
  }
  throw new Error('nothing was thrown')
}

test('the message of a refusal shows the place, with what stands around it', () => {
  expect(messageOf(() => html`<ul>${1}<li onclick="f(${2})" class="x">${3}</li></ul>`)).toEqual({
    code: 'ORION_TEMPLATE',
    message:
      'orion: an html template has a value in the attribute onclick, where nothing is safe:\n' +
      '  <ul>${...}<li onclick="f(${ HERE })" class="x">',
  })
})

test('the message of a long template shows no more than a line of it', () => {
  const { message } = messageOf(() =>
    holesOf([`${'<b></b>'.repeat(100)}<p a=`, `>${'x'.repeat(100)}`]),
  )
  const [, place = ''] = message.split('\n')
  expect(place).toMatch(/<\/b><p a=\$\{ HERE \}>x+$/)
  expect(place.length).toBeLessThan(120)
})

test.each([
  ['a tag', ['<p']],
  ['a tag', ['<p title="', '" ']],
  ['an attribute', ['<p title="']],
  ['a comment', ['<!-- ']],
  ['a declaration', ['<!doctype']],
  ['<textarea>', ['<textarea>', '']],
  ['<script>', ['<script></p>']],
  ['a bare <', ['a <']],
])(
  'a template that ends inside of %s is refused, for what comes next would be swallowed',
  (_what, parts) => {
    expect(messageOf(() => holesOf(parts))).toEqual({
      code: 'ORION_TEMPLATE',
      message: expect.stringContaining('an html template ends inside a tag or raw text:\n'),
    })
  },
)

test('an escape sequence that JavaScript refuses is refused here too', () => {
  expect(messageOf(() => html`<p>${1}</p>\u{zz}`)).toEqual({
    code: 'ORION_TEMPLATE',
    message: expect.stringContaining('an html template has an invalid escape sequence:\n'),
  })
})

test('a template without holes has none, and is read all the same', () => {
  expect(holesOf(['<p>a</p>'])).toEqual([])
  expect(holesOf([''])).toEqual([])
  expect(() => html`<p`).toThrow(/ends inside a tag/)
})
