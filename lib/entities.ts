// Character references (HTML standard, 13.2.5.72), as far as a template needs them: numbers, and the few
// names by which people write quotes and operators in attributes.

// A name without its semicolon counts only where neither `=` nor more of a name follows.
const reference = /&(?:#x([0-9a-f]+);?|#([0-9]+);?|([a-z][a-z0-9]*)(?:;|(?![=a-z0-9])))/iy
const unfinished = /&(?:#(?:x[0-9a-f]*|[0-9]*)|[a-z][a-z0-9]*)?$/i
const names: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['AMP', '&'],
  ['apos;', "'"],
  ['gt', '>'],
  ['GT', '>'],
  ['lt', '<'],
  ['LT', '<'],
  ['quot', '"'],
  ['QUOT', '"'],
])
const greatestCodePoint = 0x10ffff

/** What stands at an ampersand. */
export interface Reference {
  /** The characters that it stands for; without them it is a bare ampersand, or not known here. */
  readonly text: string | undefined
  /** How it is written. */
  readonly source: string
}

/** Reads the character reference at an ampersand. */
export function readReference(text: string, at: number): Reference {
  reference.lastIndex = at
  const [source = '&', hex, decimal, name] = reference.exec(text) ?? []
  if (name !== undefined) return { source, text: names.get(name) ?? names.get(source.slice(1)) }
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  return { source, text: code <= greatestCodePoint ? String.fromCodePoint(code) : undefined }
}

/** Tells whether a text ends inside a character reference, so that what follows it would be read as its rest. */
export function endsInReference(text: string): boolean {
  return unfinished.test(text)
}
