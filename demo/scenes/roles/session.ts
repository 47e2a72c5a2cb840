// Who is signed in: an ordinary express-session, and two ordinary handlers that change it.
import { randomBytes } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import session from 'express-session'
import type { DemoOrion } from '../../database.js'
import { findPerson, type Person } from './queries.js'

declare module 'express-session' {
  interface SessionData {
    personId: number
  }
}

/** Sessions in memory: whoever was signed in is not, once the demo starts again. */
export function sessions(): RequestHandler {
  return session({
    name: 'roles',
    secret: randomBytes(32).toString('base64'),
    cookie: { sameSite: 'lax' },
    resave: false,
    saveUninitialized: false,
  })
}

/** Who sent a request, as the store has them now: the session keeps no role, which could change. */
export async function personOf(
  orion: DemoOrion,
  { session: { personId } }: Request,
): Promise<Person | undefined> {
  return personId === undefined ? undefined : findPerson(orion.reader, personId)
}

/** Signs in who is named: a real application asks for a password here. */
export const signIn: RequestHandler = (req, res, next) => {
  // A new session for each sign-in, so that nobody can be given one that is known before.
  req.session.regenerate((error) => {
    if (error) return next(error)
    req.session.personId = Number(req.body?.id)
    res.redirect(303, req.baseUrl)
  })
}

export const signOut: RequestHandler = (req, res, next) => {
  req.session.destroy((error) => {
    if (error) return next(error)
    res.redirect(303, req.baseUrl)
  })
}
