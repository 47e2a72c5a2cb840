import express from 'express'
import { createLocalBus } from '../lib/bus.js'
import { html } from '../lib/html.js'
import { Parts } from '../lib/parts.js'
import { Renders } from '../lib/renders.js'
import { type Given, type HostApp, Route, type RouteDeclaration } from '../lib/route.js'
import { systemTimers } from '../lib/timers.js'
import { Views } from '../lib/views.js'
import { DeltaEncoder } from '../lib/wire/delta-frame.js'

type AnyGiven = Given<undefined, undefined, undefined, unknown>
type Declared = RouteDeclaration<AnyGiven, { value: number }>

/** A route of a number that the test sets, on a bus of its own. */
function openRoute(declared: Partial<Declared> = {}) {
  const bus = createLocalBus()
  const store = { value: 0 }
  const reported: { error: unknown; topics: readonly string[] }[] = []
  const renders = new Renders({ renders: 32, renderMs: 5000 }, systemTimers)
  const limits = { views: 100, topicsPerView: 10, frameBytes: 1000 }
  const views = new Views({ timers: systemTimers, renders, encoder: new DeltaEncoder(), limits })
  let numbers = 0
  const route = new Route<AnyGiven, { value: number }>(
    {
      topics: 'n',
      render: ({ store: { value } }) => html`<p id="n">${value}</p>`,
      authorize: undefined,
      throttleMs: 0,
      everyMs: undefined,
      patch: {},
      ...declared,
    },
    {
      bus,
      timers: systemTimers,
      views,
      parts: new Parts({ subscribe: bus.subscribe, renders, limit: 10 }),
      reader: () => store,
      outside: (fn) => fn(),
      reportRender: (error, topics) => void reported.push({ error, topics }),
      nextNumber: () => numbers++,
    },
  )
  const app = express()
  const visit = (asked: Partial<AnyGiven> = {}, host: HostApp = app) =>
    route.visit({ params: {}, query: {}, signals: {}, viewer: null, base: '', ...asked }, host)
  return { visit, views, bus, store, reported }
}

const follower = { show: () => undefined, wake: () => undefined, end: () => undefined }
const turn = () => new Promise((done) => setImmediate(done))

test('a visit holds the view until it leaves', async () => {
  const { visit, views } = openRoute()
  const visited = await visit()
  expect(visited.frame.html).toBe('<p id="n">0</p>')
  expect(views.size).toBe(1)
  visited.leave()
  visited.leave()
  expect(views.size).toBe(0)
})

test('the identity is all that is given, in whatever order it comes', async () => {
  const { visit, views } = openRoute()
  const visits = await Promise.all(
    [
      { params: { a: '1', b: '2' }, viewer: { id: 1, role: 'admin' } },
      { params: { b: '2', a: '1' }, viewer: { role: 'admin', id: 1 } },
      { params: { a: '1', b: '2' }, viewer: { id: 1, role: 'admin' }, base: '/base' },
      { params: { a: '1', b: '2' }, viewer: { id: 1, role: 'member' } },
    ].map((asked) => visit(asked)),
  )
  expect(views.size).toBe(3)
  expect(visits[0]?.view).toBe(visits[1]?.view)
  for (const { leave } of visits) leave()
})

test('a visit that fails leaves nothing behind', async () => {
  const { visit, views } = openRoute({
    render: () => {
      throw new Error('no database')
    },
  })
  await expect(visit()).rejects.toThrow('no database')
  expect(views.size).toBe(0)
})

test('who may not see a living view is refused, and those who see it are not disturbed', async () => {
  let allowed = true
  const { visit, views } = openRoute({ authorize: () => allowed })
  const visited = await visit()
  allowed = false
  await expect(visit()).rejects.toMatchObject({
    code: 'ORION_FORBIDDEN',
    status: 403,
  })
  expect(views.size).toBe(1)
  visited.leave()
})

test('topics may be a function of what is given; one that is named twice is watched once', async () => {
  let renders = 0
  const { visit, bus } = openRoute({
    topics: ({ params }) => [`n:${params.id}`, `n:${params.id}`, 'all'],
    render: () => html`<p id="n">${++renders}</p>`,
  })
  const visited = await visit({ params: { id: '7' } })
  visited.view.follow(follower)
  bus.publish(['n:8'])
  bus.publish(['n:7'])
  bus.publish(['all'])
  expect((await visited.view.fresh()).html).toBe('<p id="n">2</p>')
  visited.leave()
})

