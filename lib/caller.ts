// Who calls a command: a Datastar client, a JSON client, or a plain form. Each is answered in its way.
import type { Request } from 'express'

export type Caller = 'datastar' | 'json' | 'form'

/** Tells callers apart: by `Datastar-Request`, then the body's content type, then `Accept`. */
export function callerOf(req: Request): Caller {
  if (req.get('datastar-request') !== undefined) return 'datastar'
  const type = mediaType(req)
  if (isJson(type)) return 'json'
  if (isForm(type)) return 'form'
  return req.accepts(['json', 'html']) === 'html' ? 'form' : 'json'
}

/** The body's media type, in lower case and without parameters; `''` where none is named. */
export function mediaType(req: Request): string {
  return req.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

export function isJson(type: string): boolean {
  return type === 'application/json' || type.endsWith('+json')
}

export function isForm(type: string): boolean {
  return type === 'application/x-www-form-urlencoded' || type === 'multipart/form-data'
}

/** The signals that a Datastar client sends in the query, as text; null where there are none. */
export function signalsText({ originalUrl }: Pick<Request, 'originalUrl'>): string | null {
  return new URLSearchParams(originalUrl.replace(/^[^?]*/, '')).get('datastar')
}
