// orion.live: a GET that is a stream for the client and next() for everyone else.
import type { Request } from 'express'
import * as v from 'valibot'
import { takesBrotli } from './accept-encoding.js'
import { OrionError, show } from './errors.js'
import { type Handler, toHandler } from './handler.js'
import { type Html, raw } from './html.js'
import { type LiveParts, openStream } from './open-stream.js'
import { checkOptions, functionOf, milliseconds } from './options.js'
import { createRefetch, refetchPatch, refetchThrottleMs } from './refetch.js'
import { askedOf, type Instead, type Optional, routePath, type Schemas } from './request.js'
import { answerHead } from './response.js'
import {
  type CheckContext,
  type Given,
  type RenderContext,
  Route,
  type RouteDeclaration,
} from './route.js'
import { standardSchema } from './schema.js'
import { someTopicsArgument, type Topics, topicsArgument } from './topics.js'
import type { Asking } from './viewer.js'
import type { OnOpen } from './visitor.js'

/** What can be set of a live route, whatever it is asked for. */
export interface RouteOptions<G, R> {
  /** Runs before each render, in the same read; false answers 403, and ends the streams that are open. */
  readonly authorize?: (context: CheckContext<G, R>) => boolean | Promise<boolean>
  /** The least time between two renders for streams, in milliseconds, from 0. Defaults to createOrion's. */
  readonly throttleMs?: number
  /**
   * Renders at least this often while somebody watches, in milliseconds, from 100; parts stay as they are.
   * Defaults to never.
   */
  readonly everyMs?: number
  /** What the frames go into, as a CSS selector. Defaults to the elements with the ids of the frame's own. */
  readonly selector?: string
  /** Whether a frame takes an element's place or its content's. Defaults to `'outer'`. */
  readonly mode?: 'outer' | 'inner'
  /** Runs when a stream has opened; returns its undo, which runs when the stream has closed. */
  readonly onOpen?: OnOpen<G>
}

export interface LiveOptions<P extends Optional, Q extends Optional, S extends Optional, Viewer, R>
  extends RouteOptions<Given<P, Q, S, Viewer>, R> {
  /** Validates the route's params; a refusal is a 404. Defaults to the params as Express has them. */
  readonly params?: P
  /** Validates the query; a refusal is a 400. Only what it puts out is given. Defaults to nothing. */
  readonly query?: Q
  /** Validates the signals of the client; a refusal is a 400. Defaults to nothing. */
  readonly signals?: S
}

/** An Express handler that is a live route. */
export interface LiveHandler<
  P extends Optional = undefined,
  Q extends Optional = undefined,
  S extends Optional = undefined,
> extends Handler {
  /**
   * Gives the HTML of the view that this request would follow, for the first paint.
   *
   * @param instead params, query or signals that count in place of the request's, as the schemas take them
   * @throws what the route's viewer, schemas, `authorize` or render throw
   */
  render(req: Request, instead?: Instead<P, Q, S>): Promise<Html>
}

/** The type of `orion.live`. */
export interface LiveFactory<R, Viewer = null> {
  /** Without options nothing has to be inferred, so that what makes a render, like `template`, can be. */
  (
    topics: Topics<Given<undefined, undefined, undefined, Viewer>>,
    render: (
      context: RenderContext<Given<undefined, undefined, undefined, Viewer>, R>,
    ) => Html | Promise<Html>,
  ): LiveHandler
  <
    const P extends Optional = undefined,
    const Q extends Optional = undefined,
    const S extends Optional = undefined,
  >(
    topics: Topics<Given<P, Q, S, Viewer>>,
    render: (context: RenderContext<Given<P, Q, S, Viewer>, R>) => Html | Promise<Html>,
    options: LiveOptions<P, Q, S, Viewer, R>,
  ): LiveHandler<P, Q, S>
  /** Without a render: at each publish the client fetches the page that it shows, and morphs it. */
  (topics: Topics<Given<undefined, undefined, undefined, Viewer>>): Handler
}

// A view may be woken by its parts or its clock alone; a page that is only fetched again may not.
const argumentsSchema = v.strictObject({ topics: topicsArgument, render: functionOf() })
const pageSchema = v.strictObject({ topics: someTopicsArgument })

