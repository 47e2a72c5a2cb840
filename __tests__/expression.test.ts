import ejs from 'ejs'
import fc from 'fast-check'
import { action, js } from '../lib/index.js'
import { runAsDatastar } from './support/datastar.js'
import { hostileText } from './support/hostile.js'
import { elementOf, shapeOf } from './support/markup.js'

test('action writes what an element calls', () => {
  expect(action('post', '/todos')).toBe("@post('/todos')")
  expect(action('DELETE', '/todos/7', { contentType: 'form', headers: { 'x-a': 'b' } })).toBe(
    "@delete('/todos/7', {'contentType':'form','headers':{'x-a':'b'}})",
  )
})

test('js writes a value', () => {
  expect(js({ a: [1, -1, 'x', null, true] })).toBe("{'a':[1,(-1),'x',null,true]}")
})

test('by the escaping tag of an engine, any text reads as it was written and runs nothing', () => {
  const page = ejs.compile(
    '<p data-on:click="<%= action(\'post\', `/x/${text}`) %>" data-text="<%= js(text) %>"></p>',
  )
  fc.assert(
    fc.property(hostileText, (text) => {
      const markup = page({ text, action, js })
      expect(shapeOf(markup)).toBe(shapeOf(page({ text: 'x', action, js })))
      const { attributes } = elementOf(markup)
      expect(runAsDatastar(attributes['data-on:click'] ?? '').calls).toEqual([
        ['post', `/x/${text}`],
      ])
      expect(runAsDatastar(attributes['data-text'] ?? '')).toEqual({
        value: text,
        calls: [],
        names: [],
      })
    }),
  )
})

test.each([
  ['fetch', '/x', "action got 'fetch'; give one of get, post, put, patch, delete"],
  ['post', 'https://evil.example/', 'action got'],
  ['post', '//evil.example/', 'action got'],
  ['post', '', 'action got'],
])('action(%j, %j) is refused', (method, url, message) => {
  expect(() => action(method, url)).toThrow(message)
})

test('js refuses what an expression can not hold', () => {
  expect(() => js(new Date(0))).toThrow(expect.objectContaining({ code: 'ORION_VALUE' }))
})
