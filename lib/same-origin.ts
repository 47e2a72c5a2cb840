// Refuses writes that another site's page makes a browser send, without tokens (the check of Go 1.25's
// net/http CrossOriginProtection; Fetch Metadata, W3C).
import type { Request } from 'express'
import { OrionError, show } from './errors.js'
import { type Handler, toHandler } from './handler.js'

/** The methods by which nothing is written, so that any page may make a browser send them. */
export const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Makes `orion.sameOrigin`. */
export function createSameOrigin(trustedOrigins: ReadonlySet<string>): () => Handler {
  return () =>
    toHandler(function sameOrigin(req, _res, next) {
      if (!safeMethods.has(req.method)) checkSameOrigin(req, trustedOrigins)
      next()
    })
}

/**
 * Throws for a request that a browser sent on behalf of another origin. What isn't a browser passes.
 *
 * @param trustedOrigins origins that may write all the same, such as `'https://admin.example.com'`
 * @throws OrionError `ORION_CROSS_SITE`
 */
export function checkSameOrigin(req: Request, trustedOrigins: ReadonlySet<string>): void {
  const origin = req.get('origin')
  if (origin !== undefined && trustedOrigins.has(origin)) return
  const site = req.get('sec-fetch-site')
  if (site !== undefined) {
    if (site === 'same-origin' || site === 'none') return
    throw refusal(`Sec-Fetch-Site ${show(site)}`, '')
  }
  if (origin === undefined || hasHost(origin, hostsOf(req))) return
  const hint =
    origin === 'null'
      ? '; if it is a form of your own over plain http, send `Referrer-Policy: same-origin`'
      : ''
  throw refusal(`Origin ${show(origin)} to host ${show(req.get('host'))}`, hint)
}

function refusal(seen: string, hint: string): OrionError {
  const todo = 'if that site may write here, add its origin to trustedOrigins'
  return new OrionError(
    'ORION_CROSS_SITE',
    `a write came from another site (${seen}); ${todo}${hint}`,
  )
}

function hostsOf(req: Request): string[] {
  const hosts = [req.get('host')]
  // Express keeps under this name the function that it made of `trust proxy`.
  const trusts: unknown = req.app.get('trust proxy fn')
  if (typeof trusts === 'function' && trusts(req.socket.remoteAddress, 0)) {
    hosts.push(req.get('x-forwarded-host')?.split(',')[0]?.trim())
  }
  return hosts.filter((host) => host !== undefined)
}

function hasHost(origin: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(origin)) return false
  const { protocol, host } = new URL(origin)
  return hosts.some((own) => {
    const url = `${protocol}//${own}`
    return URL.canParse(url) && new URL(url).host === host
  })
}
