// orion.live: a GET that is a stream for the client and next() for everyone else.
import type { NextFunction, Request, Response } from 'express'
import * as v from 'valibot'
import { type Html, raw } from './html.js'
import { checkOptions, functionOf, milliseconds } from './options.js'
import type { GivenRequest, ParamsOf } from './request.js'
import { answerHead, openEventStream } from './response.js'
import { type RenderContext, Route, type RouteParts, type Topics } from './route.js'
import { type StandardSchemaV1, standardSchema } from './schema.js'
import type { Streams } from './streams.js'
import { checkTopics } from './topics.js'

export interface LiveOptions<P extends StandardSchemaV1 | undefined, R> {
  /** Validates the route's params; a refusal is a 404. Defaults to the params as Express has them. */
  readonly params?: P
  /** The least time between two renders for streams, in milliseconds, from 0. Defaults to createOrion's. */
  readonly throttleMs?: number
  /** Runs before each render; false answers 403, and ends the streams that are open. */
  readonly authorize?: (context: RenderContext<ParamsOf<P>, R>) => boolean | Promise<boolean>
}

/** An Express handler that is a live route. */
export interface LiveHandler {
  (req: Request, res: Response, next: NextFunction): void
  /**
   * Gives the HTML of the view that this request would follow, for the first paint.
   *
   * @throws what the route's schema, `authorize` or render throw
   */
  render(req: GivenRequest): Promise<Html>
}

/** The type of `orion.live`. */
export type LiveFactory<R> = <const P extends StandardSchemaV1 | undefined = undefined>(
  topics: Topics<ParamsOf<P>>,
  render: (context: RenderContext<ParamsOf<P>, R>) => Html | Promise<Html>,
  options?: LiveOptions<P, R>,
) => LiveHandler

/** What live routes need of their surroundings. */
export interface LiveParts<R> extends RouteParts<R> {
  readonly streams: Streams
  /** The default of the option. */
  readonly throttleMs: number
  /** Is told of each route, for the counts. */
  register(route: { readonly size: number }): void
}

const argumentsSchema = v.strictObject({
  topics: v.pipe(
    v.union(
      [v.string(), v.array(v.unknown()), functionOf()],
      'expected a topic, topics, or a function',
    ),
    v.check(
      (topics) => typeof topics === 'function' || checkTopics([topics].flat()).length > 0,
      'expected at least one topic',
    ),
  ),
  render: functionOf(),
})

const optionsSchema = v.strictObject({
  params: v.optional(standardSchema),
  throttleMs: v.optional(milliseconds(0)),
  authorize: v.optional(functionOf()),
})

/** Makes `orion.live`. */
export function createLive<R>(parts: LiveParts<R>): LiveFactory<R> {
  return function live(topics, render, options = {}) {
    checkOptions('live', argumentsSchema, { topics, render })
    checkOptions('live', optionsSchema, options)
    const { params, authorize, throttleMs = parts.throttleMs } = options
    const route = new Route({ topics, render, params, authorize, throttleMs }, parts)
    parts.register(route)

    async function open(req: Request, res: Response): Promise<void> {
      parts.streams.checkOpen()
      if (req.method === 'HEAD') return answerHead(res)
      const { view, leave } = await route.visit(req)
      // The client may have gone while the first frame was made.
      if (res.destroyed) return leave()
      const stream = parts.streams.add(openEventStream(res))
      const unfollow = view.follow(stream)
      stream.onClose(() => {
        unfollow()
        leave()
      })
    }

    return Object.assign(
      function live(req: Request, res: Response, next: NextFunction) {
        res.vary('Accept')
        if (acceptsEventStream(req)) open(req, res).catch(next)
        else next()
      },
      {
        async render(req: GivenRequest) {
          const { frame, leave } = await route.visit(req)
          leave()
          return raw(frame.html)
        },
      },
    )
  }
}

// Only where it is named: a browser's `*/*` asks for the page.
function acceptsEventStream(req: Request): boolean {
  return /(?:^|,)\s*text\/event-stream\s*(?:;|,|$)/i.test(req.get('accept') ?? '')
}
