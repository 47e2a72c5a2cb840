import { ServerSentEventGenerator } from '@starfederation/datastar-sdk/abstractServerSentEventGenerator'
import fc from 'fast-check'
import { type PatchMode, patchElements, patchSignals, removeElements } from '../lib/events.js'
import { html } from '../lib/html.js'
import { hostileText } from './support/hostile.js'
import { eventsOf, linesOf } from './support/sse.js'

const newlines = /\r\n?/g
const visible = hostileText.filter((text) => text.trim() !== '')
const modes: readonly PatchMode[] = [
  ...(['inner', 'replace', 'prepend', 'append', 'before', 'after'] as const),
]

class EventText extends ServerSentEventGenerator<string> {
  // The SDK's constructor is protected.
  static open(): EventText {
    return new EventText()
  }

  text(event: string | string[]): string {
    return typeof event === 'string' ? event : event.join('')
  }

  override close(): void {}
}

test('an event is lines of fields, and an empty line', () => {
  const rows = html`<p id="a">1</p>
<p id="b">${'<'}</p>`
  expect(patchElements(rows)).toBe(
    'event: datastar-patch-elements\ndata: elements <p id="a">1</p>\ndata: elements <p id="b">&lt;</p>\n\n',
  )
  expect(patchElements('<li>1</li>', { selector: '#list', mode: 'append' })).toBe(
    'event: datastar-patch-elements\ndata: selector #list\ndata: mode append\ndata: elements <li>1</li>\n\n',
  )
  expect(removeElements('#a, #b')).toBe(
    'event: datastar-patch-elements\ndata: selector #a, #b\ndata: mode remove\n\n',
  )
  expect(patchSignals({ a: 1, b: null }, { onlyIfMissing: true })).toBe(
    'event: datastar-patch-signals\ndata: onlyIfMissing true\ndata: signals {"a":1,"b":null}\n\n',
  )
})

describe('an event is written as the SDK writes it', () => {
  const sdk = EventText.open()
  // It splits lines at LF alone.
  const texts = visible.map((text) => text.replace(newlines, '\n'))

  test('markup', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(undefined, ...modes), (markup, mode) => {
        const options = mode && { selector: '#list', mode }
        expect(patchElements(markup, options)).toBe(sdk.text(sdk.patchElements(markup, options)))
      }),
    )
  })

  test('a removal', () => {
    expect(removeElements('#a, #b')).toBe(sdk.text(sdk.removeElements('#a, #b')))
  })

  test.each([{}, { onlyIfMissing: true }])('signals, with %j', (options) => {
    const signals = { a: 1, b: null, c: 'two\nlines' }
    const written = sdk.text(sdk.patchSignals(JSON.stringify(signals), options))
    expect(patchSignals(signals, options)).toBe(written)
  })
})

test('the default mode is left out', () => {
  expect(patchElements('<p id="a"></p>', { mode: 'outer' })).toBe(patchElements('<p id="a"></p>'))
})

// "It ends an SSE line at \n, \r\n and a lone \r" (facts.md).
test('any markup is one event with exactly that markup, its newlines of one kind', () => {
  fc.assert(
    fc.property(visible, (markup) => {
      const events = eventsOf(patchElements(markup))
      expect(events).toHaveLength(1)
      expect(events[0]).toMatchObject({ event: 'datastar-patch-elements' })
      expect(linesOf(events[0])).toEqual({ elements: markup.replace(newlines, '\n') })
    }),
  )
})

test('any selector is one line of one event', () => {
  fc.assert(
    fc.property(visible, fc.constantFrom(...modes), (selector, mode) => {
      const [event, ...more] = eventsOf(patchElements('<p></p>', { selector, mode }))
      expect(more).toEqual([])
      const oneLine = selector.replace(/[\r\n]+/g, ' ')
      expect(linesOf(event)).toEqual({ selector: oneLine, mode, elements: '<p></p>' })
      const [removal, ...others] = eventsOf(removeElements(selector))
      expect(others).toEqual([])
      expect(linesOf(removal)).toEqual({ selector: oneLine, mode: 'remove' })
    }),
  )
})

// "datastar-patch-signals that is not valid JSON is run as code" (facts.md).
test('any signals are one line of one event, and valid JSON', () => {
  const signals = fc.dictionary(hostileText, fc.oneof(hostileText, fc.jsonValue()))
  fc.assert(
    fc.property(signals, fc.boolean(), (sent, onlyIfMissing) => {
      const [event, ...more] = eventsOf(patchSignals(sent, { onlyIfMissing }))
      expect(more).toEqual([])
      expect(event).toMatchObject({ event: 'datastar-patch-signals' })
      const { signals: json = '', ...rest } = linesOf(event)
      expect(rest).toEqual(onlyIfMissing ? { onlyIfMissing: 'true' } : {})
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(sent)))
    }),
  )
})

test('events one behind the other stay apart', () => {
  fc.assert(
    fc.property(fc.array(visible, { maxLength: 4 }), (markups) => {
      const text = markups.map((markup) => patchElements(markup)).join('')
      expect(eventsOf(text).map((event) => linesOf(event).elements)).toEqual(
        markups.map((markup) => markup.replace(newlines, '\n')),
      )
    }),
  )
})

test('"a blank line of HTML is sent as `data: elements ` with the trailing space"', () => {
  expect(patchElements('<pre id="a">\n\r\n\r</pre>')).toBe(
    [
      'event: datastar-patch-elements',
      'data: elements <pre id="a">',
      'data: elements ',
      'data: elements ',
      'data: elements </pre>\n\n',
    ].join('\n'),
  )
})

test('line separators of JavaScript are no ends of lines to an event stream', () => {
  const markup = '<p id="a">a\u2028b\u2029c\u0085d</p>'
  expect(linesOf(eventsOf(patchElements(markup))[0])).toEqual({ elements: markup })
})

test('a mode that is none is refused', () => {
  expect(() => patchElements('<p></p>', { mode: 'x\ndata: y' as PatchMode })).toThrow(
    expect.objectContaining({ code: 'ORION_VALUE', message: expect.stringContaining('inner') }),
  )
})

test('markup with nothing in it empties an element, and is refused where it would do nothing', () => {
  const [event] = eventsOf(patchElements('', { selector: '#x', mode: 'inner' }))
  expect(linesOf(event)).toEqual({ selector: '#x', mode: 'inner', elements: '<!---->' })
  expect(() => patchElements(' \n', { selector: '#x' })).toThrow(
    expect.objectContaining({ code: 'ORION_VALUE' }),
  )
})
