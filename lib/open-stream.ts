// Opens one stream of a live route: who is looking, which view that is, the response, and the visitor who
// stays on it.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Request, Response } from 'express'
import { takesBrotli } from './accept-encoding.js'
import { closed, opened } from './diagnostics.js'
import { brotli, type Encoding, plainText } from './encodings.js'
import type { Frame } from './frame.js'
import { askedOf, type Optional, type Schemas } from './request.js'
import { openEventStream, type StreamHeaders } from './response.js'
import type { Given, Route, RouteParts } from './route.js'
import { Stream } from './stream.js'
import type { Streams } from './streams.js'
import type { Asking, AskViewer } from './viewer.js'
import { type Again, type OnOpen, Visitor, type VisitorParts } from './visitor.js'

/** What live routes need of their surroundings. */
export interface LiveParts<R> extends RouteParts<R>, VisitorParts {
  readonly streams: Streams
  /** How long a reader may take for what was sent, in milliseconds, before its stream is cut. */
  readonly stallMs: number
  /** What each stream tells of itself. */
  readonly streamHeaders: StreamHeaders
  /** The default of the option. */
  readonly throttleMs: number
}

/** What opens a route's streams. */
export interface Opening<P extends Optional, Q extends Optional, S extends Optional, Viewer, R> {
  readonly parts: LiveParts<R>
  readonly asking: Asking<Viewer>
  readonly route: Route<Given<P, Q, S, Viewer>, R>
  readonly schemas: Schemas<P, Q, S>
  readonly onOpen: OnOpen<Given<P, Q, S, Viewer>> | undefined
}

/**
 * Opens a stream.
 *
 * @throws as long as nothing was sent
 */
export async function openStream<
  P extends Optional,
  Q extends Optional,
  S extends Optional,
  Viewer,
  R,
>(
  { parts, asking, route, schemas, onOpen }: Opening<P, Q, S, Viewer, R>,
  handler: object,
  req: Request,
  res: Response,
): Promise<void> {
  const { timers } = parts
  const { socket } = req
  const began = timers.now()
  const bytesBefore = socket.bytesWritten
  const viewer = await asking.ask(req)
  const place = { route: handler, seat: seatOf(req) }
  parts.streams.checkRoom(viewer, place)
  const asked = askedOf(req, schemas)
  const visit = await route.visit({ ...asked, viewer }, req.app)
  try {
    // Others may have come while the first frame was made, or the client may have gone.
    parts.streams.checkRoom(viewer, place)
    if (res.destroyed) return visit.leave()
  } catch (error) {
    visit.leave()
    throw error
  }
  const encoding = encodingOf(req, visit.frame)
  const sink = openEventStream(res, parts.streamHeaders, encoding.name)
  const stream = new Stream({ sink, encoding, timers, stallMs: parts.stallMs })
  const again = asking.askAgain && againOf(req, asking.askAgain, visit.given, route)
  const visitor = new Visitor(visit, { parts, stream, again, onOpen })
  parts.streams.add(visitor, place)
  if (opened.hasSubscribers) {
    const durationMs = timers.now() - began
    opened.publish({ ...visit.view.about(), encoding: encoding.name, durationMs })
  }
  stream.onClose(() => {
    parts.streams.remove(visitor)
    if (!closed.hasSubscribers) return
    closed.publish({
      ...visitor.view.about(),
      encoding: encoding.name,
      reason: stream.closeReason,
      durationMs: timers.now() - began,
      bytes: socket.bytesWritten - bytesBefore,
    })
  })
}

// Our client takes a frame that it shows already as a sign of life; others would morph it once more.
function encodingOf(req: Request, frame: Frame): Encoding {
  if (!takesBrotli(req)) return plainText
  return brotli(frame.windowBits, { repeats: seatOf(req) !== undefined })
}

function againOf<P extends Optional, Q extends Optional, S extends Optional, Viewer, R>(
  req: Request,
  ask: AskViewer<Viewer>,
  given: Given<P, Q, S, Viewer>,
  route: Route<Given<P, Q, S, Viewer>, R>,
): Again<Given<P, Q, S, Viewer>> {
  // A host may know its tenant or its trace by the async context of a request.
  const run = AsyncLocalStorage.snapshot()
  return {
    ask: () => run(() => ask(req)),
    visitAs: (viewer) => route.visit({ ...given, viewer }, req.app),
  }
}

// What a tab calls itself counts as it stands, or not at all.
function seatOf(req: Request): string | undefined {
  const tab = /^\w{1,64}$/.exec(req.get('orion-tab') ?? '')?.[0]
  return tab && `${tab} ${req.originalUrl}`
}
