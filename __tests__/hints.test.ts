// What development is told of mistakes that are no errors, in the words in which it is.
import express, { type Express } from 'express'
import request from 'supertest'
import { createOrion, html, template } from '../lib/index.js'
import { openLive } from '../lib/testing.js'

const before = process.env.NODE_ENV
let hints: string[]
let told: jest.SpyInstance
beforeEach(() => {
  process.env.NODE_ENV = 'development'
  hints = []
  told = jest.spyOn(process, 'emitWarning').mockImplementation((text, type) => {
    hints.push(`${type}: ${text}`)
  })
})
afterEach(() => {
  process.env.NODE_ENV = before
  told.mockRestore()
})

type AnyOrion = ReturnType<typeof createOrion>

/** An app with a page, and its script as it is made for each page or for all. */
function openApp(orion: AnyOrion, script = () => orion.script()): Express {
  const route = orion.live('x', () => html`<p id="x"></p>`)
  return express().get('/', route, async (req, res) => {
    res.send(`${script()} ${await route.render(req)}`)
  })
}

describe('a page with a script that nothing serves', () => {
  const hint =
    'OrionHint: orion: orion.script() is on a page, but nothing serves the client that it loads; ' +
    'add app.use(orion.client()) before your routes'

  test('is told of when it is first asked for, once', async () => {
    const app = openApp(createOrion())
    await request(app).get('/').expect(200)
    await request(app).get('/').expect(200)
    expect(hints).toEqual([hint])
  })

  test('is told of too where the script was made at the start', async () => {
    const orion = createOrion()
    const script = orion.script()
    const app = openApp(orion, () => script)
    expect(hints).toEqual([])
    await request(app).get('/').expect(200)
    expect(hints).toEqual([hint])
  })

  test('is told of where the page and the stream have URLs of their own', async () => {
    const orion = createOrion()
    const route = orion.live('x', () => html`<p id="x"></p>`)
    const app = express().get('/', async (req, res) => {
      res.send(`${await route.render(req)} ${orion.script()}`)
    })
    await request(app).get('/').expect(200)
    expect(hints).toEqual([hint])
  })

  test('is none where the client is served, or where there is no script', async () => {
    const orion = createOrion()
    const script = orion.script()
    const app = openApp(orion, () => script)
    await request(express().use(orion.client()).use(app)).get('/').expect(200)
    await request(openApp(createOrion(), () => html``))
      .get('/')
      .expect(200)
    expect(hints).toEqual([])
  })
})

describe('an element at the top of a frame without an id', () => {
  test('is told of once a route', async () => {
    const orion = createOrion({ throttleMs: 0 })
    let count = 0
    const route = orion.live('x', () => html`<p>${count++}</p>`)
    const stream = await openLive(express().get('/todos/:id', route), '/todos/7')
    orion.publish('x')
    await stream.next()
    expect(hints).toEqual([
      "OrionHint: orion: the live route '/todos/:id' renders '<p>' without an id, so the browser does not " +
        'find its place; give each element at the top an id that the page has, or the route a selector',
    ])
    await stream.close()
    await orion.close()
  })

  test('is found in one of the first frames, and not looked for in each', async () => {
    const orion = createOrion({ throttleMs: 0 })
    let count = 0
    const routeWrongFrom = (first: number) =>
      orion.live('x', () => html`${count >= first && html`<b></b>`}<p id="x">${count++}</p>`)
    for (const [first, found] of [
      [19, 1],
      [20, 0],
    ] as const) {
      count = 0
      hints.length = 0
      const stream = await openLive(express().get('/', routeWrongFrom(first)), '/')
      while (count < 22) {
        orion.publish('x')
        await stream.next()
      }
      expect(hints).toHaveLength(found)
      await stream.close()
    }
    await orion.close()
  })

  test('is right where the route has a selector, or no render', async () => {
    const orion = createOrion()
    const app = express()
    app.get(
      '/a',
      orion.live('x', () => html`<p>a</p>`, { selector: '#x', mode: 'inner' }),
    )
    app.get('/b', orion.live('x'))
    for (const path of ['/a', '/b']) await (await openLive(app, path)).close()
    expect(hints).toEqual([])
    await orion.close()
  })
})

describe('a topic nearly as one that is watched', () => {
  const hint =
    "OrionHint: orion: 'todo' was published, but nothing watches it; 'todos' is watched, but was never " +
    'published. If they are the same, give them one name'

  test.each([
    ['a live route', (orion: AnyOrion) => orion.live('todos', template('todos'))],
    ['a part', (orion: AnyOrion) => orion.part('todos', () => html``)],
  ])('is told of at its first publish, where %s declares the other', (_what, declare) => {
    const orion = createOrion()
    declare(orion)
    orion.publish('todo')
    orion.publish('todo')
    expect(hints).toEqual([hint])
  })

  test('is told of where a write publishes it after its commit', async () => {
    const orion = createOrion({ store: ':memory:' })
    orion.live('todos', () => html`<p id="x"></p>`)
    await orion.write(({ publish }) => publish('todo'))
    expect(hints).toEqual([hint])
    await orion.close()
  })

  test('is right where a render watches it', async () => {
    const orion = createOrion()
    const route = orion.live('todos', ({ watch }) => {
      watch('todo:7')
      return html`<p id="x"></p>`
    })
    const stream = await openLive(express().get('/', route), '/')
    orion.publish('todo:7')
    expect(hints).toEqual([])
    await stream.close()
    await orion.close()
  })
})

test.each(['production', 'test'])('with NODE_ENV=%s nothing is told', async (env) => {
  process.env.NODE_ENV = env
  const orion = createOrion()
  const route = orion.live('todos', () => html`<p></p>`)
  const app = express().get('/', route, async (req, res) => {
    res.send(`${orion.script()} ${await route.render(req)}`)
  })
  await request(app).get('/').expect(200)
  orion.publish('todo')
  expect(hints).toEqual([])
  await orion.close()
})

test('without NODE_ENV it is development', () => {
  delete process.env.NODE_ENV
  const orion = createOrion()
  orion.live('todos', () => html``)
  orion.publish('todo')
  expect(hints).toHaveLength(1)
})
