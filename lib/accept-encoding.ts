// Whether a stream can be sent to a client in brotli: what it says of itself, and what is known of it.
import type { Request } from 'express'

// Two clients show the frames of any brotli stream late: WebKitGTK 2.50, and with it what else has Apple's
// engine and can't be told from it, and curl (7.88).
const stalls = /^curl\/|AppleWebKit\/(?!.*Chrom)/

/** Tells whether a client takes brotli, and shows what comes in it at once. */
export function takesBrotli(req: Request): boolean {
  if (stalls.test(req.get('user-agent') ?? '')) return false
  return req.acceptsEncodings('br') === 'br'
}
