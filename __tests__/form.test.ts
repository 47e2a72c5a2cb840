import fc from 'fast-check'
import { form, formErrors, html, type InputIssue } from '../lib/index.js'
import { act, run, runAsDatastar } from './support/datastar.js'
import { hostileText } from './support/hostile.js'
import { elementOf } from './support/markup.js'

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
  'a form can not be called %j',
  (name) => {
    expect(() => form(name)).toThrow(
      option(/a form's name is .*; give letters, digits and underscores/),
    )
    expect(() => formErrors(name, [])).toThrow(option(/a form's name is/))
  },
)

test('a name that is no string is refused', () => {
  expect(() => form(undefined as unknown as string)).toThrow(option(/a form's name is undefined/))
})

describe('a form that starts with errors', () => {
  const issues = [
    { path: 'title', message: 'Too short' },
    { path: 'title', message: 'Not nice' },
    { path: 'address.street', message: 'Where?' },
    { path: '', message: 'Not now' },
  ]
  const errors = {
    title: 'Too short',
    address_street: 'Where?',
    form: 'Not now',
    address: 'Where?',
  }

  test('has them by the name of their signal, each with its first message', () => {
    expect(form('todo', {}, issues).errors).toEqual(errors)
    expect(form('todo').errors).toEqual({})
  })

  test('has a line for what is wrong with the whole, which follows its signal', () => {
    expect(elementOf(form('todo', {}, issues).alert)).toEqual({
      tag: 'p',
      text: 'Not now',
      attributes: {
        class: 'field-error',
        id: 'todo-error',
        role: 'alert',
        'data-text': '$_errors.todo.form',
        'data-show': '$_errors.todo.form',
      },
    })
    expect(elementOf(form('todo').alert).text).toBe('')
  })

  test('declares its signals with them, so that a client leaves what the page shows', () => {
    const { attributes } = elementOf(html`<form ${form('todo', {}, issues)}></form>`)
    const { value } = run(attributes['data-signals__ifmissing'] ?? '')
    expect(value).toMatchObject({ _errors: { todo: errors } })
    expect(value).toMatchObject(formErrors('todo', issues))
  })

  test('declares any message as text', () => {
    fc.assert(
      fc.property(hostileText, (message) => {
        const { attributes } = elementOf(
          html`<form ${form('todo', {}, [{ path: 'title', message }])}></form>`,
        )
        for (const read of [run, runAsDatastar]) {
          const { value, calls, names } = read(attributes['data-signals__ifmissing'] ?? '')
          expect(value).toMatchObject({ _errors: { todo: { title: message } } })
          expect([calls, names]).toEqual([[], []])
        }
      }),
    )
  })
})

describe('formErrors', () => {
  test('gives each field its first message, the whole input the key form, and a field what is wrong in it', () => {
    const issues: readonly InputIssue[] = [
      { path: 'title', message: 'Too short' },
      { path: 'title', message: 'Not nice' },
      { path: '', message: 'Not now' },
      { path: 'address.street', message: 'Where?' },
    ]
    expect(formErrors('todo', issues)).toEqual({
      _errors: {
        todo: {
          title: 'Too short',
          form: 'Not now',
          address_street: 'Where?',
          address: 'Where?',
        },
      },
    })
    expect(formErrors('todo', [])).toEqual({ _errors: { todo: {} } })
  })

  test('lets what is wrong with a field itself stand before what is wrong inside of it', () => {
    const issues = ['tags.1', 'tags', 'items.0.name'].map((path) => ({ path, message: path }))
    expect(formErrors('f', issues)._errors.f).toEqual({
      tags: 'tags',
      tags_1: 'tags.1',
      items: 'items.0.name',
      items_0: 'items.0.name',
      items_0_name: 'items.0.name',
    })
  })

  test('knows no field by a name that every object has', () => {
    const issues = ['constructor', 'toString', '__proto__'].map((path) => ({ path, message: 'No' }))
    expect(JSON.stringify(formErrors('f', issues))).toBe(
      '{"_errors":{"f":{"constructor":"No","toString":"No","__proto__":"No"}}}',
    )
  })
})
