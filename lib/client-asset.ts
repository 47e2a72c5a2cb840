// Serves the browser client from the app's own origin, under a name that changes with its content.
import { createHash } from 'node:crypto'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { clientSource } from './generated/client-source.js'
import { type Handler, toHandler } from './handler.js'
import { type Html, html } from './html.js'
import { type Asset, sendAsset } from './response.js'

const hashLength = 12

/** Tells one content of the client from another. */
export const clientHash = createHash('sha256')
  .update(clientSource)
  .digest('hex')
  .slice(0, hashLength)

/** The browser client, at its place. */
export interface ClientAsset {
  /** Where it lies. */
  readonly path: string
  /** Tells one deployment from another: the host's version and the content of the client. */
  readonly version: string
  /** Makes the middleware that serves it, compressed beforehand. */
  serve(): Handler
  /** The tag that loads it. */
  script(): Html
}

/**
 * @param prefix the path below which it lies, such as `'/orion'`
 * @param hostVersion what the host calls its deployment; an empty text where it doesn't
 */
export function createClientAsset(prefix: string, hostVersion = ''): ClientAsset {
  const path = `${prefix}/client.${clientHash}.js`
  const version = hostVersion ? `${hostVersion}-${clientHash}` : clientHash
  return {
    path,
    version,
    serve() {
      const asset = createAsset()
      return toHandler(function client(req, res, next) {
        const asked = req.baseUrl + req.path === path
        if (asked && (req.method === 'GET' || req.method === 'HEAD')) sendAsset(req, res, asset)
        else next()
      })
    },
    script: () =>
      html`<script type="module" src="${path}" data-orion-version="${version}"></script>`,
  }
}

function createAsset(): Asset {
  const identity = Buffer.from(clientSource)
  return {
    type: 'text/javascript; charset=utf-8',
    identity,
    br: brotliCompressSync(identity),
    gzip: gzipSync(identity),
  }
}
