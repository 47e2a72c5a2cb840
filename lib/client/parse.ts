// Parses an expression: the statements and expressions of JavaScript that Datastar attributes use. Its text
// comes in, a node to run goes out. On jsep, its plugins and what they lack, the bundle was a quarter larger.
import { createLexer, type Token } from './lexer.js'
import {
  arrow,
  assigned,
  binary,
  called,
  type Entry,
  evaluate,
  evaluateAll,
  type Key,
  member,
  type Node,
  named,
  record,
  sequence,
  step,
  template,
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
  return createParser(text)()
}

function createParser(text: string): () => Node {
  const lexer = createLexer(text)
  let token: Token = lexer.next()

  /** Statements end at a semicolon, or at a line's end where nothing goes on. */
  function parseStatements(): Node {
    const nodes: Node[] = []
    while (!isEnd()) {
      if (skip(';')) continue
      nodes.push(parseSequence())
      if (!(isEnd() || is(';') || token.isOnNewLine)) {
        unexpected()
      }
    }
    return sequence(nodes)
  }

  function parseSequence(): Node {
    const nodes = [parseExpression()]
    while (skip(',')) nodes.push(parseExpression())
    return sequence(nodes)
  }

  function parseExpression(): Node {
    const target = parseConditional()
    const [, operator] = /^(.*[^=!<>]|)=$/.exec(markHere()) ?? []
    if (operator === undefined) return target
    advance()
    return assigned(operator, target, parseExpression())
  }

  function parseConditional(): Node {
    const test = parseBinary(1)
    if (!skip('?')) return test
    const yes = parseExpression()
    expect(':')
    const no = parseExpression()
    return { run: (scope) => evaluate(evaluate(test, scope) ? yes : no, scope) }
  }

  function parseBinary(level: number): Node {
    let left = parseUnary()
    for (;;) {
      const operator = markHere()
      const precedence = precedences.get(operator) ?? 0
      if (precedence < level) return left
      advance()
      const isRightFirst = operator === exponent
      left = binary(operator, left, parseBinary(isRightFirst ? precedence : precedence + 1))
    }
  }

  function parseUnary(): Node {
    const { text, kind } = token
    if (kind === 'mark' && (skip('++') || skip('--'))) {
      return step(text, parseUnary(), true)
    }
    const compute = kind !== 'string' && Object.hasOwn(unary, text) && unary[text]
    if (compute) {
      advance()
      const operand = parseUnary()
      return { run: (scope) => compute(evaluate(operand, scope) as never) }
    }
    const operand = parseChain()
    if (token.isOnNewLine || !(is('++') || is('--'))) return operand
    return step(advance().text, operand, false)
  }

  function parseChain(): Node {
    let node = parsePrimary()
    for (;;) {
      const isOptional = skip('?.')
      if (skip('[')) node = member(node, parseKey(), isOptional)
      else if (is('(')) node = called(node, parseList('(', ')'), isOptional)
      else if (isOptional || skip('.')) {
        const key = toKey(parseName())
        node = member(node, () => key, isOptional)
      } else return node
    }
  }

  function parsePrimary(): Node {
    const first = token
    if (is('`')) return parseTemplate()
    if (first.kind === 'mark' && first.text.startsWith('/')) return parseRegExp(first)
    if (is('[')) {
      const elements = parseList('[', ']')
      return { run: (scope) => evaluateAll(elements, scope) }
    }
    if (skip('{')) return parseObject()
    if (is('(')) {
      const inner = parseList('(', ')')
      if (is('=>')) return parseArrow(inner)
      return inner.length ? sequence(inner) : unexpected()
    }
    if (first.kind === 'end' || first.kind === 'mark') unexpected()
    advance()
    const { text, value } = first
    if (value !== undefined) return { run: () => value }
    const node = named(text)
    return is('=>') ? parseArrow([node]) : node
  }

  /** An expression is the body; statements in braces are not understood. */
  function parseArrow(list: readonly Node[]): Node {
    const parameters = list.map(({ parameter }) => parameter ?? unexpected())
    advance()
    return is('{') ? unexpected() : arrow(parameters, parseExpression())
  }

  function parseTemplate(): Node {
    const texts: string[] = []
    const holes: Node[] = []
    for (;;) {
      const { text, isLast } = lexer.templateText()
      texts.push(text)
      advance()
      if (isLast) break
      holes.push(parseSequence())
      if (!is('}')) unexpected()
    }
    return template(texts, holes)
  }

  function parseRegExp(slash: Token): Node {
    const value = lexer.regExp(slash)
    advance()
    return { run: () => value }
  }

  function parseObject(): Node {
    return record(
      parseItems('}', (): Entry => {
        if (skip('...')) return [null, parseExpression()]
        const { text, kind, value = text } = token
        const isComputed = skip('[')
        if (!isComputed) kind === 'mark' ? unexpected() : advance()
        const key = isComputed ? parseKey() : () => toKey(value)
        const isShort = kind === 'name' && !is(':')
        if (!isShort) expect(':')
        return [key, isShort ? named(text) : parseExpression()]
      }),
    )
  }

  function parseKey(): Key {
    const node = parseSequence()
    expect(']')
    return (scope) => toKey(evaluate(node, scope))
  }

  function parseList(open: string, close: string): Node[] {
    expect(open)
    return parseItems(close, () => {
      const isSpread = skip('...')
      const node = parseExpression()
      return isSpread ? { run: node.run, isSpread } : node
    })
  }

  function parseItems<Item>(close: string, parseItem: () => Item): Item[] {
    const items: Item[] = []
    while (!skip(close)) {
      items.push(parseItem())
      if (!is(close)) expect(',')
    }
    return items
  }

  function parseName(): string {
    if (token.kind !== 'name') unexpected()
    return advance().text
  }

  /** The text of the token, when it is a mark: the text of a string may look like one. */
  function markHere(): string {
    return token.kind === 'mark' ? token.text : ''
  }

  function isEnd(): boolean {
    return token.kind === 'end'
  }

  function is(mark: string): boolean {
    return markHere() === mark
  }

  function skip(mark: string): boolean {
    return is(mark) && Boolean(advance())
  }

  function expect(mark: string): void {
    if (!skip(mark)) unexpected()
  }

  function advance(): Token {
    const taken = token
    token = lexer.next()
    return taken
  }

  function unexpected(): never {
    const { text, start } = token
    throw new SyntaxError(`Unexpected ${text || 'end'} at ${start}`)
  }

  return parseStatements
}
