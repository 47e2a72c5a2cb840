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
    /\.{3}|\?\.(?!\d)|[=!]==|(?:\*\*|&&|\|\||\?\?|[-+*/%])=|[=!<>]=|=>|&&|\|\||\?\?|\*\*|\+\+|--|[-+*/%=<>!?:.,;()[\]{}`]/y,
  ],
]
const templateText = /((?:\\[\s\S]|\$(?!\{)|[^\\`$])*)(`|\$\{)/y
const regExp = /\/((?:\\.|\[(?:\\.|[^\]\\\n\r])*\]|[^/\\[\n\r])+)\/([a-z]*)/y

export interface Lexer {
  next(): Token
  /** Reads text of a template up to its end or its next hole, from the end of the last token. */
  templateText(): { text: string; isLast: boolean }
  /** Reads a regular expression whose first slash was taken for a token. */
  regExp(slash: Token): RegExp
}

/** Creates the lexer of one text. */
export function createLexer(source: string): Lexer {
  let index = 0

  function take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = index
    const match = pattern.exec(source)
    if (match) index = pattern.lastIndex
    return match
  }

  function next(): Token {
    const isOnNewLine = /[\n\r]/.test(take(space)?.[0] ?? '')
    const start = index
    for (const [kind, pattern] of tokens) {
      const [text, , inside = ''] = take(pattern) ?? []
      if (text === undefined) continue
      const token: Token = { kind, text, start, isOnNewLine }
      if (kind === 'number') token.value = Number(text)
      if (kind === 'string') token.value = cook(inside)
      return token
    }
    const text = source.slice(start)
    return text ? refuse(text) : { kind: 'end', text, start, isOnNewLine }
  }

  function refuse(text: string): never {
    throw new SyntaxError(`Unexpected ${text[0] ?? 'end'} at ${index}`)
  }

  return {
    next,
    templateText() {
      const [, text = '', end] = take(templateText) ?? refuse('')
      return { text: cook(text), isLast: end === '`' }
    },
    regExp({ start }) {
      index = start
      const [, text = '', flags] = take(regExp) ?? refuse('/')
      return new RegExp(text, flags)
    },
  }
}
