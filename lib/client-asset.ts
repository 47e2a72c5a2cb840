// Serves the browser client from the app's own origin, under a name that changes with its content, and its
// source map beside it.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import * as v from 'valibot'
import { OrionError, show } from './errors.js'
import { clientMap, mapName } from './generated/client-map.js'
import { clientSource } from './generated/client-source.js'
import { type Handler, toHandler } from './handler.js'
import type { Hints } from './hints.js'
import { type Html, html } from './html.js'
import { checkOptions } from './options.js'
import { type Asset, sendAsset } from './response.js'

/** What can be set of the client. */
export interface ClientOptions {
  /** The path of an official Datastar bundle, to be served in place of our client. Defaults to ours. */
  readonly datastar?: string
}

const optionsSchema = v.strictObject({
  datastar: v.optional(v.pipe(v.string(), v.nonEmpty('expected the path of a file'))),
})

/** The browser client, at its place. */
export interface ClientAsset {
  /** Where it lies; from the call of `serve` on the bundle that it was given. */
  readonly path: string
  /** Tells one deployment from another: the host's version and the content of the client. */
  readonly version: string
  /**
   * Makes the middleware that serves it, compressed beforehand.
   *
   * @throws OrionError `ORION_OPTION` for a bundle that can't be read
   */
  serve(options?: ClientOptions): Handler
  /** The tag that loads it. */
  script(): Html
}

/**
 * @param prefix the path below which it lies, such as `'/orion'`
 * @param more what the host calls its deployment, if it does, and who is told of likely mistakes
 */
export function createClientAsset(
  prefix: string,
  more: { readonly hostVersion?: string | undefined; readonly hints?: Hints | undefined } = {},
): ClientAsset {
  const { hostVersion, hints } = more
  const ownHash = hashOf(Buffer.from(clientSource))
  const version = hostVersion ? `${hostVersion}-${ownHash}` : ownHash
  let path = `${prefix}/client.${ownHash}.js`

  function createAssets(datastar: string | undefined): Map<string, () => Asset> {
    const assets = new Map<string, () => Asset>()
    const source = datastar === undefined ? Buffer.from(clientSource) : readBundle(datastar)
    if (datastar !== undefined) path = `${prefix}/datastar.${hashOf(source)}.js`
    const asset = createAsset('text/javascript', source, constants.BROTLI_MAX_QUALITY)
    assets.set(path, () => asset)
    if (datastar === undefined) assets.set(`${prefix}/${mapName}`, createMapOnce())
    return assets
  }

  return {
    get path() {
      return path
    },
    version,
    serve(options = {}) {
      checkOptions('client', optionsSchema, options)
      hints?.clientMade()
      const assets = createAssets(options.datastar)
      return toHandler(function client(req, res, next) {
        const asset = assets.get(req.baseUrl + req.path)
        if (asset && (req.method === 'GET' || req.method === 'HEAD')) sendAsset(req, res, asset())
        else next()
      })
    },
    script() {
      hints?.scriptMade()
      return html`<script type="module" src="${path}" data-orion-version="${version}"></script>`
    },
  }
}

const hashLength = 12

function hashOf(source: Buffer): string {
  return createHash('sha256').update(source).digest('hex').slice(0, hashLength)
}

function readBundle(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    const todo = 'give the path of a bundle, from where the process was started'
    const what = `client can't read datastar = ${show(file)}; ${todo}`
    throw new OrionError('ORION_OPTION', what, { cause })
  }
}

/** Makes the source map when it is first asked for: few ever do. */
function createMapOnce(): () => Asset {
  let map: Asset | undefined
  return () => {
    map ??= createAsset('application/json', Buffer.from(clientMap), quickQuality)
    return map
  }
}

/** Of brotli's levels, one that holds no server up. */
const quickQuality = 5

function createAsset(type: string, identity: Buffer, quality: number): Asset {
  return {
    type: `${type}; charset=utf-8`,
    identity,
    br: brotliCompressSync(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }),
    gzip: gzipSync(identity),
  }
}
