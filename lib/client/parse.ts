// Parses an expression: the statements and expressions of JavaScript that Datastar attributes use. Comes
// in: its text. Goes out: a node to run. Own code, since jsep with what it lacks took four times the bytes.
import { Lexer, type Token } from './lexer.js'
import {
  assigned,
  binary,
  called,
  evaluate,
  type Key,
  member,
  type Node,
  named,
  type Scope,
  sequence,
} from './nodes.js'
import { precedences, unary } from './operators.js'
import { toKey } from './reach.js'

const exponent = '**'
/**
 * Parses the text of an expression.
 *
 * @throws a SyntaxError that says what is wrong, and where
 */
export function parse(text: string): Node {
  return new Parser(text).statements()
}

class Parser {
  readonly #lexer: Lexer
  #token: Token

  constructor(text: string) {
    this.#lexer = new Lexer(text)
    this.#token = this.#lexer.next()
  }

  /** Statements end at a semicolon, or at a line's end where nothing goes on. */
  statements(): Node {
    const nodes: Node[] = []
    while (!this.#isEnd()) {
      if (this.#skip(';')) continue
      nodes.push(this.#sequence())
      if (!(this.#isEnd() || this.#is(';') || this.#token.isOnNewLine)) {
        this.#unexpected()
      }
    }
    return sequence(nodes)
  }

  #sequence(): Node {
    const nodes = [this.#expression()]
    while (this.#skip(',')) nodes.push(this.#expression())
    return sequence(nodes)
  }

  #expression(): Node {
    const target = this.#conditional()
    const [, operator] = /^(.*[^=!<>]|)=$/.exec(this.#mark()) ?? []
    if (operator === undefined) return target
    this.#advance()
    return assigned(operator, target, this.#expression())
  }

  #conditional(): Node {
    const test = this.#binary(1)
    if (!this.#skip('?')) return test
    const yes = this.#expression()
    this.#expect(':')
    const no = this.#expression()
    return { run: (scope) => evaluate(evaluate(test, scope) ? yes : no, scope) }
  }

  #binary(level: number): Node {
    let left = this.#unary()
    for (;;) {
      const operator = this.#mark()
      const precedence = precedences.get(operator) ?? 0
      if (precedence < level) return left
      this.#advance()
      const isRightFirst = operator === exponent
      left = binary(operator, left, this.#binary(isRightFirst ? precedence : precedence + 1))
    }
  }

  #unary(): Node {
    const { text, kind } = this.#token
    if (kind === 'mark' && (this.#skip('++') || this.#skip('--'))) {
      return step(text, this.#unary(), true)
    }
    const compute = kind !== 'string' && Object.hasOwn(unary, text) && unary[text]
    if (compute) {
      this.#advance()
      const operand = this.#unary()
      return { run: (scope) => compute(evaluate(operand, scope) as never) }
    }
    const operand = this.#chain()
    if (this.#token.isOnNewLine || !(this.#is('++') || this.#is('--'))) return operand
    return step(this.#advance().text, operand, false)
  }

  #chain(): Node {
    let node = this.#primary()
    for (;;) {
      const isOptional = this.#skip('?.')
      if (this.#skip('[')) node = member(node, this.#computedKey(), isOptional)
      else if (!isOptional && this.#is('(')) node = called(node, this.#list('(', ')'))
      else if (isOptional || this.#skip('.')) {
        const key = toKey(this.#name())
        node = member(node, () => key, isOptional)
      } else return node
    }
  }

  #primary(): Node {
    const token = this.#token
    if (this.#is('`')) return this.#template()
    if (token.kind === 'mark' && token.text.startsWith('/')) return this.#regExp(token)
    if (this.#is('[')) {
      const elements = this.#list('[', ']')
      return { run: (scope) => elements.map((element) => evaluate(element, scope)) }
    }
    if (this.#skip('{')) return this.#object()
    if (this.#skip('(')) {
      const inner = this.#sequence()
      this.#expect(')')
      return inner
    }
    if (token.kind === 'end' || token.kind === 'mark') this.#unexpected()
    this.#advance()
    const { text, value } = token
    return value === undefined ? named(text) : { run: () => value }
  }

  #template(): Node {
    const texts: string[] = []
    const holes: Node[] = []
    for (;;) {
      const { text, isLast } = this.#lexer.templateText()
      texts.push(text)
      this.#advance()
      if (isLast) break
      holes.push(this.#sequence())
      if (!this.#is('}')) this.#unexpected()
    }
    return {
      run: (scope) =>
        texts.reduce((all, text, index) => {
          const hole = holes[index - 1]
          return all + (hole ? String(evaluate(hole, scope)) : '') + text
        }, ''),
    }
  }

  #regExp(token: Token): Node {
    const value = this.#lexer.regExp(token)
    this.#advance()
    return { run: () => value }
  }

  #object(): Node {
    const entries: [Key, Node][] = []
    while (!this.#skip('}')) {
      const { text, kind, value = text } = this.#token
      const isComputed = this.#skip('[')
      if (!isComputed) kind === 'mark' ? this.#unexpected() : this.#advance()
      const key = isComputed ? this.#computedKey() : () => toKey(value)
      const isShort = kind === 'name' && !this.#is(':')
      if (!isShort) this.#expect(':')
      entries.push([key, isShort ? named(text) : this.#expression()])
      if (!this.#is('}')) this.#expect(',')
    }
    return {
      run: (scope) =>
        Object.fromEntries(entries.map(([key, node]) => [key(scope), evaluate(node, scope)])),
    }
  }

  #computedKey(): Key {
    const node = this.#sequence()
    this.#expect(']')
    return (scope) => toKey(evaluate(node, scope))
  }

  #list(open: string, close: string): Node[] {
    this.#expect(open)
    const nodes: Node[] = []
    while (!this.#skip(close)) {
      nodes.push(this.#expression())
      if (!this.#is(close)) this.#expect(',')
    }
    return nodes
  }

  #name(): string {
    if (this.#token.kind !== 'name') this.#unexpected()
    return this.#advance().text
  }

  /** The text of the token, when it is a mark: the text of a string may look like one. */
  #mark(): string {
    return this.#token.kind === 'mark' ? this.#token.text : ''
  }

  #isEnd(): boolean {
    return this.#token.kind === 'end'
  }

  #is(mark: string): boolean {
    return this.#mark() === mark
  }

  #skip(mark: string): boolean {
    return this.#is(mark) && Boolean(this.#advance())
  }

  #expect(mark: string): void {
    if (!this.#skip(mark)) this.#unexpected()
  }

  #advance(): Token {
    const token = this.#token
    this.#token = this.#lexer.next()
    return token
  }

  #unexpected(): never {
    const { text, start } = this.#token
    throw new SyntaxError(`Unexpected ${text || 'end'} at ${start}`)
  }
}

/** `++` and `--`, before their operand or after it. */
function step(operator: string, target: Node, isBefore: boolean): Node {
  const one = { run: () => 1 }
  const number = { run: (scope: Scope) => Number(evaluate(target, scope)) }
  const after = assigned('', target, binary(operator.slice(1), number, one))
  return isBefore ? after : binary(operator === '++' ? '-' : '+', after, one)
}
