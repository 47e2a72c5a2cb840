// Reads HTML as a browser would (the HTML standard, 13.2.5 Tokenization) and tells, wherever it stops, in
// which context it stands.
import { attributeKind } from './attributes.js'
import { readReference } from './entities.js'
import { ExpressionScan } from './expression-scan.js'
import { urlPlace } from './url.js'

/** The context of a hole, which decides how a value is escaped there. */
export type Hole =
  | 'text'
  | 'raw-text'
  | 'attributes'
  | 'attribute'
  | 'url'
  | 'url-more'
  | 'style'
  | 'name'
  | 'js-string'
  | 'js-value'

type State =
  | 'text'
  | 'comment'
  | 'declaration'
  | 'tag-name'
  | 'between-attributes'
  | 'attribute-name'
  | 'after-name'
  | 'before-value'
  | 'value'
  | 'unquoted'
  | 'raw-text'

// Elements whose content is not markup: in the first two text can be escaped, in the others nothing can.
const escapableText = new Set(['textarea', 'title'])
const opaqueText = new Set(['iframe', 'noembed', 'noframes', 'plaintext', 'script', 'style', 'xmp'])

// HTML's own idea of white space (Infra standard): a no-break space is part of a name or a value.
const space = /[\t\n\f\r ]/

const urlHoles = {
  start: 'url',
  'in-origin': 'url-more',
  behind: 'attribute',
  'in-scheme': { refused: 'in an address whose scheme makes it code' },
} as const

const refusals: Partial<Record<State, string>> = {
  comment: 'inside a comment',
  declaration: 'inside a declaration',
  'tag-name': "in a tag's name",
  'attribute-name': "in an attribute's name",
  'after-name': "next to an attribute's name",
  'before-value': 'in an attribute without quotes; put quotes around it',
  unquoted: 'in an attribute without quotes; put quotes around it',
}

/** Follows HTML, character by character; at each point it knows what a value would mean there. */
export class HtmlScan {
  #state: State = 'text'
  #tag = ''
  #name = ''
  #quote = ''
  #value = ''
  /** The element whose raw text is being read. */
  #rawIn = ''
  /** A tag stands in it: nothing to HTML, but inside `<svg>` a `<title>` holds markup. */
  #tagInRaw = false
  #expression = new ExpressionScan()
  /** The value has an entity that isn't known here: what it stands for can't be told. */
  #opaque = false
  #mark = ''

  get endsInText(): boolean {
    return this.#state === 'text'
  }

