import fc from 'fast-check'
import { type FieldAttributes, field, form, type InputIssue } from '../lib/index.js'
import { hostileText } from './support/hostile.js'
import { elementsOf, type ReadElement, shapeOf } from './support/markup.js'

/** The elements of a field that have one of these tags. */
const read = (markup: { toString(): string }, ...tags: readonly string[]): readonly ReadElement[] =>
  elementsOf(markup).filter(({ tag }) => tags.includes(tag))

describe('a control that takes text', () => {
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

describe('the path of a nested value', () => {
  const f = form('order', {
    address: { street: 'Milky Way' },
    items: [{ name: 'Tea' }, { name: 'Milk' }],
  })

  test.each([
    ['address.street', 'address[street]', 'order-address-street', 'address_street', 'Milky Way'],
    ['items.1.name', 'items[1][name]', 'order-items-1-name', 'items_1_name', 'Milk'],
    ['items.7.name', 'items[7][name]', 'order-items-7-name', 'items_7_name', ''],
    ['nothing.at.all', 'nothing[at][all]', 'order-nothing-at-all', 'nothing_at_all', ''],
    [
      'address.constructor',
      'address[constructor]',
      'order-address-constructor',
      'address_constructor',
      '',
    ],
  ])('%s is sent as %s', (path, name, id, key, value) => {
    const [, label, input, line] = elementsOf(field(f, path, { label: 'x' }))
    expect(label?.attributes.for).toBe(id)
    expect(input?.attributes).toMatchObject({
      id,
      name,
      value,
    })
    expect(input?.attributes['data-attr:aria-invalid']).toContain(`$_errors.order.${key} `)
    expect(line?.attributes).toMatchObject({
      id: `${id}-error`,
      'data-text': `$_errors.order.${key}`,
    })
  })

  test.each([
    '',
    '1a',
    'a-b',
    'a b',
    "a'",
    '_a',
    '__proto__',
    'a.__proto__',
    'a\n',
    '\u00e4',
    'a..b',
    '.a',
    'a.',
    'a[b]',
    'a.01',
  ])('%j is none', (path) => {
    expect(() => field(form('f'), path, { label: 'x' })).toThrow(
      expect.objectContaining({
        code: 'ORION_OPTION',
        message: expect.stringContaining(`a field's name is`),
      }),
    )
  })
})

describe('an error that the form starts with', () => {
  const issues: readonly InputIssue[] = [
    { path: 'title', message: 'Too <b>' },
    { path: 'address.zip', message: 'No such place' },
  ]
  const f = form('todo', { title: 'x' }, issues)
  const kinds: Readonly<Record<string, Omit<FieldAttributes, 'label'>>> = {
    text: {},
    textarea: { type: 'textarea' },
    select: { type: 'select', options: ['a'] },
    checkbox: { type: 'checkbox' },
    radio: { type: 'radio', options: ['a'] },
    file: { type: 'file' },
  }

  test.each(Object.entries(kinds))('shows without script: %s', (_kind, attrs) => {
    const made = field(f, 'title', { label: 'Title', ...attrs })
    const marked = elementsOf(made).filter(({ attributes }) => attributes['aria-invalid'])
    expect(marked).toHaveLength(1)
    expect(marked[0]?.attributes).toMatchObject({
      'aria-invalid': 'true',
      'aria-describedby': 'todo-title-error',
    })
    const [line] = read(made, 'p')
    expect(line).toMatchObject({ text: 'Too <b>', attributes: { id: 'todo-title-error' } })
  })

  test.each(Object.entries(kinds))('is of its field alone: %s', (_kind, attrs) => {
    const made = field(f, 'note', { label: 'Note', ...attrs })
    expect(read(made, 'p')[0]?.text).toBe('')
    for (const { attributes } of elementsOf(made)) {
      expect(attributes).not.toHaveProperty('aria-invalid')
    }
  })

  test('shows at the field of what contains the path', () => {
    expect(read(field(f, 'address', { label: 'x' }), 'p')[0]?.text).toBe('No such place')
  })
})

describe('a choice', () => {
  const f = form('f', { size: 'l', count: 2, tags: ['b', 'c'], none: null })
  const sizes = [
    ['s', 'Small'],
    ['l', 'Large'],
  ] as const

  const chosen = (made: { toString(): string }) =>
    read(made, 'option', 'input')
      .filter(({ attributes }) => 'selected' in attributes || 'checked' in attributes)
      .map(({ attributes }) => attributes.value)

  test('of a select shows labels, and selects the value of the form', () => {
    const made = field(f, 'size', { label: 'Size', type: 'select', options: sizes, required: true })
    const [label, select] = read(made, 'label', 'select')
    expect(label).toMatchObject({ text: 'Size', attributes: { for: 'f-size' } })
    expect(select?.attributes).toMatchObject({ id: 'f-size', name: 'size', required: '' })
    expect(read(made, 'option').map(({ text, attributes }) => [attributes.value, text])).toEqual([
      ['s', 'Small'],
      ['l', 'Large'],
    ])
    expect(chosen(made)).toEqual(['l'])
  })

  test('may be a bare value, a number too', () => {
    const made = field(f, 'count', { label: 'x', type: 'select', options: [1, 2, 3] })
    expect(read(made, 'option').map(({ text }) => text)).toEqual(['1', '2', '3'])
    expect(chosen(made)).toEqual(['2'])
  })

  test('of several is sent as a list', () => {
    const made = field(f, 'tags', {
      label: 'x',
      type: 'select',
      multiple: true,
      options: ['a', 'b', 'c'],
    })
    const [select] = read(made, 'select')
    expect(select?.attributes).toMatchObject({ name: 'tags[]', multiple: '' })
    expect(chosen(made)).toEqual(['b', 'c'])
  })

  test('that the form does not know selects nothing', () => {
    for (const type of ['select', 'radio']) {
      for (const name of ['none', 'nothing']) {
        expect(chosen(field(f, name, { label: 'x', type, options: ['a', 'b'] }))).toEqual([])
      }
    }
  })

  test('by radio buttons is a group with a legend, and each button has its label', () => {
    const made = field(f, 'size', { label: 'Size', type: 'radio', options: sizes, required: true })
    const [group, legend, ...buttons] = read(made, 'fieldset', 'legend', 'label')
    expect(group?.attributes).toMatchObject({
      class: 'field',
      role: 'radiogroup',
      id: 'f-size',
      'aria-describedby': 'f-size-error',
      'data-attr:aria-invalid': "$_errors.f.size ? 'true' : 'false'",
    })
    expect(group?.attributes).not.toHaveProperty('name')
    expect(legend?.text).toBe('Size')
    expect(buttons.map(({ text }) => text.trim())).toEqual(['Small', 'Large'])
    const inputs = read(made, 'input').map(({ attributes }) => attributes)
    expect(inputs).toEqual([
      { type: 'radio', name: 'size', required: '', value: 's' },
      { type: 'radio', name: 'size', required: '', value: 'l', checked: '' },
    ])
  })

  test('by check boxes is a list of those that are checked', () => {
    const boxes = { label: 'Tags', type: 'checkbox', options: ['a', 'b', 'c'] }
    const made = field(f, 'tags', boxes)
    const [group] = read(made, 'fieldset')
    expect(group?.attributes).toMatchObject({ class: 'field', id: 'f-tags' })
    expect(group?.attributes).not.toHaveProperty('role')
    expect(read(made, 'input').map(({ attributes }) => attributes)).toEqual([
      { type: 'checkbox', name: 'tags[]', value: 'a' },
      { type: 'checkbox', name: 'tags[]', value: 'b', checked: '' },
      { type: 'checkbox', name: 'tags[]', value: 'c', checked: '' },
    ])
    expect(chosen(field(f, 'none', boxes))).toEqual([])
  })

  test('without options is an error that shows how', () => {
    for (const type of ['select', 'radio']) {
      expect(() => field(f, 'size', { label: 'x', type })).toThrow(
        `orion: the ${type} 'size' has no options; give options, such as [['s', 'Small'], ['l', 'Large']]`,
      )
    }
  })

  test('of any value and label, has the same elements, and reads as it was written', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom('select', 'radio'), (text, type) => {
        // Not what the form starts with, or it would be chosen.
        const plain = `x${text.replaceAll('\0', '')}`
        const made = field(f, 'size', { label: plain, type, options: [[plain, plain]] })
        const other = field(f, 'size', { label: 'x', type, options: [['x', 'x']] })
        expect(shapeOf(made)).toBe(shapeOf(other))
        const [choice] = read(made, type === 'select' ? 'option' : 'input')
        expect(choice?.attributes.value).toBe(plain.replace(/\r\n?/g, '\n'))
      }),
    )
  })
})

