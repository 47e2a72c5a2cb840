// The holes of an html`...` template: its static parts come in, the context of each hole goes out.
import { endsInReference } from './entities.js'
import { OrionError } from './errors.js'
import { type Hole, HtmlScan } from './html-scan.js'

/**
 * Finds the context of each hole of a template.
 *
 * @param parts the template's static parts; a hole stands between each two
 * @throws OrionError `ORION_TEMPLATE`, showing the place, where no value would be safe, or where the
 *   template ends inside a tag
 */
export function holesOf(parts: readonly (string | undefined)[]): readonly Hole[] {
  const scan = new HtmlScan()
  const holes: Hole[] = []
  parts.forEach((part, index) => {
    if (part === undefined) throw badTemplate(parts, index, 'has an invalid escape sequence')
    scan.feed(part)
    if (index === parts.length - 1) return
    const hole = endsInReference(part)
      ? { refused: 'right behind an ampersand; write &amp; for that' }
      : scan.hole()
    if (typeof hole !== 'string') {
      throw badTemplate(parts, index, `has a value ${hole.refused}, where nothing is safe`)
    }
    holes.push(hole)
  })
  if (!scan.endsInText) throw badTemplate(parts, parts.length - 1, 'ends inside a tag or raw text')
  return holes
}

function badTemplate(
  parts: readonly (string | undefined)[],
  index: number,
  what: string,
): OrionError {
  const around = 60
  const before = parts
    .slice(0, index + 1)
    .join('${...}')
    .slice(-around)
  const after = (parts[index + 1] ?? '').slice(0, around / 2)
  const hole = index < parts.length - 1 ? '${ HERE }' : ''
  return new OrionError('ORION_TEMPLATE', `an html template ${what}:\n  ${before}${hole}${after}`)
}
