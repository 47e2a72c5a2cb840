import fc from 'fast-check'
import { html, untrusted } from '../lib/index.js'
import { hostileText } from './support/hostile.js'
import { elementsOf } from './support/markup.js'

const dataAttributes = (markup: { toString(): string }) =>
  elementsOf(markup).flatMap(({ attributes }) =>
    Object.keys(attributes).filter((name) => name.startsWith('data-')),
  )

test('attributes that a Datastar client acts on are renamed; all else reads as it was', () => {
  const comment =
    '<p class="x" data-init="@post(\'/admin\')" DATA-on:click=x title="data-x > y">data-driven <a href="/data-1">a</a></p>'
  const [p, a] = elementsOf(untrusted(comment))
  expect(p).toEqual({
    tag: 'p',
    attributes: {
      class: 'x',
      'ignored-data-init': "@post('/admin')",
      'ignored-data-on:click': 'x',
      title: 'data-x > y',
    },
    text: 'data-driven a',
  })
  expect(a?.attributes).toEqual({ href: '/data-1' })
})

test('it stands in html as markup', () => {
  expect(String(html`<article>${untrusted('<b data-x>1</b>')}</article>`)).toBe(
    '<article><b ignored-data-x>1</b></article>',
  )
})

test('whatever the markup, no element of it has such an attribute', () => {
  const piece = fc.constantFrom(
    ...['<p', '<b ', '<svg><style>', '<title>', '<!--', '-->', '<textarea>', '</', '<math><mi>'],
    ...['data-init', ' data-on:load', 'DATA-effect=', '/data-x', "'data-y", '"data-z', 'data-'],
    ...['>', '"', "'", '=', ' ', '/', '\n', '\f', '\0', 'x', '<', '<a href="', '&#45;', '-'],
  )
  const markup = fc.oneof(
    hostileText,
    fc.array(piece, { maxLength: 14 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(markup, (text) => {
      expect(dataAttributes(untrusted(text))).toEqual([])
      expect(dataAttributes(html`<table><tr><td>${untrusted(text)}</td></tr></table>`)).toEqual([])
    }),
    { numRuns: 2000 },
  )
})

test('anything but text is refused', () => {
  expect(() => untrusted(html`<b></b>` as never)).toThrow(
    expect.objectContaining({ code: 'ORION_VALUE' }),
  )
})

test.each(['<a', '<a"', '<a "<a" \'<a\' ', '<a""', '<a\'"', '"<a"\'', '<a data-'])(
  'a long text of %j takes no longer than a long text does',
  (unit) => {
    const began = performance.now()
    untrusted(unit.repeat(300_000 / unit.length))
    expect(performance.now() - began).toBeLessThan(1000)
  },
)
