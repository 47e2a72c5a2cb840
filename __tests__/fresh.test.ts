import fc from 'fast-check'
import { Fresh } from '../lib/fresh.js'

const turn = () => new Promise((done) => setImmediate(done))

test('it is read once for all who ask, and again only after a wake', async () => {
  let reads = 0
  const fresh = new Fresh({
    async read(begin) {
      begin()
      return ++reads
    },
  })
  expect(await Promise.all([fresh.get(), fresh.get()])).toEqual([1, 1])
  expect(await fresh.get()).toBe(1)
  fresh.wake()
  expect(fresh.newest).toBe(1)
  expect(await fresh.get()).toBe(2)
})

test('after a failure whoever asks next tries again', async () => {
  let broken = true
  const fresh = new Fresh({
    async read(begin) {
      begin()
      if (broken) throw new Error('no database')
      return 'fine'
    },
  })
  await expect(fresh.get()).rejects.toThrow('no database')
  expect(fresh).toMatchObject({ isStale: true, isReading: false, newest: undefined })
  broken = false
  expect(await fresh.get()).toBe('fine')
})

test('whatever wakes it and whenever, who asks gets what was true when asking, or later', async () => {
  const step = fc.constantFrom('change', 'ask', 'turn', 'finish')
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      let truth = 0
      const pending: (() => void)[] = []
      const asked: Promise<void>[] = []
      const fresh = new Fresh({
        async read(begin) {
          begin()
          const seen = truth
          await new Promise<void>((done) => pending.push(done))
          return seen
        },
      })
      for (const step of steps) {
        if (step === 'turn') await turn()
        else if (step === 'finish') pending.shift()?.()
        else if (step === 'change') {
          truth++
          fresh.wake()
        } else {
          const least = truth
          asked.push(fresh.get().then((value) => expect(value).toBeGreaterThanOrEqual(least)))
        }
      }
      const all = Promise.all(asked).then(() => true)
      while (!(await Promise.race([all, turn().then(() => false)]))) {
        for (const finish of pending.splice(0)) finish()
      }
    }),
  )
})
