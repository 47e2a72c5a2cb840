import fc from 'fast-check'
import { checkTopics } from '../lib/topics.js'

test('any strings with something in them are topics', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 })), (topics) => {
      expect(checkTopics(topics)).toEqual(topics)
    }),
  )
})

test.each([[''], [undefined], [null], [7], [['todos']], [{}], [Symbol('x')], [() => 'x']])(
  '%p is no topic, wherever it stands',
  (topic) => {
    const refused = expect.objectContaining({
      code: 'ORION_TOPIC',
      message: expect.stringMatching(/^orion: a topic is .+; give a string such as 'todos'$/),
    })
    expect(() => checkTopics([topic])).toThrow(refused)
    expect(() => checkTopics(['todos', topic])).toThrow(refused)
  },
)
