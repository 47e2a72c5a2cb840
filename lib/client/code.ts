// Which attributes bring code into a page.

const plainText = /^(title|alt|placeholder|value|label|aria-.*|data-.*)$/i

/** Tells whether an attribute is a handler, a page of its own, or an address that is run. */
export function isCode(name: string, value: string | null): boolean {
  // Browsers skip control characters and spaces in front of a scheme, and some inside of it; an SVG
  // animation takes several values.
  const isScript = /(^|;)javascript:/i.test(value?.replace(/[\0- ]/g, '') ?? '')
  return /^(on|srcdoc$)/i.test(name) || (isScript && !plainText.test(name))
}
