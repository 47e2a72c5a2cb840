import { refusedUrl, safeUrl, urlPlace } from '../lib/url.js'

describe('an address', () => {
  test.each([
    ['start', ...['', ' ', '\t', '\n ']],
    ['in-origin', ...['a', '.', 'todo', '\0', '\0a', 'javascript', '\\', '@']],
    [
      'behind',
      ...[
        '/',
        '?',
        '#',
        'a/',
        '/a:',
        '?a:',
        'https:',
        'HTTPS://a',
        'mailto:',
        'a:b',
        '\0/',
        '\0?a:',
      ],
    ],
    [
      'in-scheme',
      ...[
        'javascript:',
        'JavaScript:',
        ' java\tscript:',
        '\x01data:',
        'vbscript:x',
        '\0:',
        'a\0:b',
      ],
    ],
  ])('a value is at its place %s', (place, ...befores) => {
    for (const before of befores) expect([before, urlPlace(before)]).toEqual([before, place])
  })

  test('one that is not whole may have no colon where a scheme could end', () => {
    expect(safeUrl('https://a', 'start')).toBe('https://a')
    expect(safeUrl('https://a', 'in-origin')).toBe(refusedUrl)
    expect(safeUrl(':x', 'in-origin')).toBe(refusedUrl)
    expect(safeUrl('a/b:c', 'in-origin')).toBe('a/b:c')
    expect(safeUrl('a?b:c', 'in-origin')).toBe('a?b:c')
  })
})
