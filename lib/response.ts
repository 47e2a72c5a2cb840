// The only file that writes to a response.
import { ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Request, Response } from 'express'
import type { Chunk } from './chunk.js'

/** Where a stream's chunks go: an open event-stream response. */
export interface EventSink {
  /** Writes a chunk; false means wait for `onDrain` before the next. */
  write(chunk: Chunk): boolean
  onDrain(fn: () => void): void
  onClose(fn: () => void): void
  /** Ends the response, for good, with a last chunk if there is one. */
  end(last: Chunk | undefined): void
  /** Breaks the connection. */
  destroy(): void
}

// A host's compression() puts this on the response.
type Flushable = Response & { flush?: () => void }

/** What a stream tells of itself in its headers. */
export interface StreamHeaders {
  /** How often it gives a sign of life; null for never. */
  readonly heartbeatMs: number | null
  /** What is deployed: a page of another version is to be loaded anew. */
  readonly version: string
}

/**
 * Opens an event-stream response: the headers go out at once.
 *
 * @param encoding of all that will be written; undefined leaves it to a host's compression()
 */
export function openEventStream(
  res: Response,
  headers: StreamHeaders,
  encoding: 'br' | undefined,
): EventSink {
  corkForNow(res.socket)
  startEvents(res, headers, encoding)
  // An error here is the connection's end, which 'close' tells of.
  res.on('error', () => undefined)
  const socket = socketOf(res)
  return socket ? new SocketSink(res, encoding, socket) : new ResponseSink(res, encoding)
}

// The headers, the first frame and what is told with it leave together, in one write to the system.
function corkForNow(socket: Socket | null): void {
  socket?.cork()
  process.nextTick(() => socket?.uncork())
}

// Framed once for all, a chunk is written to the connection itself, a tenth faster than by the response:
// where the response would do the same to it. It doesn't where it waits for another one on this connection
// (it has no socket then), isn't chunked (HTTP/1.0), isn't Node's own (HTTP/2), or where somebody has put
// himself between, as a host's compression() does.
function socketOf(res: Response): Socket | null {
  const isPlain = res.chunkedEncoding && res.write === ServerResponse.prototype.write
  return isPlain ? res.socket : null
}

class ResponseSink implements EventSink {
  #res: Flushable
  #encoding: 'br' | undefined

  constructor(res: Response, encoding: 'br' | undefined) {
    this.#res = res
    this.#encoding = encoding
  }

  write({ bytes }: Chunk): boolean {
    const ready = this.#res.write(bytes)
    this.#res.flush?.()
    return ready
  }

  // 'drain' and what write() returns are all that holds under compression(), which has its own stream in
  // front of the response's.
  onDrain(fn: () => void): void {
    this.#res.on('drain', fn)
  }

  onClose(fn: () => void): void {
    this.#res.once('close', fn)
  }

