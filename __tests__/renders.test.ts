import { Renders } from '../lib/renders.js'
import { createManualTimers } from '../lib/testing.js'

const turn = () => new Promise((done) => setImmediate(done))

/** A render that runs until it is told to end. */
function openRender(started: string[], name: string) {
  let finish = (_value: string) => {}
  const render = () => {
    started.push(name)
    return new Promise<string>((done) => {
      finish = done
    })
  }
  return { render, finish: () => finish(name) }
}

test('so many run at once and no more; the next begins when one ends, in order', async () => {
  const renders = new Renders({ renders: 2, renderMs: 1000 }, createManualTimers())
  const started: string[] = []
  const all = ['a', 'b', 'c', 'd'].map((name) => openRender(started, name))
  const results = all.map(({ render }) => renders.run(render))
  await turn()
  expect(started).toEqual(['a', 'b'])
  all[1]?.finish()
  await turn()
  expect(started).toEqual(['a', 'b', 'c'])
  all[0]?.finish()
  await turn()
  all[2]?.finish()
  all[3]?.finish()
  expect(await Promise.all(results)).toEqual(['a', 'b', 'c', 'd'])
})

test('a render that never ends gives its place up, and its timer is gone', async () => {
  const timers = createManualTimers()
  const renders = new Renders({ renders: 1, renderMs: 1000 }, timers)
  const hung = renders.run(() => new Promise(() => {}))
  const next = renders.run(async () => 'next')
  timers.advance(1000)
  await expect(hung).rejects.toMatchObject({
    code: 'ORION_TIMEOUT',
    status: 503,
    message: 'orion: a render took longer than 1000 ms; make it faster, or raise limits.renderMs',
  })
  expect(await next).toBe('next')
  await turn()
  expect(timers.waiting).toBe(0)
})

test('a render that throws, at once or later, gives its place up too', async () => {
  const renders = new Renders({ renders: 1, renderMs: 1000 }, createManualTimers())
  const now = () => {
    throw new Error('now')
  }
  await expect(renders.run(now)).rejects.toThrow('now')
  await expect(renders.run(() => Promise.reject(new Error('later')))).rejects.toThrow('later')
  expect(await renders.run(async () => 'fine')).toBe('fine')
})