const optionsSchema = v.strictObject({
  params: v.optional(standardSchema),
  query: v.optional(standardSchema),
  signals: v.optional(standardSchema),
  authorize: v.optional(functionOf()),
  throttleMs: v.optional(milliseconds(0)),
  everyMs: v.optional(milliseconds(100)),
  selector: v.optional(v.pipe(v.string(), v.nonEmpty('expected a CSS selector'))),
  mode: v.optional(
    v.picklist(['outer', 'inner'], "expected 'outer' or 'inner': a frame may be applied twice"),
  ),
  onOpen: v.optional(functionOf()),
})

/**
 * Makes `orion.live`.
 *
 * @param asking how it is found out who is looking
 */
export function createLive<R, Viewer>(
  parts: LiveParts<R>,
  asking: Asking<Viewer>,
): LiveFactory<R, Viewer> {
  return function live<P extends Optional, Q extends Optional, S extends Optional>(
    topics: Topics<Given<P, Q, S, Viewer>>,
    render?: RouteDeclaration<Given<P, Q, S, Viewer>, R>['render'],
    options: LiveOptions<P, Q, S, Viewer, R> = {},
  ): LiveHandler<P, Q, S> {
    if (render === undefined) checkOptions('live', pageSchema, { topics })
    else checkOptions('live', argumentsSchema, { topics, render })
    checkOptions('live', optionsSchema, options)
    const { params, query, signals, onOpen } = options
    const schemas = { params, query, signals } as Schemas<P, Q, S>
    const declared = parts.hints?.topics.declared(topics) ?? topics
    const route = new Route(declarationOf(declared, render, options, parts.throttleMs), parts)
    const opening = { parts, asking, route, schemas, onOpen }
    const handler = Object.assign(
      toHandler(function live(req, res, next) {
        if (typeof next !== 'function') throw noNext(next)
        if (!req.route && req.baseUrl === '') throw mountedForAll()
        route.path ||= routePath(req)
        parts.hints?.asked()
        res.vary('Accept')
        if (!asksForStream(req)) next()
        else if (req.method === 'HEAD')
          answerHead(res, parts.streamHeaders, takesBrotli(req) ? 'br' : undefined)
        else openStream(opening, handler, req, res).catch(next)
      }),
      {
        async render(req: Request, instead?: Instead<P, Q, S>) {
          parts.hints?.asked()
          const viewer = await asking.ask(req)
          const asked = askedOf(req, schemas, instead)
          const { frame, leave } = await route.visit({ ...asked, viewer }, req.app)
          leave()
          return raw(frame.html)
        },
      },
    )
    return handler
  }
}

function mountedForAll(): OrionError {
  const what = 'a live route was mounted by app.use without a path, and would answer every stream'
  const todo = "mount it where its page is, as in app.get('/todos', route)"
  return new OrionError('ORION_OPTION', `${what}; ${todo}`)
}

function noNext(next: unknown): OrionError {
  const what = `a live route was called with next = ${show(next)}`
  const todo = 'mount the route itself, as in app.get(path, route), or pass next on'
  return new OrionError('ORION_OPTION', `${what}; ${todo}`)
}

function declarationOf<G, R>(
  topics: Topics<G>,
  render: RouteDeclaration<G, R>['render'] | undefined,
  options: Pick<RouteOptions<G, R>, 'authorize' | 'throttleMs' | 'everyMs' | 'selector' | 'mode'>,
  defaultThrottleMs: number,
): RouteDeclaration<G, R> {
  const { authorize, throttleMs = defaultThrottleMs, everyMs, selector, mode } = options
  const given = { ...(selector !== undefined && { selector }), ...(mode !== undefined && { mode }) }
  const shared = { topics, authorize, everyMs }
  if (render) return { ...shared, render, throttleMs, patch: given }
  const longerMs = Math.max(throttleMs, refetchThrottleMs)
  return { ...shared, render: createRefetch(), throttleMs: longerMs, patch: refetchPatch }
}

// Only where it is named: a browser's `*/*` is for the page. The client names it when it writes, too.
function asksForStream(req: Request): boolean {
  if (req.method !== 'GET' && req.method !== 'HEAD') return false
  return /(?:^|,)\s*text\/event-stream\s*(?:;|,|$)/i.test(req.get('accept') ?? '')
}
