import { attributeKind, booleanAttributes } from '../lib/attributes.js'

test.each([
  [
    'url',
    ...['href', 'src', 'action', 'formaction', 'poster', 'cite', 'ping', 'data', 'xlink:href'],
  ],
  ['url', ...['background', 'icon', 'longdesc', 'manifest']],
  ['style', 'style'],
  ['unsafe', ...['onclick', 'onload', 'onanything', 'srcdoc', 'attributename']],
  [
    'plain',
    ...['title', 'id', 'class', 'value', 'to', 'values', 'srcset', 'aria-label', 'hreflang'],
  ],
  [
    'plain',
    ...['data-id', 'data-', 'data-once', 'data-tone', 'data-ignore', 'data-onclick', 'dataset'],
  ],
  [
    'expression',
    ...['data-on:click', 'data-on', 'data-on-intersect', 'data-on-signal-patch', 'data-on-x'],
  ],
  ['expression', ...['data-on:click__debounce.500ms__prevent', 'data-on-interval__duration.1s']],
  [
    'expression',
    ...['data-text', 'data-show', 'data-class', 'data-class:a', 'data-attr:title', 'data-attr'],
  ],
  [
    'expression',
    ...['data-signals', 'data-signals:a.b', 'data-signals__ifmissing', 'data-computed:x'],
  ],
  [
    'expression',
    ...['data-effect', 'data-init', 'data-init__delay.6s', 'data-style:color', 'data-json-signals'],
  ],
  // Those of the commercial bundle.
  [
    'expression',
    ...['data-animate', 'data-custom-validity', 'data-match-media:dark', 'data-persist'],
  ],
  ['expression', ...['data-query-string', 'data-replace-url', 'data-view-transition']],
  [
    'name',
    ...['data-bind', 'data-bind:name', 'data-bind__case.kebab', 'data-ref', 'data-indicator:busy'],
  ],
])('it is of kind %s', (kind, ...names) => {
  for (const name of names) expect([name, attributeKind('p', name)]).toEqual([name, kind])
})

test('what an SVG animation writes may be an address', () => {
  for (const tag of ['animate', 'set', 'animatemotion', 'animatetransform']) {
    for (const name of ['to', 'from', 'by', 'values']) expect(attributeKind(tag, name)).toBe('url')
    expect(attributeKind(tag, 'dur')).toBe('plain')
  }
})

test('a boolean attribute is harmless whatever stands in it', () => {
  for (const name of booleanAttributes) {
    expect(name).toMatch(/^[a-z]+$/)
    expect([name, attributeKind('input', name)]).toEqual([name, 'plain'])
  }
})
