// A response over TLS, by HTTP/1.1 or HTTP/2, that is read and decoded as it comes.
import { type ClientHttp2Session, connect } from 'node:http2'
import { request } from 'node:https'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip } from 'node:zlib'
import { eventually } from './app.js'

export type Protocol = 'HTTP/1.1' | 'HTTP/2'

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** A server, and the certificate that it is trusted by. */
export interface TlsTarget {
  readonly origin: string
  readonly certificate: string
}

export interface TlsStream {
  readonly headers: Headers
  /** Resolves at the end of the response: whether it was complete, or broke off. */
  readonly end: Promise<'finished' | 'broken'>
  /** All that came, decoded. */
  readonly text: string
  /** Resolves once the text contains this. */
  until(part: string): Promise<void>
  close(): void
}

interface Opened {
  readonly headers: Headers
  readonly body: Readable
  readonly isComplete: () => boolean
  readonly close: () => void
}

/** Opens a stream on a connection of its own; resolves once its headers are there. */
export async function openTlsStream(
  target: TlsTarget,
  path: string,
  protocol: Protocol,
  headers: Readonly<Record<string, string>> = {},
): Promise<TlsStream> {
  const asked = { accept: 'text/event-stream', ...headers }
  if (protocol === 'HTTP/1.1') return read(await openHttp1(target, path, asked))
  const session = openSession(target)
  const opened = await openHttp2(session, path, asked)
  return read({ ...opened, close: () => session.destroy() })
}

/** Opens a stream beside others on a connection of HTTP/2. */
export async function openOnSession(session: ClientHttp2Session, path: string): Promise<TlsStream> {
  return read(await openHttp2(session, path, { accept: 'text/event-stream' }))
}

/** Opens a connection of HTTP/2, which the caller destroys. */
export function openSession({ origin, certificate }: TlsTarget): ClientHttp2Session {
  return connect(origin, { ca: certificate }).on('error', () => undefined)
}

function openHttp1({ origin, certificate }: TlsTarget, path: string, headers: object) {
  return new Promise<Opened>((resolve, reject) => {
    const options = { agent: false, ca: certificate, headers: { ...headers } }
    const asking = request(new URL(path, origin), options, (body) => {
      const close = () => void body.destroy()
      resolve({ headers: body.headers, body, isComplete: () => body.complete, close })
    })
    asking.once('error', reject).end()
  })
}

function openHttp2(session: ClientHttp2Session, path: string, headers: object) {
  return new Promise<Opened>((resolve, reject) => {
    const body = session.request({ ...headers, ':path': path })
    const isComplete = () => body.readableEnded && body.rstCode === 0
    body.once('error', reject).once('response', (answered) => {
      resolve({ headers: answered, body, isComplete, close: () => body.close() })
    })
  })
}

function read({ headers, body, isComplete, close }: Opened): TlsStream {
  let text = ''
  const decoded = decode(body, headers['content-encoding'])
  decoded.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  for (const readable of [body, decoded]) readable.on('error', () => undefined)
  return {
    headers,
    end: new Promise((resolve) => {
      body.once('close', () => resolve(isComplete() ? 'finished' : 'broken'))
    }),
    get text() {
      return text
    },
    until: (part) => eventually(() => text.includes(part), `"${part}" came; so far: ${text}`),
    close,
  }
}

function decode(body: Readable, encoding: unknown): Readable {
  if (encoding === 'br') return body.pipe(createBrotliDecompress())
  if (encoding === 'gzip') return body.pipe(createGunzip())
  return body
}
