// Serves the browser client from the app's own origin, under a name that changes with its content.
import { createHash } from 'node:crypto'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { clientSource } from './generated/client-source.js'
import { type Handler, toHandler } from './handler.js'
import { type Html, html } from './html.js'
import { type Asset, sendAsset } from './response.js'

const hashLength = 12
const hash = createHash('sha256').update(clientSource).digest('hex').slice(0, hashLength)

/** Where the client lies. */
export const clientPath = `/orion/client.${hash}.js`

/** The tag that loads the client. */
export function clientScript(): Html {
  return html`<script type="module" src="${clientPath}"></script>`
}

/** Makes the middleware that serves the client, compressed beforehand. */
export function serveClient(): Handler {
  const asset = createAsset()
  return toHandler(function client(req, res, next) {
    const asked = req.baseUrl + req.path === clientPath
    if (asked && (req.method === 'GET' || req.method === 'HEAD')) sendAsset(req, res, asset)
    else next()
  })
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
