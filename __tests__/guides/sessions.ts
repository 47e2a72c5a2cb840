import express, {
  type ErrorRequestHandler,
  type NextFunction,
  type Request,
  type Response,
} from 'express'
import { connect, createOrion, html } from 'express-orion'
import session from 'express-session'
import * as v from 'valibot'

declare module 'express-session' {
  interface SessionData {
    userId: string
  }
}

interface User {
  readonly id: string
  readonly role: 'admin' | 'member'
}

const orion = createOrion()
const users = new Map<string, User>([
  ['ada', { id: 'ada', role: 'admin' }],
  ['bob', { id: 'bob', role: 'member' }],
])
const notes: string[] = []

function viewer(req: Request): User | undefined {
  return users.get(req.session.userId ?? '')
}

const member = orion.as(viewer)

const board = member.live(
  'board',
  ({ viewer }) => {
    return html`<main id="board">
    <p>${viewer.id}, ${viewer.role}</p>
    <ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>
    <p>Here now: ${[...present.keys()].join(', ')}</p>
    ${viewer.role === 'admin' && html`<button data-on:click="@delete('/board')">Clear</button>`}
  </main>`
  },
  { onOpen: ({ viewer }) => enter(viewer.id) },
)

const Note = v.object({ text: v.pipe(v.string(), v.trim(), v.minLength(1, 'Write something')) })
const add = member.command(Note, ({ input, viewer, publish }) => {
  notes.push(`${viewer.id}: ${input.text}`)
  publish('board')
})

const admin = orion.as((req) => {
  const user = viewer(req)
  return user?.role === 'admin' && user
})
const clear = admin.command(v.object({}), ({ publish }) => {
  notes.length = 0
  publish('board')
})

function signOut(req: Request, res: Response, next: NextFunction): void {
  const { userId } = req.session
  req.session.destroy((error) => {
    if (error) return next(error)
    if (userId !== undefined) orion.disconnect({ viewer: { id: userId } })
    res.redirect(303, '/')
  })
}

const remove = admin.command(v.object({}), ({ params: { id = '' } }) => {
  users.delete(id)
  orion.disconnect({ viewer: { id } })
})

const present = new Map<string, number>()

function enter(id: string): () => void {
  present.set(id, (present.get(id) ?? 0) + 1)
  orion.publish('board')
  return () => {
    const left = (present.get(id) ?? 0) - 1
    if (left > 0) present.set(id, left)
    else present.delete(id)
    orion.publish('board')
  }
}

const app = express()
app.use(session({ secret: 'change me', resave: false, saveUninitialized: false }))
app.use(orion.client())

// Stands for a sign-in with a password.
app.get('/', (_req, res) => {
  const buttons = [...users.keys()].map(
    (id) => html`<form method="post" action="/login/${id}"><button>I am ${id}</button></form>`,
  )
  res.send(`${html`<!doctype html><html lang="en"><title>Sign in</title>${buttons}</html>`}`)
})
app.post('/login/:id', orion.sameOrigin(), (req, res) => {
  req.session.userId = req.params.id
  res.redirect(303, '/board')
})
app.post('/logout', orion.sameOrigin(), signOut)
app.get('/board', board, async (req, res) => {
  res.send(
    `${html`<!doctype html>
    <html lang="en">
      <head><title>Board</title>${orion.script()}</head>
      <body ${connect('/board')}>
        <form method="post" action="/logout"><button>Sign out</button></form>
        <form method="post" data-on:submit="@post('/board', {contentType: 'form'}); el.reset()">
          <input name="text" aria-label="Note"> <button>Add</button>
        </form>
        ${await board.render(req)}
      </body>
    </html>`}`,
  )
})
app.post('/board', add)
app.delete('/board', clear)
app.delete('/users/:id', remove)

// A page for nobody leads to the sign-in; a command stays 403.
const toSignIn: ErrorRequestHandler = (error, req, res, next) => {
  if (req.method === 'GET' && error.code === 'ORION_FORBIDDEN') res.redirect(303, '/')
  else next(error)
}
app.use(toSignIn)

app.listen(3000)
