// Follows a JavaScript expression inside an attribute, character by character, to tell where in it a
// template's hole stands: inside a string, where a value is expected, or where nothing is safe.

/** Where in an expression a hole stands. */
export type ExpressionPlace = 'string' | 'value' | 'unsafe'

type Mode = 'code' | "'" | '"' | '`' | 'line-comment' | 'block-comment' | 'regex' | 'regex-class'

const identifierChar = /[\w$\u0080-\uffff]/
// After one of these a slash divides; after anything else it opens a regular expression.
const endsOperand = /(?:[\w$)\]}'"`\u0080-\uffff]|\+\+|--)$/
// A script may hold HTML's comments too, each up to the end of its line (ECMA-262, B.1.1).
const htmlComment = /<!--$|(?:^|[\n\r\u2028\u2029])\s*-->$/
const operatorKeyword = /(?:^|[^\w$.])(?:return|typeof|instanceof|in|of|new|delete|void|case)$/

export class ExpressionScan {
  #mode: Mode = 'code'
  /** One entry for each `${` that is open: how many braces have opened since. */
  #interpolations: number[] = []
  #code = ''
  #escaped = false

  /** Takes the next character of the expression, as it is after HTML decoding. */
  feed(char: string): void {
    if (this.#mode === 'code') this.#feedCode(char)
    else if (this.#mode === 'line-comment') this.#feedLineComment(char)
    else if (this.#mode === 'block-comment') this.#feedBlockComment(char)
    else this.#feedLiteral(char)
  }

  /** Where the hole at this point stands; a value is taken to be there from now on. */
  hole(): ExpressionPlace {
    if (this.#mode === "'" || this.#mode === '"' || this.#mode === '`') {
      // Behind a `$` or an `@` a Datastar client would take the value for a signal or an action.
      const unsafe = this.#escaped || this.#code === '$' || this.#code === '@'
      this.#code = ''
      return unsafe ? 'unsafe' : 'string'
    }
    const before = this.#code
    this.#code += '0'
    return this.#mode === 'code' && this.#takesValue(before) ? 'value' : 'unsafe'
  }

  #takesValue(before: string): boolean {
    const last = before.slice(-1)
    if (identifierChar.test(last) || /[.@\\#]\s*$/.test(before)) return false
    return last !== '/' || !this.#opensRegex(before.slice(0, -1))
  }

  #feedCode(char: string): void {
    const before = this.#code
    const last = before.slice(-1)
    this.#code = before + char
    if (char === '/' && last === '/') this.#mode = 'line-comment'
    else if (char === '*' && last === '/') this.#enter('block-comment')
    else if (last === '/' && this.#opensRegex(before.slice(0, -1))) this.#openRegex(char)
    else if (char === "'" || char === '"' || char === '`') this.#enter(char)
    else if (htmlComment.test(this.#code)) this.#mode = 'line-comment'
    else if (char === '{') this.#brace(1)
    else if (char === '}') this.#brace(-1)
  }

  // A regular expression is known one character late, once its slash is known not to open a comment.
  #openRegex(char: string): void {
    this.#enter('regex')
    this.#feedLiteral(char)
  }

  #opensRegex(before: string): boolean {
    const operand = before.trimEnd()
    return !endsOperand.test(operand) || operatorKeyword.test(operand)
  }

  #enter(mode: Mode): void {
    this.#mode = mode
    this.#escaped = false
    this.#code = ''
  }

  #leave(operand: string): void {
    this.#mode = 'code'
    this.#code = operand
  }

  #brace(step: 1 | -1): void {
    const depth = this.#interpolations.at(-1)
    if (depth === undefined) return
    if (step === -1 && depth === 0) {
      this.#interpolations.pop()
      this.#enter('`')
    } else this.#interpolations[this.#interpolations.length - 1] = depth + step
  }

  #feedLineComment(char: string): void {
    if (/[\n\r\u2028\u2029]/.test(char)) this.#leave('\n')
  }

  #feedBlockComment(char: string): void {
    if (char === '/' && this.#code === '*') this.#leave(' ')
    else this.#code = char
  }

  #feedLiteral(char: string): void {
    const last = this.#code
    this.#code = this.#escaped ? '' : char
    if (this.#escaped) this.#escaped = false
    else if (char === '\\') this.#escaped = true
    else if (this.#mode === 'regex-class') this.#mode = char === ']' ? 'regex' : this.#mode
    else if (this.#mode === 'regex') this.#feedRegex(char)
    else if (this.#mode === '`' && last === '$' && char === '{') {
      this.#interpolations.push(0)
      this.#leave('')
    } else if (char === this.#mode) this.#leave(char)
  }

  #feedRegex(char: string): void {
    if (char === '[') this.#mode = 'regex-class'
    else if (char === '/') this.#leave(')')
  }
}