describe('a check box', () => {
  const checkbox = (value: unknown, attrs = {}) =>
    read(
      field(form('f', { done: value }), 'done', { label: 'Done', type: 'checkbox', ...attrs }),
      'input',
    )[0]?.attributes

  test.each([true, 'true', 'on', 1, '1'])('is checked where the value is %j', (value) => {
    expect(checkbox(value)).toMatchObject({
      type: 'checkbox',
      name: 'done',
      value: 'on',
      checked: '',
    })
  })

  test.each([false, 'false', 'off', 0, '0', '', null, undefined, [], {}])(
    'is not checked where it is %j',
    (value) => expect(checkbox(value)).not.toHaveProperty('checked'),
  )

  test('sends a value of its own, and is checked where the form has that', () => {
    expect(checkbox('yes', { value: 'yes' })).toMatchObject({ value: 'yes', checked: '' })
    expect(checkbox('no', { value: 'yes' })).not.toHaveProperty('checked')
    expect(checkbox(false, { checked: true })).toHaveProperty('checked')
  })

  test('stands in front of its label', () => {
    const made = field(form('f'), 'done', { label: 'Done', type: 'checkbox' })
    expect(elementsOf(made).map(({ tag }) => tag)).toEqual(['div', 'input', 'label', 'p'])
  })
})

test.each(['password', 'file'])(
  'a %s starts empty, whatever the form and the caller say',
  (type) => {
    const f = form('f', { secret: 'abc' })
    for (const attrs of [{}, { value: 'abc' }]) {
      const made = field(f, 'secret', { label: 'x', type, ...attrs })
      expect(made.toString()).not.toContain('abc')
      expect(read(made, 'input')[0]?.attributes).not.toHaveProperty('value')
    }
  },
)
