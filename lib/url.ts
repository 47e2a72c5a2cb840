// Addresses in attributes: where in one a value stands, and which values may stand there.

/** Where in an address a value can still be, or become, a scheme: at its start, or behind another value. */
export type UrlPlace = 'start' | 'in-origin'

// Schemes whose rest is code or a document, not an address.
const activeScheme = /^(?:javascript|vbscript|data)$/i
const safeScheme = /^(?:https?|mailto|tel|sms):/i
// Browsers drop these from an address before they read its scheme (URL standard, 4.4).
const ignoredInUrl = /[\0-\x20]/g

/** What an address becomes that would run code or can't be told from one that does. */
export const refusedUrl = '#orion-refused-url'

/**
 * Tells where in an address a value stands: besides these places `'behind'`, where any value is safe, and
 * `'in-scheme'`, where none is.
 *
 * @param before what the address starts with, each earlier value in it a NUL
 */
export function urlPlace(before: string): UrlPlace | 'behind' | 'in-scheme' {
  const [, scheme] = /^([^/?#]*?):/.exec(before) ?? []
  if (scheme !== undefined) {
    const code = scheme.includes('\0') || activeScheme.test(scheme.replace(ignoredInUrl, ''))
    return code ? 'in-scheme' : 'behind'
  }
  if (/[/?#]/.test(before)) return 'behind'
  return before.trim() === '' ? 'start' : 'in-origin'
}

/** Lets a value through that is relative or, at the start of an address, of a harmless scheme. */
export function safeUrl(text: string, place: UrlPlace): string {
  const bare = text.replace(ignoredInUrl, '')
  if (!/^[^/?#]*:/.test(bare)) return text
  return place === 'start' && safeScheme.test(bare) ? text : refusedUrl
}

/**
 * Tells whether an address is a path of this site. Browsers drop tabs and newlines from an address, and
 * take a backslash for a slash.
 */
export function isPath(address: unknown): address is string {
  return typeof address === 'string' && /^\/(?![/\\\t\n\r])/.test(address)
}
