// Roles: a notice board that shows everybody what they may do, and stops showing it at once when they may
// not any more. Who is signed in is in a session, their role in the store.
import express, { Router } from 'express'
import { html, invalid } from 'express-orion'
import * as v from 'valibot'
import type { DemoOrion } from '../../database.js'
import { HttpError } from '../../http-error.js'
import { Page } from '../../page.js'
import type { Scene } from '../scene.js'
import { listNotices, listPeople, type Person } from './queries.js'
import { personOf, sessions, signIn, signOut } from './session.js'
import { Board, Live, roles, SignIn } from './view.js'

const Id = v.object({ id: v.pipe(v.string(), v.digits(), v.maxLength(15), v.transform(Number)) })
const NewNotice = v.object({
  text: v.pipe(
    v.string('Write something first'),
    v.trim(),
    v.minLength(1, 'Write something first'),
    v.maxLength(200, 'Keep it to 200 characters'),
  ),
})
const NewRole = v.object({ role: v.picklist(roles) })
const Nothing = v.object({})

export const rolesScene: Scene = {
  name: 'roles',
  title: 'Roles',
  about: 'Who may do what, in an ordinary session: a demotion takes the buttons away at once.',
  routes,
}

function routes(orion: DemoOrion): Router {
  const router = Router()
  const member = signedIn(orion)
  const { add, remove, setRole } = commands(member)

  const board = member.live(['notices', 'people'], async ({ store, viewer, base }) =>
    Board(viewer, await listNotices(store), await listPeople(store), base),
  )

  router.use(sessions())
  router.get('/', board, async (req, res) => {
    const inside = (await personOf(orion, req))
      ? Live(await board.render(req), req.baseUrl)
      : SignIn(await listPeople(orion.reader), req.baseUrl)
    const body = html`<main>
  <h1>Roles</h1>
  ${inside}
</main>`
    res.type('html').send(Page(orion, 'Roles', body).toString())
  })
  router.post('/', add)
  router.post('/notices/:id/delete', remove)
  router.post('/people/:id', setRole)
  // Where a form that was sent without script comes back to: a GET of the same URL.
  router.get(['/notices/:id/delete', '/people/:id'], (req, res) => res.redirect(303, req.baseUrl))
  // Handlers as any Express app has them. What stands in front publishes once they have answered: then every
  // stream asks who is looking, and those of a session that is over end.
  const changesWhoIsIn = [orion.sameOrigin(), orion.publishes('people')]
  router.post('/sign-in', changesWhoIsIn, express.urlencoded(), signIn)
  router.post('/sign-out', changesWhoIsIn, signOut)
  return router
}

/**
 * The person is asked for again at every wake of a stream, not every five seconds: it costs one row by its
 * key, and whoever was demoted or has signed out sees nothing more from that moment on.
 */
function signedIn(orion: DemoOrion) {
  return orion.as((req) => personOf(orion, req), { recheckMs: 0 })
}

function commands({ command }: ReturnType<typeof signedIn>) {
  return {
    add: command(
      NewNotice,
      async ({ input, viewer, store, publish, respond }) => {
        if (viewer.role === 'guest') throw new HttpError(403, 'guests only read')
        await store
          .insertInto('notices')
          .values({ ...input, person_id: viewer.id })
          .execute()
        publish('notices')
        respond.reset('notice')
      },
      { form: 'notice' },
    ),

    remove: command(
      Nothing,
      async ({ params, viewer, store, publish, respond }) => {
        mustBeAdmin(viewer)
        await store.deleteFrom('notices').where('id', '=', params.id).execute()
        publish('notices')
        respond.toast('Deleted')
      },
      { params: Id },
    ),

    setRole: command(
      NewRole,
      async ({ input, params, viewer, store, publish }) => {
        mustBeAdmin(viewer)
        await store.updateTable('people').set(input).where('id', '=', params.id).execute()
        const people = await listPeople(store)
        // It was written already: throwing takes it back.
        if (!people.some(isAdmin)) throw invalid({ '': 'Somebody has to be an admin' })
        publish('people')
      },
      { params: Id },
    ),
  }
}

function isAdmin({ role }: Person): boolean {
  return role === 'admin'
}

// Buttons that aren't shown can be pressed all the same: by an old page, or by hand.
function mustBeAdmin(person: Person): void {
  if (!isAdmin(person)) throw new HttpError(403, 'only admins may')
}
