// String escapes of JavaScript, all of them: the server writes user text into expressions as \xHH and
// \uHHHH, so reading one escape wrongly would turn text into code or into other text.

const controls: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
}

const escapes = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]+)\}|(\r\n|0(?!\d)|[\s\S]))/g

/**
 * Turns the text between two quotes, as written, into the string that it stands for.
 *
 * @throws on an escape that JavaScript refuses too
 */
export function cook(raw: string): string {
  return raw.replace(escapes, (_, x?: string, u?: string, point?: string, character = '') => {
    const hex = x ?? u ?? point
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16))
    if (/[xu1-9]|0\d/.test(character)) throw new SyntaxError(`Invalid escape \\${character}`)
    return /[\r\n\u2028\u2029]/.test(character) ? '' : (controls[character] ?? character)
  })
}
