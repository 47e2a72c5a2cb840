// untrusted(markup): markup that a sanitiser let through, without the attributes that a Datastar client acts on.
import { OrionError, show } from './errors.js'
import { type Html, raw } from './html.js'

// A tag as serialisers write it, or `data-` anywhere else. A tag ends before the next one begins, or
// finding none would take a time that grows with the square of the text.
const tagOrData = /<[a-z](?:"[^"]*"|'[^']*'|[^"'<>])*>|data-/gi
// Inside a tag: a quoted value, or `data-` outside of one.
const valueOrData = /"[^"]*"|'[^']*'|data-/gi

/**
 * Wraps markup from others that a sanitiser has let through. Sanitisers keep `data-*` attributes, which
 * were harmless until a Datastar client read the page; here they are renamed to `ignored-data-*`. It is no
 * sanitiser itself: everything else stays as it is.
 *
 * @param markup what a sanitiser returned
 * @throws OrionError `ORION_VALUE` for anything but a string
 * @example
 * html`<article>${untrusted(DOMPurify.sanitize(comment.html))}</article>`
 */
export function untrusted(markup: string): Html {
  if (typeof markup !== 'string') {
    throw new OrionError('ORION_VALUE', `untrusted got ${show(markup)}; give it markup as text`)
  }
  return raw(
    markup.replace(tagOrData, (found) => (found.startsWith('<') ? tame(found) : inert(found))),
  )
}

function tame(tag: string): string {
  return tag.replace(valueOrData, (found) => {
    const isValue = found.startsWith('"') || found.startsWith("'")
    return isValue ? found.replace(/data-/gi, inert) : `ignored-${found}`
  })
}

// Decoded in text and in values, so nothing changes there; in the name of an attribute it is not, so if a
// browser should see a tag where this sees none, no attribute of it is called `data-` something.
function inert(data: string): string {
  return `${data.slice(0, -1)}&#45;`
}
