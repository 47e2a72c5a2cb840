import fc from 'fast-check'
import { toast, toastSelector, toasts } from '../lib/toasts.js'
import { hostileText } from './support/hostile.js'
import { elementOf, elementsOf, shapeOf } from './support/markup.js'

test('the place for toasts is what the selector finds, and is read out politely', () => {
  const { attributes } = elementOf(toasts())
  expect(`#${attributes.id}`).toBe(toastSelector)
  expect(attributes['aria-live']).toBe('polite')
})

test('a toast has its tone, leaves by itself, and can be dismissed', () => {
  const [box, text, button] = elementsOf(toast('Added', 'success'))
  expect(box?.attributes).toMatchObject({
    'data-tone': 'success',
    'data-init__delay.6s': 'el.remove()',
  })
  expect(text?.text).toBe('Added')
  expect(button).toMatchObject({
    tag: 'button',
    attributes: { type: 'button', 'data-on:click': "el.closest('.orion-toast').remove()" },
  })
})

test('any text is text in a toast', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const made = toast(text, 'error')
      expect(shapeOf(made)).toBe(shapeOf(toast('x', 'error')))
      const read = text.replace(/\r\n?/g, '\n').replaceAll('\0', '')
      expect(elementsOf(made)[1]?.text).toBe(read)
    }),
  )
})
