// Looks at the top of some markup, as the browser does that puts it into a page by ids.

/** A comment, or a tag: whether it ends an element, the element's name, its attributes. */
const tags = /<!--[\s\S]*?-->|<(\/?)([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/gi

/** The values of attributes that are quoted, each with its sign. */
const values = /=\s*(?:"[^"]*"|'[^']*')/g

/** What looks like a tag in these is text. */
const texts = /(<(script|style|textarea|title)\b[^>]*>)[\s\S]*?(?=<\/\2)/gi

const voidElements = new Set(
  'area base br col embed hr img input link meta source track wbr'.split(' '),
)

/** What a page has once, and is found without an id. */
const ofThePage = new Set(['html', 'head', 'body'])

/**
 * Finds an element at the top of markup that has no id, or the markup's beginning where it has no element
 * at all. It counts what begins and ends: behind an end tag that was left out it finds none.
 */
export function topWithoutId(markup: string): string | undefined {
  let depth = 0
  let elements = 0
  for (const [tag, slash, name = '', attributes = ''] of markup
    .replace(texts, '$1')
    .matchAll(tags)) {
    const element = name.toLowerCase()
    const isComment = element === ''
    if (isComment || (slash && voidElements.has(element))) continue
    if (slash) {
      depth = Math.max(0, depth - 1)
      continue
    }
    elements++
    const hasId = /\sid\s*=/i.test(attributes.replace(values, '='))
    if (depth === 0 && !ofThePage.has(element) && !hasId) return tag
    if (!voidElements.has(element)) depth++
  }
  return elements > 0 ? undefined : markup.trim()
}
