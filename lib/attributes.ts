// What the value of an HTML attribute means to a browser or to a Datastar client, told by its name.

/** How the value of an attribute is read, and so how text in it must be escaped. */
export type AttributeKind = 'plain' | 'url' | 'style' | 'expression' | 'name' | 'unsafe'

const urlAttributes = new Set(
  'action background cite data formaction href icon longdesc manifest ping poster src xlink:href'.split(
    ' ',
  ),
)
// SMIL writes these into another attribute, which may be an href.
const animated = new Set(['by', 'from', 'to', 'values'])
const animations = new Set(['animate', 'animatemotion', 'animatetransform', 'set'])

const expressionPlugins = new Set(
  'animate attr class computed custom-validity effect init json-signals match-media persist query-string replace-url show signals style text view-transition'.split(
    ' ',
  ),
)
const namePlugins = new Set(['bind', 'indicator', 'ref'])

/** HTML's boolean attributes: a hole between attributes may hold one of these names. */
export const booleanAttributes: ReadonlySet<string> = new Set(
  'allowfullscreen async autofocus autoplay checked controls default defer disabled formnovalidate hidden inert ismap itemscope loop multiple muted nomodule novalidate open playsinline readonly required reversed selected'.split(
    ' ',
  ),
)

/**
 * Tells how an attribute's value is read.
 *
 * @param tag the element's name, in lower case
 * @param name the attribute's name, in lower case
 */
export function attributeKind(tag: string, name: string): AttributeKind {
  if (name.startsWith('data-')) return dataKind(name.slice('data-'.length))
  if (name.startsWith('on') || name === 'srcdoc' || name === 'attributename') return 'unsafe'
  if (name === 'style') return 'style'
  if (urlAttributes.has(name)) return 'url'
  return animations.has(tag) && animated.has(name) ? 'url' : 'plain'
}

// `data-on:click__debounce.300ms`: the plugin, its key behind a colon, its modifiers behind `__`.
function dataKind(rest: string): AttributeKind {
  const plugin = rest.split(/:|__/, 1)[0] ?? ''
  if (plugin === 'on' || plugin.startsWith('on-') || expressionPlugins.has(plugin)) {
    return 'expression'
  }
  return namePlugins.has(plugin) ? 'name' : 'plain'
}
