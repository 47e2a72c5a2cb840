import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { createLocalBus } from '../lib/bus.js'

const run = promisify(execFile)

test('who subscribes hears the topic at each publish, and nothing else, until the undo', () => {
  const bus = createLocalBus()
  const heard: string[] = []
  const undo = bus.subscribe('todos', () => heard.push('todos'))
  bus.publish(['todos'])
  bus.publish(['users', 'todo', 'todos '])
  bus.publish([])
  expect(heard).toEqual(['todos'])
  bus.publish(['users', 'todos'])
  expect(heard).toHaveLength(2)
  undo()
  undo()
  bus.publish(['todos'])
  expect(heard).toHaveLength(2)
})

test('a publish that nobody hears is nothing', () => {
  expect(() => createLocalBus().publish(['error', 'todos'])).not.toThrow()
})

test.each(['error', 'newListener', 'removeListener', '__proto__', 'constructor', 'topic:x', ' '])(
  'a topic may be called %j',
  (topic) => {
    const bus = createLocalBus()
    let heard = 0
    const undo = bus.subscribe(topic, () => heard++)
    bus.subscribe('other', () => undefined)
    expect(heard).toBe(0)
    bus.publish([topic])
    expect(heard).toBe(1)
    undo()
    bus.publish([topic])
    expect(heard).toBe(1)
  },
)

test('an undo ends one subscription, not its like', () => {
  const bus = createLocalBus()
  let heard = 0
  const wake = () => heard++
  const undos = [bus.subscribe('todos', wake), bus.subscribe('todos', wake)]
  bus.publish(['todos'])
  expect(heard).toBe(2)
  undos[0]?.()
  bus.publish(['todos'])
  expect(heard).toBe(3)
})

test('who leaves while a publish goes round takes nobody along', () => {
  const bus = createLocalBus()
  const heard: string[] = []
  const undo = bus.subscribe('todos', () => {
    heard.push('first')
    undo()
  })
  bus.subscribe('todos', () => heard.push('second'))
  bus.publish(['todos'])
  bus.publish(['todos'])
  expect(heard).toEqual(['first', 'second', 'second'])
})

test('thousands may listen without a warning', async () => {
  // In a process of its own, for Jest's `process` does not hear the warnings of Node.
  const script = `import { createLocalBus } from './lib/bus.js'
    const bus = createLocalBus()
    let heard = 0
    for (let n = 0; n < 5000; n++) bus.subscribe('todos', () => heard++)
    bus.publish(['todos'])
    console.log(heard)`
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script]
  const cwd = join(__dirname, '..')
  expect(await run(process.execPath, args, { cwd })).toEqual({ stdout: '5000\n', stderr: '' })
})

test('two buses do not hear each other', () => {
  const [one, other] = [createLocalBus(), createLocalBus()]
  let heard = 0
  one.subscribe('todos', () => heard++)
  other.publish(['todos'])
  expect(heard).toBe(0)
})

test('after any subscriptions, undos and publishes each subscriber has heard what it should', () => {
  const topic: fc.Arbitrary<string> = fc.constantFrom('a', 'b', 'error')
  const step = fc.oneof(
    fc.record({ act: fc.constant('subscribe' as const), topic }),
    fc.record({ act: fc.constant('undo' as const), which: fc.nat(9) }),
    fc.record({ act: fc.constant('publish' as const), topics: fc.uniqueArray(topic) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const bus = createLocalBus()
      const subscribers: {
        topic: string
        open: boolean
        heard: number
        expected: number
        undo(): void
      }[] = []
      for (const taken of steps) {
        if (taken.act === 'subscribe') {
          const subscriber = {
            topic: taken.topic,
            open: true,
            heard: 0,
            expected: 0,
            undo: () => {},
          }
          subscriber.undo = bus.subscribe(taken.topic, () => subscriber.heard++)
          subscribers.push(subscriber)
        } else if (taken.act === 'undo') {
          const subscriber = subscribers[taken.which]
          subscriber?.undo()
          if (subscriber) subscriber.open = false
        } else {
          bus.publish(taken.topics)
          for (const subscriber of subscribers) {
            if (subscriber.open && taken.topics.includes(subscriber.topic)) subscriber.expected++
          }
        }
      }
      expect(subscribers.map(({ heard }) => heard)).toEqual(
        subscribers.map(({ expected }) => expected),
      )
    }),
  )
})

test('who listens hears of every topic that is published until they stop, subscribed to or not', () => {
  const bus = createLocalBus()
  bus.publish(['before'])
  const listening = bus.listen()
  const other = bus.listen()
  bus.publish(['a', 'b'])
  listening.stop()
  bus.publish(['after'])
  const heard = (topic: string) => [listening.heard(topic), other.heard(topic)]
  expect(['before', 'a', 'b', 'after'].map(heard)).toEqual([
    [false, false],
    [true, true],
    [true, true],
    [false, true],
  ])
})
