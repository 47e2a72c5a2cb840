import express from 'express'
import request from 'supertest'
import { createOrion, html, type OrionOptions } from '../lib/index.js'
import { openLive } from '../lib/testing.js'
import { answerErrors, eventually, listen, stop } from './support/app.js'

/** A dashboard of two pages that share a part by key, and one slow part without a key. */
async function openDashboard(options: OrionOptions = {}) {
  const counts = { inbox: 0, slow: 0, page: 0 }
  const state = { inbox: 'mail', slow: 'sum', broken: false }
  const errors: unknown[] = []
  const orion = createOrion({
    throttleMs: 0,
    onError: (error) => void errors.push(error),
    ...options,
  })
  const inbox = orion.part(
    (id: string) => `inbox:${id}`,
    ({ key }) => {
      counts.inbox++
      if (state.broken) throw new Error('no mail')
      return html`<p>${key} ${state.inbox}</p>`
    },
  )
  const slow = orion.part('slow', async () => {
    counts.slow++
    return html`<p>${state.slow}</p>`
  })
  const app = express()
  app.get(
    '/:page/:id',
    orion.live('pages', async ({ params: { page, id }, part }) => {
      counts.page++
      return html`<main id="m">${page} ${await part(inbox, id ?? '')}${await part(slow)}</main>`
    }),
  )
  app.use(answerErrors)
  const { server, origin } = await listen(app)
  const close = async () => {
    await orion.close()
    await stop(server)
  }
  return { orion, origin, counts, state, errors, close }
}

test('a part is rendered once for all views that use it, and again only when its own topic is published', async () => {
  const { orion, origin, counts, state, close } = await openDashboard()
  const streams = [
    await openLive(origin, '/home/ada'),
    await openLive(origin, '/work/ada'),
    await openLive(origin, '/home/bob'),
  ]
  expect(counts).toEqual({ inbox: 2, slow: 1, page: 3 })
  expect(streams[0]?.frame).toBe('<main id="m">home <p>ada mail</p><p>sum</p></main>')
  state.inbox = 'more'
  orion.publish('inbox:ada')
  await Promise.all(streams.slice(0, 2).map((stream) => stream.until('ada more')))
  expect(counts).toEqual({ inbox: 3, slow: 1, page: 5 })
  expect(streams[2]?.frame).toContain('bob mail')
  orion.publish('pages')
  await eventually(() => counts.page === 8, 'all pages are rendered')
  expect(counts).toMatchObject({ inbox: 3, slow: 1 })
  await close()
})

test('it stays cached when its page has been sent, until others need the room', async () => {
  const { orion, origin, counts, state, close } = await openDashboard({ limits: { parts: 3 } })
  await (await openLive(origin, '/home/ada')).close()
  await eventually(() => orion.stats().views === 0, 'the view is gone')
  expect(orion.stats().parts).toBe(2)
  const again = await openLive(origin, '/home/ada')
  expect(counts.inbox).toBe(1)
  await again.close()
  await eventually(() => orion.stats().views === 0, 'the view is gone')
  state.inbox = 'more'
  orion.publish('inbox:ada')
  const later = await openLive(origin, '/home/ada')
  expect(later.frame).toContain('ada more')
  const others = [await openLive(origin, '/home/bob')]
  await expect(openLive(origin, '/home/eve')).rejects.toThrow(/503.*more than 3 parts are in use/)
  await later.close()
  await eventually(() => orion.stats().views === 1, 'one view is left')
  others.push(await openLive(origin, '/home/eve'))
  expect(orion.stats().parts).toBe(3)
  await close()
})

test('a part that throws leaves its views with their last frames, and others go on', async () => {
  const { orion, origin, state, errors, close } = await openDashboard()
  const streams = [await openLive(origin, '/home/ada'), await openLive(origin, '/home/bob')]
  state.broken = true
  orion.publish('inbox:ada')
  await eventually(() => errors.length === 1, 'it is reported')
  expect(errors).toEqual([
    expect.objectContaining({
      code: 'ORION_PART',
      message: expect.stringContaining('the part of "ada" threw Error: no mail'),
      cause: new Error('no mail'),
    }),
  ])
  state.slow = 'new sum'
  state.broken = false
  orion.publish('slow')
  expect(await streams[1]?.until('new sum')).toContain('bob mail')
  expect(await streams[0]?.until('new sum')).toContain('ada mail')
  await close()
})

test('a part whose promise nobody awaits is an error of the render and ends no process', async () => {
  const orion = createOrion()
  const broken = orion.part('x', () => {
    throw new Error('never seen')
  })
  const app = express()
  app.get(
    '/x',
    orion.live('x', ({ part }) => html`<p id="x">${part(broken)}</p>`),
  )
  app.use(answerErrors)
  const { body } = await request(app).get('/x').set('Accept', 'text/event-stream').expect(500)
  expect(body).toMatchObject({
    code: 'ORION_VALUE',
    message: expect.stringContaining('await it first'),
  })
  await orion.close()
})

test('a publish while a part is being read is not lost', async () => {
  const orion = createOrion({ throttleMs: 0 })
  const state = { value: 'old' }
  let finish = () => {}
  const slow = orion.part('slow', async () => {
    const { value } = state
    await new Promise<void>((done) => {
      finish = done
    })
    return html`${value}`
  })
  const app = express()
  app.get(
    '/x',
    orion.live('page', async ({ part }) => html`<p id="x">${await part(slow)}</p>`),
  )
  const opening = openLive(app, '/x')
  await eventually(() => orion.stats().parts === 1, 'the part is being read')
  state.value = 'new'
  orion.publish('slow')
  const ticking = setInterval(() => finish(), 1)
  const stream = await opening
  expect(await stream.until('new')).toBe('<p id="x">new</p>')
  clearInterval(ticking)
  await stream.close()
  await orion.close()
})

test('a key is frozen JSON; what JSON can not hold is refused', async () => {
  const orion = createOrion()
  let seen: unknown
  const one = orion.part(
    (key: { readonly id: number; readonly at?: unknown }) => `x:${key.id}`,
    ({ key }) => {
      seen = key
      return html`<i></i>`
    },
  )
  const app = express()
  app.get(
    '/fine',
    orion.live('x', ({ part }) => part(one, { id: 7 })),
  )
  app.get(
    '/date',
    orion.live('x', ({ part }) => part(one, { id: 7, at: new Date(0) })),
  )
  app.use(answerErrors)
  await (await openLive(app, '/fine')).close()
  expect(seen).toEqual({ id: 7 })
  expect(Object.isFrozen(seen)).toBe(true)
  const { body } = await request(app).get('/date').set('Accept', 'text/event-stream').expect(500)
  expect(body.message).toContain('the key of a part.at is 1970')
  await orion.close()
})

test('only parts of the same Orion can be used', async () => {
  const [orion, other] = [createOrion(), createOrion()]
  const foreign = other.part('x', () => html`<i></i>`)
  const app = express()
  app.get(
    '/foreign',
    orion.live('x', ({ part }) => part(foreign)),
  )
  app.get(
    '/nothing',
    orion.live('x', ({ part }) => part('inbox' as never)),
  )
  app.use(answerErrors)
  for (const path of ['/foreign', '/nothing']) {
    const { body } = await request(app).get(path).set('Accept', 'text/event-stream').expect(500)
    expect(body.code).toBe('ORION_OPTION')
  }
  expect(() => orion.part('', () => html``)).toThrow(
    expect.objectContaining({ code: 'ORION_TOPIC' }),
  )
  expect(() => orion.part('x', undefined as never)).toThrow('part got render = undefined')
  await orion.close()
  await other.close()
})
