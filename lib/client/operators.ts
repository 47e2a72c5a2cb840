// The unary and binary operators of expressions.

type Compute = (left: never, right: never) => unknown

const binary: Readonly<Record<string, Compute>> = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
  '%': (a: number, b: number) => a % b,
  '**': (a: number, b: number) => a ** b,
  // biome-ignore lint/suspicious/noDoubleEquals: an author's == means ==
  '==': (a: unknown, b: unknown) => a == b,
  // biome-ignore lint/suspicious/noDoubleEquals: an author's != means !=
  '!=': (a: unknown, b: unknown) => a != b,
  '===': (a: unknown, b: unknown) => a === b,
  '!==': (a: unknown, b: unknown) => a !== b,
  '<': (a: number, b: number) => a < b,
  '>': (a: number, b: number) => a > b,
  '<=': (a: number, b: number) => a <= b,
  '>=': (a: number, b: number) => a >= b,
}

/** How tightly each binary operator binds. */
export const precedences: ReadonlyMap<string, number> = new Map(
  ['?? ||', '&&', '== != === !==', '< > <= >=', '+ -', '* / %', '**'].flatMap((operators, level) =>
    operators.split(' ').map((operator): [string, number] => [operator, level + 1]),
  ),
)

/** The operators that stand before their operand. */
export const unary: Readonly<Record<string, (value: never) => unknown>> = {
  '-': (value: number) => -value,
  '+': (value: unknown) => Number(value),
  '!': (value: unknown) => !value,
  typeof: (value: unknown) => typeof value,
}

/** Computes a binary operator; one of `&&`, `||` and `??` that its left side has not settled. */
export function applyBinary(operator: string, left: unknown, right: () => unknown): unknown {
  const compute = binary[operator]
  return compute ? compute(left as never, right() as never) : right()
}

/** Tells whether `&&`, `||` or `??` is settled by its left side alone. */
export function isSettled(operator: string, left: unknown): boolean {
  if (operator === '&&') return !left
  if (operator === '||') return Boolean(left)
  return operator === '??' && left !== null && left !== undefined
}
