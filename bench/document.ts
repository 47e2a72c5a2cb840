// The part of a document that a command writes: what stands between two comments.

const begin = '<!-- npm run bench -- --write: begin -->'
const end = '<!-- npm run bench -- --write: end -->'

/**
 * Puts text between the two comments, and leaves alone what stands around them.
 *
 * @throws Error for a document without them
 */
export function withMeasured(document: string, text: string): string {
  const from = document.indexOf(begin)
  const to = document.indexOf(end)
  if (from < 0 || to < from) throw new Error(`the document has no ${begin} and ${end} after it`)
  return `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(to)}`
}
