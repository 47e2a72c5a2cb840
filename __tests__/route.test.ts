import * as v from 'valibot'
import { createLocalBus } from '../lib/bus.js'
import { html } from '../lib/html.js'
import { Route, type RouteDeclaration } from '../lib/route.js'
import { systemTimers } from '../lib/timers.js'

/** A route of a number that the test sets, on a bus of its own. */
function openRoute(declared: Partial<RouteDeclaration<undefined, { value: number }>> = {}) {
  const bus = createLocalBus()
  const store = { value: 0 }
  const reported: { error: unknown; topics: readonly string[] }[] = []
  const route = new Route<undefined, { value: number }>(
    {
      topics: 'n',
      render: ({ store: { value } }) => html`<p id="n">${value}</p>`,
      params: undefined,
      authorize: undefined,
      throttleMs: 0,
      ...declared,
    },
    {
      timers: systemTimers,
      reader: () => store,
      outside: (fn) => fn(),
      subscribe: bus.subscribe,
      reportRender: (error, topics) => void reported.push({ error, topics }),
    },
  )
  return { route, bus, store, reported }
}

const request = (params: Record<string, string> = {}, baseUrl = '') => ({ params, baseUrl })

test('a visit holds the view until it leaves', async () => {
  const { route } = openRoute()
  const visit = await route.visit(request())
  expect(visit.frame.html).toBe('<p id="n">0</p>')
  expect(route.size).toBe(1)
  visit.leave()
  visit.leave()
  expect(route.size).toBe(0)
})

test('the identity is the params and the base, in whatever order they come', async () => {
  const { route } = openRoute()
  const visits = await Promise.all(
    [
      request({ a: '1', b: '2' }),
      request({ b: '2', a: '1' }),
      request({ a: '1', b: '2' }, '/base'),
    ].map((req) => route.visit(req)),
  )
  expect(route.size).toBe(2)
  expect(visits[0]?.view).toBe(visits[1]?.view)
  for (const visit of visits) visit.leave()
})

test('a visit that fails leaves nothing behind', async () => {
  const { route } = openRoute({
    render: () => {
      throw new Error('no database')
    },
  })
  await expect(route.visit(request())).rejects.toThrow('no database')
  expect(route.size).toBe(0)
})

test('who may not see a living view is refused, and those who see it are not disturbed', async () => {
  let allowed = true
  const { route } = openRoute({ authorize: () => allowed })
  const visit = await route.visit(request())
  allowed = false
  await expect(route.visit(request())).rejects.toMatchObject({
    code: 'ORION_FORBIDDEN',
    status: 403,
  })
  expect(route.size).toBe(1)
  visit.leave()
})

test('topics may be a function of what is given; one that is named twice is watched once', async () => {
  let renders = 0
  const { route, bus } = openRoute({
    topics: ({ params }) => [`n:${params.id}`, `n:${params.id}`, 'all'],
    render: () => html`<p id="n">${++renders}</p>`,
  })
  const visit = await route.visit(request({ id: '7' }))
  visit.view.follow({ show: () => undefined, end: () => undefined })
  bus.publish(['n:8'])
  bus.publish(['n:7'])
  bus.publish(['all'])
  expect((await visit.view.fresh()).html).toBe('<p id="n">2</p>')
  visit.leave()
})

test('a topics function that gives no topic is an error of the visit', async () => {
  const { route } = openRoute({ topics: () => '' })
  await expect(route.visit(request())).rejects.toMatchObject({ code: 'ORION_TOPIC' })
  expect(route.size).toBe(0)
})

test('params that JSON can not hold are an error that names the place', async () => {
  const When = v.object({
    day: v.pipe(
      v.string(),
      v.transform((text) => new Date(text)),
    ),
  })
  const { route } = openRoute({ params: When as never })
  await expect(route.visit(request({ day: '2026-11-22' }))).rejects.toMatchObject({
    code: 'ORION_GIVEN',
    message: expect.stringContaining('given.params.day'),
  })
})

test('a render that fails for who is watching is reported with the topics', async () => {
  let broken = false
  const { route, bus, reported } = openRoute({
    render: () => {
      if (broken) throw new Error('no database')
      return html`<p id="n"></p>`
    },
  })
  const visit = await route.visit(request())
  visit.view.follow({ show: () => undefined, end: () => undefined })
  broken = true
  bus.publish(['n'])
  await new Promise((turn) => setImmediate(turn))
  expect(reported).toEqual([{ error: new Error('no database'), topics: ['n'] }])
  visit.leave()
})
