import express from 'express'
import { createOrion, html, type OrionOptions } from '../lib/index.js'
import { openLive } from '../lib/testing.js'
import { eventually, listen, stop } from './support/app.js'

/** Rooms that know who is in them: presence is what onOpen does and its undo undoes. */
async function openRooms(options: OrionOptions = {}) {
  const present = new Map<string, string[]>()
  const roles = new Map([['ada', 'admin']])
  const reported: { readonly during: string; readonly error: unknown }[] = []
  const orion = createOrion({
    throttleMs: 0,
    recheckMs: 0,
    onError: (error, { during }) => void reported.push({ during, error }),
    ...options,
  })
  const guest = orion.as((req) => {
    const name = String(req.query.name)
    return { name, role: roles.get(name) ?? 'guest' }
  })
  const state = { undoBroken: false, openBroken: false }
  const app = express()
  app.get(
    '/rooms/:room',
    guest.live(
      ({ params }) => ['roles', `room:${params.room}`],
      ({ params, viewer }) =>
        html`<p id="room">${viewer.role}: ${(present.get(params.room ?? '') ?? []).join(', ')}</p>`,
      {
        onOpen: async ({ params: { room = '' }, viewer }) => {
          if (state.openBroken) throw new Error('no room')
          const who = `${viewer.name}/${viewer.role}`
          present.set(room, [...(present.get(room) ?? []), who])
          orion.publish(`room:${room}`)
          return async () => {
            if (state.undoBroken) throw new Error('no undo')
            present.set(
              room,
              (present.get(room) ?? []).filter((one) => one !== who),
            )
            orion.publish(`room:${room}`)
          }
        },
      },
    ),
  )
  const { server, origin } = await listen(app)
  const enter = (name: string, room = 'a') => openLive(origin, `/rooms/${room}?name=${name}`)
  const close = async () => {
    await orion.close()
    await stop(server)
  }
  return { orion, present, roles, reported, state, enter, close }
}

test('onOpen runs when a stream has opened, its undo when it has closed', async () => {
  const { present, enter, close } = await openRooms()
  const ada = await enter('ada')
  expect(await ada.until('ada/')).toBe('<p id="room">admin: ada/admin</p>')
  const bob = await enter('bob')
  expect(await ada.until('bob')).toBe('<p id="room">admin: ada/admin, bob/guest</p>')
  await bob.close()
  await ada.until((frame) => !frame.includes('bob'))
  expect(present.get('a')).toEqual(['ada/admin'])
  await close()
})

test('a stream that moves to the view of a changed viewer closes the old and opens the new', async () => {
  const { orion, roles, present, enter, close } = await openRooms()
  const ada = await enter('ada')
  await ada.until('ada/admin')
  roles.set('ada', 'member')
  orion.publish('roles')
  expect(await ada.until('ada/member')).toBe('<p id="room">member: ada/member</p>')
  expect(present.get('a')).toEqual(['ada/member'])
  expect(orion.stats()).toMatchObject({ views: 1, streams: 1 })
  await close()
})

test('drain waits for the undo of every stream', async () => {
  const { orion, present, enter, close } = await openRooms()
  await (await enter('ada')).until('ada/')
  await enter('bob', 'b')
  await orion.drain()
  expect([...present.values()]).toEqual([[], []])
  await close()
})

test('drain waits for the undo of a stream that has just closed', async () => {
  const undo = { begun: false, done: false, finish: () => {} }
  const orion = createOrion()
  const route = orion.live('x', () => html`<p id="x"></p>`, {
    onOpen: () => async () => {
      undo.begun = true
      await new Promise<void>((done) => {
        undo.finish = done
      })
      await orion.write(() => {
        undo.done = true
      })
    },
  })
  const { server, origin } = await listen(express().get('/', route))
  await (await openLive(origin, '/')).close()
  await eventually(() => undo.begun && orion.stats().streams === 0, 'the stream has closed')
  const closed = orion.close()
  await Promise.resolve()
  undo.finish()
  await closed
  expect(undo.done).toBe(true)
  await stop(server)
})

test('a client that leaves while onOpen runs is undone once it has run', async () => {
  const { present, enter, close } = await openRooms()
  for (let i = 0; i < 10; i++) await (await enter('ada')).close()
  await eventually(() => present.get('a')?.length === 0, 'nobody is in the room')
  await close()
})

test('an onOpen or an undo that throws is reported, and the stream goes on', async () => {
  const { orion, reported, state, enter, close } = await openRooms()
  state.openBroken = true
  const ada = await enter('ada')
  await eventually(() => reported.length === 1, 'it is reported')
  state.openBroken = false
  state.undoBroken = true
  const bob = await enter('bob')
  expect(await ada.until('bob')).toContain('bob/guest')
  await bob.close()
  await eventually(() => reported.length === 2, 'it is reported')
  expect(reported).toEqual([
    { during: 'open', error: new Error('no room') },
    { during: 'open', error: new Error('no undo') },
  ])
  expect(orion.stats().streams).toBe(1)
  await close()
})
