// The type of the handlers that the kit makes.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RequestHandler } from 'express'

/**
 * An Express handler that fits every route. Its type says nothing of Express's own request, so that it
 * does not decide, for the handlers beside it, which params the route has.
 */
export type Handler = (
  req: IncomingMessage,
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void

/** Gives a handler that type. */
export function toHandler(handle: RequestHandler): Handler {
  return handle as Handler
}
