// Who is looking: asks the host's function, again while a stream is open, and gives a copy of its answer.
import type { Request } from 'express'
import { codedError, OrionError } from './errors.js'
import { canonicalJson, frozen } from './given.js'

/** Tells who is looking, from a request: plain JSON, or something falsy for nobody. */
export type ViewerFunction = (req: Request) => unknown

/** What a render or a handler is given of what the function answers. */
export type ViewerOf<F extends ViewerFunction> = Exclude<
  Awaited<ReturnType<F>>,
  null | undefined | false | '' | 0
>

/** Asks who is looking; resolves with a frozen copy of the answer. */
export type AskViewer<Viewer> = (req: Request) => Promise<Viewer>

/** How it is found out who is looking. */
export interface Asking<Viewer> {
  readonly ask: AskViewer<Viewer>
  /** Asks anew for a request that came a while ago; undefined where nobody asks. */
  readonly askAgain: AskViewer<Viewer> | undefined
}

/** For routes that don't care who is looking. */
export const nobodyAsked: Asking<null> = { ask: async () => null, askAgain: undefined }

/**
 * Makes the asking. Each ask throws `ORION_FORBIDDEN` (403) for nobody, and `ORION_GIVEN` for an answer
 * that JSON can't hold.
 */
export function createAsking<F extends ViewerFunction>(viewer: F): Asking<ViewerOf<F>> {
  async function ask(req: Request): Promise<ViewerOf<F>> {
    const answer = await asked(() => viewer(req))
    if (!answer) throw nobody()
    return frozen(canonicalJson(answer, 'the viewer'))
  }
  async function askAgain(req: Request): Promise<ViewerOf<F>> {
    if (!(await asked(() => refreshSender(req)))) throw nobody()
    return ask(req)
  }
  return { ask, askAgain }
}

async function asked<T>(ask: () => T | Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    const todo = 'let it answer null where nobody is signed in'
    throw codedError('ORION_VIEWER', error, { what: 'the viewer function or its session', todo })
  }
}

function nobody(): OrionError {
  return new OrionError('ORION_FORBIDDEN', 'nobody is signed in who may see or do this')
}

/**
 * Brings what a request says of its sender up to date: the session, and the user that passport made of
 * it, are snapshots of the moment when the request came.
 *
 * @returns false if the session is over
 * @throws what the session's store or passport throw
 */
async function refreshSender(req: Request): Promise<boolean> {
  const { session, _passport: passport } = req as SessionRequest
  const reload = session?.reload?.bind(session)
  if (reload === undefined) return true
  const isOver = await new Promise<boolean>((resolve, reject) => {
    reload((error) => {
      if (!error) resolve(false)
      // What express-session calls back with where its store has no such session any more.
      else if (error instanceof Error && error.message === 'failed to load session') resolve(true)
      else reject(error)
    })
  })
  if (isOver) return false
  if (passport) await signInAgain(req as SessionRequest, passport)
  return true
}

/** As much of express-session and passport as is touched. */
type SessionRequest = Request & {
  readonly session?: { reload?(done: (error?: unknown) => void): void }
  readonly _passport?: { readonly instance: Passport }
  readonly _userProperty?: string
}

interface Passport {
  session(): (req: Request, res: unknown, next: (error?: unknown) => void) => void
}

// passport.session() sets the user of a session that has one, and leaves it alone otherwise.
async function signInAgain(
  req: SessionRequest,
  { instance }: { instance: Passport },
): Promise<void> {
  Object.assign(req, { [req._userProperty ?? 'user']: undefined })
  await new Promise<void>((resolve, reject) => {
    instance.session()(req, req.res, (error) => (error ? reject(error) : resolve()))
  })
}