  feed(text: string): void {
    for (let at = 0; at < text.length; at++) {
      const char = text.charAt(at)
      if (this.#state === 'value' && char === '&') at += this.#feedEntity(text, at)
      else if (this.#state !== 'text') this.#step(char)
      else if (char === '<') at += this.#openTag(text.slice(at))
    }
  }

  /** The context of a hole at this point, or why none is safe. */
  hole(): Hole | { readonly refused: string } {
    if (this.#state === 'text') return 'text'
    if (this.#state === 'between-attributes') return 'attributes'
    if (this.#state === 'raw-text') {
      const inEndTag = /<\/?[a-z]*$/.test(this.#mark)
      const safe = escapableText.has(this.#rawIn) && !inEndTag && !this.#tagInRaw
      return safe ? 'raw-text' : { refused: `inside <${this.#rawIn}>` }
    }
    const refused = refusals[this.#state]
    return refused ? { refused } : this.#valueHole()
  }

  #valueHole(): Hole | { readonly refused: string } {
    const before = this.#value
    this.#value += '\0'
    const kind = attributeKind(this.#tag, this.#name)
    if (kind === 'plain') return 'attribute'
    if (kind === 'unsafe') return { refused: `in the attribute ${this.#name}` }
    if (this.#opaque) return { refused: `behind an unknown entity in the attribute ${this.#name}` }
    if (kind === 'url') return urlHoles[urlPlace(before)]
    if (kind !== 'expression') return kind
    const place = this.#expression.hole()
    if (place !== 'unsafe') return place === 'string' ? 'js-string' : 'js-value'
    return {
      refused: `at this place of the expression in ${this.#name}; make it a value of its own`,
    }
  }

  // Returns how many characters past the `<` it took.
  #openTag(rest: string): number {
    if (rest.startsWith('<!--')) {
      this.#state = 'comment'
      this.#mark = ''
      return '<!--'.length - 1
    }
    if (/^<(?:[!?]|\/[^a-z>])/i.test(rest)) this.#state = 'declaration'
    else if (/^<\/?[a-z]/i.test(rest) || /^<\/?$/.test(rest)) {
      this.#state = 'tag-name'
      this.#tag = ''
    }
    return 0
  }

  #step(char: string): void {
    switch (this.#state) {
      case 'comment':
        this.#mark = (this.#mark + char).slice(-'--!>'.length)
        if (/(?:--|--!|^-?)>$/.test(this.#mark)) this.#state = 'text'
        return
      case 'declaration':
        if (char === '>') this.#state = 'text'
        return
      case 'raw-text':
        this.#stepRawText(char)
        return
      case 'tag-name':
        if (space.test(char) || (char === '/' && this.#tag !== ''))
          this.#state = 'between-attributes'
        else if (char === '>') this.#closeTag()
        else this.#tag += char.toLowerCase()
        return
      case 'value':
        this.#stepValue(char)
        return
      default:
        this.#stepAttribute(char)
    }
  }

  #stepAttribute(char: string): void {
    if (char === '>') this.#closeTag()
    else if (this.#state === 'unquoted') {
      if (space.test(char)) this.#state = 'between-attributes'
    } else if (this.#state === 'before-value') {
      if (char === '"' || char === "'") this.#openValue(char)
      else if (!space.test(char)) this.#state = 'unquoted'
    } else if (char === '=' && this.#state !== 'between-attributes') this.#state = 'before-value'
    else if (space.test(char)) {
      if (this.#state === 'attribute-name') this.#state = 'after-name'
    } else if (char === '/') this.#state = 'between-attributes'
    else if (this.#state === 'attribute-name') this.#name += char.toLowerCase()
    else {
      this.#state = 'attribute-name'
      this.#name = char.toLowerCase()
    }
  }

  #openValue(quote: string): void {
    this.#state = 'value'
    this.#quote = quote
    this.#value = ''
    this.#opaque = false
    this.#expression = new ExpressionScan()
  }

  #stepValue(char: string): void {
    if (char === this.#quote) {
      this.#state = 'between-attributes'
      return
    }
    this.#value += char
    this.#expression.feed(char)
  }

  // An expression is code only after its entities are decoded, so a quote may hide in one.
  #feedEntity(text: string, at: number): number {
    const { source, text: decoded } = readReference(text, at)
    if (decoded === undefined) {
      this.#opaque ||= source.endsWith(';')
      this.#stepValue('&')
      return 0
    }
    this.#value += decoded
    for (const unit of decoded) this.#expression.feed(unit)
    return source.length - 1
  }

  #closeTag(): void {
    this.#rawIn = this.#tag
    this.#tagInRaw = false
    const raw = escapableText.has(this.#tag) || opaqueText.has(this.#tag)
    this.#state = raw ? 'raw-text' : 'text'
    this.#mark = ''
  }

  #stepRawText(char: string): void {
    const end = `</${this.#rawIn}`
    this.#mark = (this.#mark + char.toLowerCase()).slice(-(end.length + 1))
    this.#tagInRaw ||= /<[a-z]$/.test(this.#mark)
    if (!this.#mark.startsWith(end) || this.#mark.length === end.length) return
    if (char !== '/' && char !== '>' && !space.test(char)) return
    this.#tag = `/${this.#rawIn}`
    this.#state = 'between-attributes'
    if (char === '>') this.#closeTag()
  }
}