  // express-session patches `end` and saves the session as it was when the stream opened, which undoes a
  // logout since: the real `end` is called. It would leave out the last block of a host's compression(),
  // so there the connection is broken instead.
  end(last: Chunk | undefined): void {
    if (this.#res.get('Content-Encoding') !== this.#encoding) this.#res.destroy()
    else Reflect.apply(ServerResponse.prototype.end, this.#res, last ? [last.bytes] : [])
  }

  destroy(): void {
    this.#res.destroy()
  }
}

class SocketSink extends ResponseSink {
  #socket: Socket
  #ended = false

  constructor(res: Response, encoding: 'br' | undefined, socket: Socket) {
    super(res, encoding)
    this.#socket = socket
    // From then on the connection is for others.
    res.once('prefinish', () => {
      this.#ended = true
    })
  }

  override write({ framed }: Chunk): boolean {
    return this.#ended || this.#socket.write(framed)
  }

  // The socket outlives the response, and tells whoever wrote to it.
  override onDrain(fn: () => void): void {
    this.#socket.on('drain', fn)
    this.onClose(() => this.#socket.off('drain', fn))
  }
}

/** Answers HEAD with the headers of an event stream. */
export function answerHead(
  res: Response,
  headers: StreamHeaders,
  encoding: 'br' | undefined,
): void {
  startEvents(res, headers, encoding)
  res.end()
}

function startEvents(
  res: Response,
  { heartbeatMs, version }: StreamHeaders,
  encoding: 'br' | undefined,
): void {
  res.status(200).vary('Accept, Accept-Encoding')
  res.setHeader('Content-Type', 'text/event-stream; charset=utf-8')
  if (encoding) res.setHeader('Content-Encoding', encoding)
  res.setHeader('Cache-Control', 'no-store')
  // nginx holds a response back until its buffer is full, unless told.
  res.setHeader('X-Accel-Buffering', 'no')
  res.setHeader('Orion-Version', version)
  if (heartbeatMs !== null) res.setHeader('Orion-Heartbeat', heartbeatMs)
  res.flushHeaders()
}

/** Answers a Datastar request with events, or with 204 where there are none. */
export function sendEvents(res: Response, events: readonly string[]): void {
  res.set('Cache-Control', 'no-store')
  if (events.length === 0) {
    res.status(204).end()
    return
  }
  // The client reads a body at status 200 alone.
  res.status(200).type('text/event-stream').end(events.join(''))
}

/** Answers a JSON request with a value, or with 204 where there is none; a status already set is kept. */
export function sendJson(res: Response, value: unknown): void {
  if (value !== undefined) res.json(value)
  else if (res.statusCode === 200) res.status(204).end()
  else res.end()
}

/** Answers with a problem document (RFC 9457). */
export function sendProblem(
  res: Response,
  status: number,
  members: Readonly<Record<string, unknown>>,
): void {
  const problem = { type: 'about:blank', title: STATUS_CODES[status], status, ...members }
  res.status(status).type('application/problem+json').send(JSON.stringify(problem))
}

/** The status of an answer to input that is invalid (RFC 9110, 15.5.21). */
export const unprocessable = 422

/** Sets the status of an answer that somebody else sends. */
export function setStatus(res: Response, status: number): void {
  res.status(status)
}

/**
 * Tells the status of an answer once it has ended; undefined for one that had not begun when the client
 * left. Where the handler answers after that all the same, this is told too.
 */
export function onAnswer(res: Response, told: (status: number | undefined) => void): void {
  const tell = () => told(res.headersSent ? res.statusCode : undefined)
  res.once('close', () => {
    tell()
    // An answer to nobody never finishes; this is the one event that it has.
    if (!res.writableEnded) res.once('prefinish', tell)
  })
}

/** Answers with a page. */
export function sendPage(res: Response, status: number, page: string): void {
  res.status(status).type('html').send(page)
}

/** Sends a browser on to another page: with a GET (303), unless a redirect's status is set already. */
export function sendOn(res: Response, location: string): void {
  const { statusCode } = res
  res.redirect(statusCode >= 300 && statusCode < 400 ? statusCode : 303, location)
}

/** A file that never changes under its name, in each encoding that it is kept in. */
export interface Asset {
  readonly type: string
  readonly identity: Buffer
  readonly br: Buffer
  readonly gzip: Buffer
}

// The best comes first.
const encodings = ['br', 'gzip'] as const

/** Answers with an asset in the best encoding that the client accepts. */
export function sendAsset(req: Request, res: Response, asset: Asset): void {
  // Asked one by one: of several that are equal to the client, Express gives the one that it names first.
  const encoding = encodings.find((name) => req.acceptsEncodings(name) === name) ?? 'identity'
  if (encoding !== 'identity') res.set('Content-Encoding', encoding)
  res.vary('Accept-Encoding').set({
    'Content-Type': asset.type,
    'Cache-Control': 'public, max-age=31536000, immutable',
    'X-Content-Type-Options': 'nosniff',
  })
  res.send(asset[encoding])
}