test('a topics function that gives no topic is an error of the visit', async () => {
  const { visit, views } = openRoute({ topics: () => '' })
  await expect(visit()).rejects.toMatchObject({ code: 'ORION_TOPIC' })
  expect(views.size).toBe(0)
})

test('what JSON can not hold is an error that names the place', async () => {
  const { visit } = openRoute()
  const params = { day: new Date(0) } as never
  await expect(visit({ params })).rejects.toMatchObject({
    code: 'ORION_GIVEN',
    message: expect.stringContaining('given.params.day'),
  })
})

test('two apps never share a view, for a template reads the locals of its app', async () => {
  const { visit, views } = openRoute()
  const [one, other] = [await visit(), await visit({}, express())]
  expect(views.size).toBe(2)
  expect(one.view).not.toBe(other.view)
  one.leave()
  other.leave()
})

test('a topic that is watched while rendering wakes the view, until a render no longer names it', async () => {
  const watched = { topics: ['a', 'b'] }
  let renders = 0
  const { visit, bus } = openRoute({
    render: ({ watch }) => {
      watch(...watched.topics)
      return html`<p id="n">${++renders}</p>`
    },
  })
  const visited = await visit()
  visited.view.follow(follower)
  watched.topics = ['b']
  bus.publish(['a'])
  await turn()
  expect(renders).toBe(2)
  bus.publish(['a'])
  await turn()
  expect(renders).toBe(2)
  bus.publish(['b'])
  await turn()
  expect(renders).toBe(3)
  visited.leave()
})

test('a publish between what a render read and its watch is not lost', async () => {
  const state = { projects: ['one'], name: 'old' }
  const { visit, bus } = openRoute({
    async render({ watch }) {
      const { name, projects } = state
      await turn()
      watch(...projects)
      return html`<p id="n">${name}</p>`
    },
  })
  const visiting = visit()
  await turn()
  state.name = 'new'
  bus.publish(['one'])
  const visited = await visiting
  expect((await visited.view.fresh()).html).toBe('<p id="n">new</p>')
  visited.leave()
})

test('watch after the render is over is an error, not a leak', async () => {
  let kept = (_topic: string) => {}
  const { visit } = openRoute({
    render: ({ watch }) => {
      kept = watch
      return html`<p id="n"></p>`
    },
  })
  const visited = await visit()
  expect(() => kept('late')).toThrow(expect.objectContaining({ code: 'ORION_RENDER' }))
  visited.leave()
})

test('more topics than a view may watch fail its render', async () => {
  const { visit, views } = openRoute({
    render: ({ watch }) => {
      watch(...Array.from({ length: 11 }, (_, i) => `topic ${i}`))
      return html`<p id="n"></p>`
    },
  })
  await expect(visit()).rejects.toMatchObject({
    code: 'ORION_LIMIT',
    message: expect.stringContaining('more than 10 topics'),
  })
  expect(views.size).toBe(0)
})

test('what overtook a render may have taken the right to see it: it is checked before it is shown', async () => {
  const state = { allowed: true, secret: 'old' }
  const { visit, bus } = openRoute({
    authorize: () => state.allowed,
    async render() {
      await turn()
      return html`<p id="n">${state.secret}</p>`
    },
  })
  const visited = await visit()
  const shown: string[] = []
  visited.view.follow({ ...follower, show: ({ html }) => void shown.push(html) })
  bus.publish(['n'])
  await Promise.resolve()
  state.allowed = false
  state.secret = 'new'
  bus.publish(['n'])
  for (let i = 0; i < 5; i++) await turn()
  expect(shown).toEqual(['<p id="n">old</p>'])
  visited.leave()
})

test('a render that fails for who is watching is reported with the topics', async () => {
  let broken = false
  const { visit, bus, reported } = openRoute({
    render: () => {
      if (broken) throw new Error('no database')
      return html`<p id="n"></p>`
    },
  })
  const visited = await visit()
  visited.view.follow(follower)
  broken = true
  bus.publish(['n'])
  await turn()
  expect(reported).toEqual([{ error: new Error('no database'), topics: ['n'] }])
  visited.leave()
})
