import fc from 'fast-check'
import { openNotes } from './support/app.js'

test('orion.write commits, then publishes, then does what comes after, and gives the result', async () => {
  const { orion, texts } = await openNotes()
  const order: string[] = []
  const result = await orion.write(async ({ store, after }) => {
    await store.insertInto('notes').values({ text: 'a' }).execute()
    after(async () => void order.push(`after ${await texts()}`))
    return 7
  })
  expect(result).toBe(7)
  expect(order).toEqual(['after a'])
  await orion.close()
})

test('a write that throws is rolled back, and its error comes through', async () => {
  const { orion, texts } = await openNotes()
  const writing = orion.write(async ({ store }) => {
    await store.insertInto('notes').values({ text: 'a' }).execute()
    throw new Error('no luck')
  })
  await expect(writing).rejects.toThrow('no luck')
  expect(await texts()).toEqual([])
  await orion.close()
})

test('a topic that is not a string with something in it is refused, and rolls a write back', async () => {
  const { orion, texts } = await openNotes()
  const expected = expect.objectContaining({ code: 'ORION_TOPIC' })
  for (const topic of ['', 7, null, undefined, ['x']]) {
    expect(() => orion.publish(topic as never)).toThrow(expected)
    const writing = orion.write(async ({ store, publish }) => {
      await store.insertInto('notes').values({ text: 'a' }).execute()
      publish(topic as never)
    })
    await expect(writing).rejects.toEqual(expected)
  }
  expect(await texts()).toEqual([])
  await orion.close()
})

test('two Orions in one process do not know each other', async () => {
  const one = await openNotes()
  const two = await openNotes()
  await one.orion.write(async () => {
    expect(await two.texts()).toEqual([])
    await two.add('from the other')
  })
  expect(await two.texts()).toEqual(['from the other'])
  await one.orion.close()
  await two.orion.close()
})

test('close waits for the writes under way', async () => {
  const { orion } = await openNotes()
  let finish = () => {}
  let committed = false
  const writing = orion
    .write(async ({ store }) => {
      await new Promise<void>((done) => {
        finish = done
      })
      await store.insertInto('notes').values({ text: 'a' }).execute()
    })
    .then(() => {
      committed = true
    })
  await new Promise((turn) => setImmediate(turn))
  const closing = orion.close().then(() => committed)
  finish()
  expect(await closing).toBe(true)
  await writing
})

test('of any writes at once, those that resolved are in the store and the others are not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 12 }), async (outcomes) => {
      const { orion, texts } = await openNotes()
      await Promise.allSettled(
        outcomes.map((fine, n) =>
          orion.write(async ({ store }) => {
            await store
              .insertInto('notes')
              .values({ text: `${n}` })
              .execute()
            await new Promise((turn) => setImmediate(turn))
            if (!fine) throw new Error('no luck')
          }),
        ),
      )
      expect(await texts()).toEqual(outcomes.flatMap((fine, n) => (fine ? [`${n}`] : [])))
      await orion.close()
    }),
    { numRuns: 20 },
  )
})
