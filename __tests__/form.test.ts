import fc from 'fast-check'
import { field, form, formErrors, html, type InputIssue } from '../lib/index.js'
import { act, run } from './support/datastar.js'
import { hostileText } from './support/hostile.js'
import { elementOf, elementsOf, shapeOf } from './support/markup.js'

const option = (message: RegExp) =>
  expect.objectContaining({ code: 'ORION_OPTION', message: expect.stringMatching(message) })

/** What `form('todo')` makes of a tag, and its signals as they are at first. */
function openForm() {
  const { attributes } = elementOf(html`<form method="post" ${form('todo')}></form>`)
  const { value } = run(attributes['data-signals__ifmissing'] ?? '')
  const signals = value as Record<string, Record<string, unknown>>
  let resets = 0
  const el = { reset: () => resets++ }
  return {
    signals,
    fire: (name: string) => act(attributes[name] ?? '', signals, el),
    get resets() {
      return resets
    },
  }
}

test('a form has no errors at first, and is not reset', () => {
  const opened = openForm()
  expect(opened.signals).toMatchObject({ _errors: { todo: {} }, _reset: { todo: false } })
  opened.fire('data-effect')
  expect(opened.resets).toBe(0)
})

test('a form that is told to resets once', () => {
  const opened = openForm()
  Object.assign(opened.signals._reset ?? {}, { todo: true })
  opened.fire('data-effect')
  opened.fire('data-effect')
  expect(opened.resets).toBe(1)
  expect(opened.signals._reset).toEqual({ todo: false })
})

test('what was typed since the form was sent stays, and does not keep the next answer from emptying it', () => {
  const opened = openForm()
  const answer = () => {
    Object.assign(opened.signals._reset ?? {}, { todo: true })
    opened.fire('data-effect')
  }
  opened.fire('data-on:submit__capture')
  opened.fire('data-on:input__capture')
  answer()
  expect(opened.resets).toBe(0)
  opened.fire('data-on:submit__capture')
  answer()
  expect(opened.resets).toBe(1)
})

// "Signals with a `_` segment are never sent" (facts.md): errors would travel with every action.
test('what a form declares stays in the browser', () => {
  for (const name of Object.keys(openForm().signals)) expect(name).toMatch(/^_/)
})

test.each(['', '1a', 'a-b', 'a.b', 'a b', "a'", '_a', '__proto__', 'a\n', '\u00e4'])(
  'a form or a field can not be called %j',
  (name) => {
    expect(() => form(name)).toThrow(
      option(/a form's name is .*; give letters, digits and underscores/),
    )
    expect(() => formErrors(name, [])).toThrow(option(/a form's name is/))
    expect(() => field(form('f'), name, { label: 'x' })).toThrow(option(/a field's name is/))
  },
)

test('a name that is no string is refused', () => {
  expect(() => form(undefined as unknown as string)).toThrow(option(/a form's name is undefined/))
})

describe('a field', () => {
  const f = form('todo', { title: 'Milk', count: 3, note: '\nfirst', done: true, list: ['a'] })

  test('is labelled, described by its error line, and filled with the value of the form', () => {
    const elements = elementsOf(
      field(f, 'title', { label: 'What?', required: true, maxlength: 80 }),
    )
    expect(elements.map(({ tag, attributes }) => [tag, attributes])).toEqual([
      ['div', { class: 'field' }],
      ['label', { for: 'todo-title' }],
      [
        'input',
        {
          id: 'todo-title',
          name: 'title',
          'aria-describedby': 'todo-title-error',
          required: '',
          maxlength: '80',
          type: 'text',
          value: 'Milk',
          'data-attr:aria-invalid': "$_errors.todo.title ? 'true' : 'false'",
        },
      ],
      [
        'p',
        {
          class: 'field-error',
          id: 'todo-title-error',
          'aria-live': 'polite',
          'data-text': '$_errors.todo.title',
          'data-show': '$_errors.todo.title',
        },
      ],
    ])
    expect(elements[1]?.text).toBe('What?')
  })

  test('takes a number, a type and a value of its own; what is no text is left empty', () => {
    const input = (name: string, attrs = {}) =>
      elementsOf(field(f, name, { label: 'x', ...attrs }))[2]?.attributes
    expect(input('count', { type: 'number' })).toMatchObject({ type: 'number', value: '3' })
    expect(input('title', { value: 'Tea' })).toMatchObject({ value: 'Tea' })
    expect(input('title', { value: null })).toMatchObject({ value: '' })
    expect(input('nothing')).toMatchObject({ value: '' })
    expect(input('list')).toMatchObject({ value: '' })
    expect(input('done')).toMatchObject({ value: '' })
    expect(input('constructor')).toMatchObject({ value: '' })
  })

  test("a textarea holds the text, its own first newline too, which a browser's parser would drop", () => {
    const [, , textarea] = elementsOf(field(f, 'note', { label: 'x', type: 'textarea', rows: 3 }))
    expect(textarea).toMatchObject({ tag: 'textarea', attributes: { rows: '3' }, text: '\nfirst' })
    expect(textarea?.attributes).not.toHaveProperty('value')
  })

  test('for any label and value, has the same elements, and reads as it was written', () => {
    const asRead = (text: string) => text.replace(/\r\n?/g, '\n').replaceAll('\0', '\ufffd')
    fc.assert(
      fc.property(hostileText, fc.constantFrom('text', 'textarea'), (text, type) => {
        const label = text.replaceAll('\0', '')
        const made = field(f, 'title', { label, type, value: text, placeholder: text })
        const plain = field(f, 'title', { label: 'x', type, value: 'x', placeholder: 'x' })
        expect(shapeOf(made)).toBe(shapeOf(plain))
        const [, written, control] = elementsOf(made)
        expect(written?.text).toBe(asRead(label))
        expect(control?.attributes.placeholder).toBe(asRead(text))
        const value = type === 'textarea' ? control?.text : control?.attributes.value
        expect(value).toBe(asRead(text))
      }),
    )
  })

  test('an attribute that holds code is refused', () => {
    const attrs = { label: 'x', onfocus: 'alert(1)' }
    expect(() => field(f, 'title', attrs)).toThrow(expect.objectContaining({ code: 'ORION_VALUE' }))
  })
})

describe('formErrors', () => {
  test('gives each field its first message, and the whole input the field form', () => {
    const issues: readonly InputIssue[] = [
      { path: 'title', message: 'Too short' },
      { path: 'title', message: 'Not nice' },
      { path: '', message: 'Not now' },
      { path: 'address.street', message: 'Where?' },
    ]
    expect(formErrors('todo', issues)).toEqual({
      _errors: { todo: { title: 'Too short', form: 'Not now', 'address.street': 'Where?' } },
    })
    expect(formErrors('todo', [])).toEqual({ _errors: { todo: {} } })
  })

  test('knows no field by a name that every object has', () => {
    const issues = ['constructor', 'toString', '__proto__'].map((path) => ({ path, message: 'No' }))
    expect(JSON.stringify(formErrors('f', issues))).toBe(
      '{"_errors":{"f":{"constructor":"No","toString":"No","__proto__":"No"}}}',
    )
  })
})
