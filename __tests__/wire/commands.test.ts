import { Commands } from '../../lib/wire/commands.js'

const listOf = (commands: Commands) =>
  Array.from({ length: commands.count }, (_, index) => ({
    insert: commands.insertOf(index),
    copy: commands.copyOf(index),
    distance: commands.distanceOf(index),
  }))

test('copies come in, in order; what lies between them is inserted', () => {
  const commands = new Commands()
  commands.clear(100)
  commands.copy(100, 0, 20)
  commands.copy(125, 30, 10)
  commands.finish(140)
  expect(listOf(commands)).toEqual([
    { insert: 0, copy: 20, distance: 100 },
    { insert: 5, copy: 10, distance: 95 },
    { insert: 5, copy: 0, distance: 0 },
  ])
  expect(commands.inserted).toBe(10)
  expect(commands.covered).toBe(140)
})

test('a text that ends with a copy needs no last command, and an empty one none at all', () => {
  const commands = new Commands()
  commands.clear(10)
  commands.finish(10)
  expect(commands.count).toBe(0)
  commands.copy(10, 0, 10)
  commands.finish(20)
  expect(commands.count).toBe(1)
})

test('any number of them is kept', () => {
  const commands = new Commands()
  const many = 20_000
  for (let round = 0; round < 2; round++) {
    commands.clear(1000)
    for (let index = 0; index < many; index++) {
      commands.copy(1000 + 10 * index + (index % 5), index, 2 + (index % 4))
    }
    expect(commands.count).toBe(many)
    let at = 1000
    for (const [index, { insert, copy, distance }] of listOf(commands).entries()) {
      if (at + insert !== 1000 + 10 * index + (index % 5)) throw new Error(`at ${index}`)
      if (copy !== 2 + (index % 4) || at + insert - distance !== index)
        throw new Error(`at ${index}`)
      at += insert + copy
    }
  }
})

test('cleared, they know nothing of what was', () => {
  const commands = new Commands()
  commands.clear(0)
  commands.copy(5, 0, 5)
  commands.clear(50)
  expect([commands.count, commands.covered, commands.inserted]).toEqual([0, 50, 0])
})

test('the last copies can be taken back, with what was inserted before them', () => {
  const commands = new Commands()
  commands.clear(100)
  expect(commands.lastCopyAt).toBeLessThan(0)
  commands.copy(100, 0, 20)
  commands.copy(125, 30, 10)
  expect(commands.lastCopyAt).toBe(125)
  commands.dropLast()
  expect([commands.count, commands.covered, commands.inserted]).toEqual([1, 120, 0])
  commands.copy(122, 40, 8)
  expect(listOf(commands)).toEqual([
    { insert: 0, copy: 20, distance: 100 },
    { insert: 2, copy: 8, distance: 82 },
  ])
})
