// Rooms: a chat that knows who is in the room. Who opens the page is in it, who closes it has left.
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { type RequestHandler, Router } from 'express'
import { connect, html } from 'express-orion'
import session from 'express-session'
import * as v from 'valibot'
import type { DemoOrion } from '../../database.js'
import { Page } from '../../page.js'
import type { Scene } from '../scene.js'
import { createPresence } from './presence.js'
import { findRoom, listMessages, listRooms } from './queries.js'
import { Doorway, Inside, Messages, People, RoomList, RoomView } from './view.js'

declare module 'express-session' {
  interface SessionData {
    visitor: string
  }
}

const Id = v.object({ id: v.pipe(v.string(), v.digits(), v.maxLength(15), v.transform(Number)) })
const line = (missing: string, longest: number) =>
  v.pipe(
    v.string(missing),
    v.trim(),
    v.minLength(1, missing),
    v.maxLength(longest, `Keep it to ${longest} characters`),
  )
const Name = v.object({ name: line('What shall they call you?', 30) })
const NewMessage = v.object({ text: line('Say something first', 300) })

export const roomsScene: Scene = {
  name: 'rooms',
  title: 'Rooms',
  about: 'A chat that shows who is in the room: opening the page enters, closing it leaves.',
  routes,
}

function routes(orion: DemoOrion): Router {
  const router = Router()
  const visitor = named(orion)
  const { rooms, room } = views(orion, visitor)
  const { say, setName } = commands(orion, visitor)

  router.use(sessions())
  router.get('/', rooms, async (req, res) => {
    const body = html`<main ${connect(req.baseUrl)}>
  <h1>Rooms</h1>
  ${await rooms.render(req)}
</main>`
    res.type('html').send(Page(orion, 'Rooms', body).toString())
  })
  router.get('/:id', room, async (req, res) => {
    const path = `${req.baseUrl}/${req.params.id}`
    const { visitor: name } = req.session
    const inside = name ? Inside(path, await room.render(req), name) : Doorway(path)
    const body = html`<main>
  <p class="crumb"><a href="${req.baseUrl}">All rooms</a></p>
  ${inside}
</main>`
    res.type('html').send(Page(orion, 'Room', body).toString())
  })
  router.post('/:id', say)
  router.post('/:id/name', setName)
  return router
}

/** Everybody is who they say they are: a name in a session. */
function sessions(): RequestHandler {
  return session({
    name: 'rooms',
    secret: randomBytes(32).toString('base64'),
    cookie: { sameSite: 'lax' },
    resave: false,
    saveUninitialized: false,
  })
}

function named(orion: DemoOrion) {
  return orion.as(({ session: { visitor } }) => (visitor ? { name: visitor } : null))
}

function views(orion: DemoOrion, visitor: ReturnType<typeof named>) {
  const presence = createPresence()

  // Each name has a view of its own, since onOpen is told no more than what tells views apart. What they
  // have in common are parts, rendered once for all of them.
  const people = orion.part(
    (room: number) => `presence:${room}`,
    ({ key }) => People(presence.namesIn(key)),
  )
  const messages = orion.part(
    (room: number) => `room:${room}`,
    async ({ store, key }) => Messages(await listMessages(store, key)),
  )

  return {
    room: visitor.live(
      ({ params }) => `room:${params.id}`,
      async ({ store, params: { id }, viewer, part }) => {
        const found = await findRoom(store, id)
        return RoomView(found, viewer.name, await part(people, id), await part(messages, id))
      },
      {
        params: Id,
        onOpen({ params, viewer }) {
          const leave = presence.enter(params.id, viewer.name)
          const tell = () => orion.publish(`presence:${params.id}`, 'presence')
          tell()
          return () => {
            leave()
            tell()
          }
        },
      },
    ),

    rooms: orion.live('presence', async ({ store, base }) =>
      RoomList(await listRooms(store), presence.namesIn, base),
    ),
  }
}

function commands(orion: DemoOrion, visitor: ReturnType<typeof named>) {
  return {
    say: visitor.command(
      NewMessage,
      async ({ input, params, viewer, store, publish, respond }) => {
        await findRoom(store, params.id)
        const message = { ...input, room_id: params.id, author: viewer.name }
        await store.insertInto('messages').values(message).execute()
        publish(`room:${params.id}`)
        respond.reset('message')
      },
      { params: Id, form: 'message' },
    ),

    setName: orion.command(
      Name,
      async ({ input, params, req, store, publish, respond }) => {
        await findRoom(store, params.id)
        req.session.visitor = input.name
        // Kept before the publish, at which the other windows of this session are asked for their name.
        await promisify(req.session.save.bind(req.session))()
        publish(`presence:${params.id}`)
        respond.redirect(`${req.baseUrl}/${params.id}`)
      },
      { params: Id, form: 'name' },
    ),
  }
}
