import fc from 'fast-check'
import { html } from '../lib/html.js'
import { createRespond, toastEvent } from '../lib/respond.js'
import { elementOf, elementsOf } from './support/markup.js'
import { eventsOf, linesOf } from './support/sse.js'

/** The lines of the only event that was said. */
function said(events: readonly string[]) {
  const [event, ...more] = eventsOf(events.join(''))
  expect(more).toEqual([])
  return linesOf(event)
}

const refused = expect.objectContaining({ code: 'ORION_REDIRECT' })

test('what a handler says is kept in its order, and nothing is said by itself', () => {
  const { respond, said } = createRespond()
  expect(said).toEqual({ events: [], location: undefined })
  respond.patch(html`<p id="a">1</p>`)
  respond.remove('#b')
  respond.signals({ c: 2 })
  expect(said.events.join('')).toBe(
    [
      'event: datastar-patch-elements\ndata: elements <p id="a">1</p>\n\n',
      'event: datastar-patch-elements\ndata: selector #b\ndata: mode remove\n\n',
      'event: datastar-patch-signals\ndata: signals {"c":2}\n\n',
    ].join(''),
  )
})

test('a patch has its selector and mode, signals their onlyIfMissing', () => {
  const { respond, said } = createRespond()
  respond.patch(html`<li>1</li>`, { selector: '#list', mode: 'prepend' })
  respond.signals({ a: 1 }, { onlyIfMissing: true })
  expect(eventsOf(said.events.join('')).map(linesOf)).toEqual([
    { selector: '#list', mode: 'prepend', elements: '<li>1</li>' },
    { onlyIfMissing: 'true', signals: '{"a":1}' },
  ])
})

test('a toast is appended to the place for toasts; its tone is neutral unless told', () => {
  for (const tone of [undefined, 'success', 'error'] as const) {
    const { respond, said: record } = createRespond()
    respond.toast('Added <b>', tone === undefined ? {} : { tone })
    const { elements = '', ...rest } = said(record.events)
    expect(rest).toEqual({ selector: '#orion-toasts', mode: 'append' })
    const [box, text] = elementsOf(elements)
    expect(box?.attributes['data-tone']).toBe(tone ?? 'neutral')
    expect(text?.text).toBe('Added <b>')
  }
  expect(toastEvent('a\rb', 'error')).not.toContain('\r')
})

test('a reset is a signal of the form; a name that is none is refused', () => {
  const { respond, said: record } = createRespond()
  respond.reset('todo')
  expect(said(record.events)).toEqual({ signals: '{"_reset":{"todo":true}}' })
  expect(() => respond.reset("todo'")).toThrow(expect.objectContaining({ code: 'ORION_OPTION' }))
})

describe('redirect', () => {
  /** Where both kinds of caller are sent: by `Location`, and by the event. */
  function redirected(location: string, options?: { readonly external?: boolean }) {
    const { respond, said: record } = createRespond()
    respond.redirect(location, options)
    const { elements = '', ...rest } = said(record.events)
    expect(rest).toEqual({ selector: 'head', mode: 'append' })
    const { tag, attributes } = elementOf(elements)
    expect([tag, attributes['http-equiv']]).toEqual(['meta', 'refresh'])
    expect(attributes.content).toBe(`0;url=${record.location}`)
    return record.location
  }

  test.each([
    ['/', '/'],
    ['/todos/7?a=b&c=%2F#d', '/todos/7?a=b&c=%2F#d'],
    ['/a/../b', '/b'],
    ['/a b"<\'', "/a%20b%22%3C'"],
    ['/x?to=//evil.example', '/x?to=//evil.example'],
    ['/x?to=https://evil.example', '/x?to=https://evil.example'],
    ['/a//b', '/a//b'],
  ])('%j is a path of this site', (location, path) => {
    expect(redirected(location)).toBe(path)
  })

  test.each([
    ...[
      '//evil.example',
      '/\\evil.example',
      '\\/evil.example',
      '/\t/evil.example',
      '/\n/evil.example',
    ],
    ...[
      '///evil.example',
      '/.//evil.example',
      '/x/..//evil.example',
      '/./\\evil.example',
      '/%2e//evil.example',
    ],
    ...[
      'https://evil.example',
      'javascript:alert(1)',
      'data:text/html,x',
      ' /todos',
      'todos',
      '',
      '?a',
      '#a',
    ],
    ...['http:/evil.example', 'https:evil.example', '/\t\\evil.example', '//user@evil.example'],
  ])('%j is none', (location) => {
    expect(() => redirected(location)).toThrow(refused)
  })

  test('whatever is let through is of this site to a browser, in Location and in the event', () => {
    const pieces = fc.constantFrom(
      ...[
        '/',
        '//',
        '\\',
        '.',
        '..',
        '%2e',
        '\t',
        '\n',
        '\r',
        ' ',
        '@',
        ':',
        '?',
        '#',
        'evil.example',
      ],
      ...['https:', 'javascript:', 'nowhere.invalid', 'a', '"', "'", ';', ',', '\0', '\u3002'],
    )
    const locations = fc.array(pieces, { maxLength: 7 }).map((all) => all.join(''))
    fc.assert(
      fc.property(locations, fc.boolean(), (rest, slash) => {
        let location: string | undefined
        try {
          location = redirected(slash ? `/${rest}` : rest)
        } catch (error) {
          expect(error).toEqual(refused)
          return
        }
        expect(location).toMatch(/^\/(?![/\\])[\x21-\x7e]*$/)
        expect(new URL(location ?? '', 'https://own.example/a').origin).toBe('https://own.example')
      }),
      { numRuns: 2000 },
    )
  })

  test('another site needs external, and http or https', () => {
    const external = { external: true }
    expect(redirected('https://a.example/b?c#d', external)).toBe('https://a.example/b?c#d')
    expect(redirected('HTTP://A.example', external)).toBe('http://a.example/')
    for (const location of [
      'javascript:alert(1)',
      'data:text/html,x',
      'ftp://a.example',
      '//a.example',
    ]) {
      expect(() => redirected(location, external)).toThrow(refused)
    }
    expect(() => redirected('todos', external)).toThrow(refused)
    expect(() => redirected('https://', external)).toThrow(refused)
    expect(() => redirected('http:', external)).toThrow(refused)
  })

  test('a path of this site stays one with external', () => {
    expect(redirected('/todos', { external: true })).toBe('/todos')
  })

  test('what is no text is refused, and nothing is said', () => {
    const { respond, said: record } = createRespond()
    expect(() => respond.redirect(undefined as unknown as string)).toThrow(
      'orion: redirect got undefined; give a path of this site, such as /todos',
    )
    expect(record).toEqual({ events: [], location: undefined })
  })
})
