import { type Misspelling, TopicNames } from '../lib/topic-names.js'

function openNames() {
  const found: Misspelling[] = []
  return { names: new TopicNames((misspelling) => void found.push(misspelling)), found }
}

test.each([
  ['todos', 'todo'],
  ['todos', 'todso'],
  ['todos', 'Todos'],
  ['todos', 'tidos'],
  ['todos', 'todos '],
  ['todos:7', 'todo:7'],
  ['todos/7', 'todo'],
  ['todos', 'todo:7'],
])('where %s is watched, a publish of %s is found', (watched, published) => {
  const { names, found } = openNames()
  names.declared(['users', watched])
  names.published(['users'])
  names.published([published])
  expect(found).toEqual([{ published, watched }])
})

test.each([
  ['the same', 'todos', 'todos'],
  ['the same with another id', 'todo:7', 'todo:8'],
  ['an id without a separator', 'todo7', 'todo8'],
  ['another word', 'todos', 'users'],
  ['two letters more', 'cat', 'cater'],
  ['too short to tell', 'a', 'b'],
  ['no name at all', '7', '8'],
])('nothing is found in a publish of %s', (_what, watched, published) => {
  const { names, found } = openNames()
  names.declared(watched)
  names.published([published])
  expect(found).toEqual([])
})

describe('what is right is not taken for wrong', () => {
  test('both names are published: a list and its members, whose pages nobody has open', () => {
    const { names, found } = openNames()
    names.declared('todos')
    names.published(['todo:7', 'todos'])
    names.published(['todo:8'])
    expect(found).toEqual([])
  })

  test('a function has not told its topics so far', () => {
    const { names, found } = openNames()
    names.declared('todos')
    const topics = names.declared((id: string) => `todo:${id}`)
    names.published(['todo:7'])
    expect(found).toEqual([])
    expect(typeof topics === 'function' && topics('8')).toBe('todo:8')
    names.published(['todo:9'])
    expect(found).toEqual([])
  })

  test('a render watches it', () => {
    const { names, found } = openNames()
    names.watched('todo')
    names.declared('todos')
    names.published(['todo'])
    expect(found).toEqual([])
  })

  test('a function gives whole names: they may be what users have thought of', () => {
    const { names, found } = openNames()
    const topics = names.declared((room: string) => room)
    if (typeof topics === 'function') topics('anna')
    names.published(['anne'])
    expect(found).toEqual([])
  })
})

test('a function that tells another name than was published is found once it does', () => {
  const { names, found } = openNames()
  const topics = names.declared((id: string) => [`todo:${id}`])
  names.published(['todos:7'])
  expect(found).toEqual([])
  if (typeof topics === 'function') topics('7')
  expect(found).toEqual([{ published: 'todos:7', watched: 'todo:7' }])
})

test('once the last function has told, what was published meanwhile is looked at', () => {
  const { names, found } = openNames()
  names.declared('todos')
  const topics = names.declared((id: string) => `todos:${id}`)
  names.published(['todo'])
  expect(found).toEqual([])
  if (typeof topics === 'function') topics('7')
  expect(found).toEqual([{ published: 'todo', watched: 'todos' }])
})

test('what was looked at is not looked at again with each publish', () => {
  const { names, found } = openNames()
  names.declared('todos')
  names.published(['todo'])
  names.published(['todo', 'todo:7'])
  expect(found).toHaveLength(1)
})

test('a function that throws stays one that has not told', () => {
  const { names, found } = openNames()
  names.declared('todos')
  const topics = names.declared((): string => {
    throw new Error('no such row')
  })
  expect(() => typeof topics === 'function' && topics(undefined)).toThrow('no such row')
  names.published(['todo'])
  expect(found).toEqual([])
})
