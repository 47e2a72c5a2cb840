// Cuts the text of an expression into tokens, one at a time, as the parser asks for them.
import { cook } from './escapes.js'

export interface Token {
  kind: 'number' | 'string' | 'name' | 'mark' | 'end'
  text: string
  /** What a string or a number stands for. */
  value?: string | number
  start: number
  isOnNewLine: boolean
}

const space = /\s*/y
const tokens: readonly [Token['kind'], RegExp][] = [
  ['number', /(?:0x[\da-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(?![\w$])/iy],
  ['string', /(["'])((?:\\[\s\S]|(?!\1)[^\\\n\r])*)\1/y],
  ['name', /@?[\p{ID_Start}_$][\p{ID_Continue}$]*/uy],
  [
    'mark',
    /\?\.(?!\d)|>>>|[=!]==|(?:\*\*|&&|\|\||\?\?|[-+*/%])=|[=!<>]=|=>|&&|\|\||\?\?|\*\*|\+\+|--|<<|>>|[-+*/%=<>!~?:&|^.,;()[\]{}`]/y,
  ],
]
const templateText = /((?:\\[\s\S]|\$(?!\{)|[^\\`$])*)(`|\$\{)/y
const regExp = /\/((?:\\.|\[(?:\\.|[^\]\\\n\r])*\]|[^/\\[\n\r])+)\/([a-z]*)/y

export class Lexer {
  readonly #text: string
  #index = 0

  constructor(text: string) {
    this.#text = text
  }

  next(): Token {
    const isOnNewLine = /[\n\r]/.test(this.#take(space)?.[0] ?? '')
    const start = this.#index
    for (const [kind, pattern] of tokens) {
      const match = this.#take(pattern)
      if (!match) continue
      const [text] = match
      const token: Token = { kind, text, start, isOnNewLine }
      if (kind === 'number') token.value = Number(text)
      if (kind === 'string') token.value = cook(match[2] ?? '')
      return token
    }
    const rest = this.#text.slice(start)
    if (rest) throw new SyntaxError(`Unexpected ${rest[0]} at ${start}`)
    return { kind: 'end', text: '', start, isOnNewLine }
  }

  /** Reads text of a template up to its end or its next hole, from the end of the last token. */
  templateText(): { text: string; isLast: boolean } {
    const [, text = '', end] = this.#take(templateText) ?? this.#unclosed()
    return { text: cook(text), isLast: end === '`' }
  }

  /** Reads a regular expression whose first slash was taken for a token. */
  regExp({ start }: Token): RegExp {
    this.#index = start
    const [, source = '', flags] = this.#take(regExp) ?? this.#unclosed()
    return new RegExp(source, flags)
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#index
    const match = pattern.exec(this.#text)
    if (match) this.#index = pattern.lastIndex
    return match
  }

  #unclosed(): never {
    throw new SyntaxError('Unclosed literal')
  }
}
