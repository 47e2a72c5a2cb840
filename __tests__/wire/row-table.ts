// A table of orders as an app would render it, and what people do to its rows.

export interface Row {
  readonly id: number
  readonly name: string
  readonly amount: number
  readonly state: string
}

const words = [
  ...['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta', 'iota', 'kappa'],
  ...['lambda', 'mu', 'nu', 'xi', 'omicron', 'pi', 'rho', 'sigma', 'tau', 'upsilon'],
]
const states = ['open', 'paid', 'late', 'closed']

/** Returns whole numbers below a bound: the same ones for the same seed. */
export function numbersFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Makes up rows, with ids from the first one on. */
export function makeRows(count: number, seed: number, firstId = 1): readonly Row[] {
  const number = numbersFrom(seed)
  const word = () => words[number(words.length)] ?? ''
  return Array.from({ length: count }, (_, index) => ({
    id: firstId + index,
    name: `${word()} ${word()}`,
    amount: number(100_000),
    state: states[number(states.length)] ?? '',
  }))
}

export function renderTable(rows: readonly Row[]): Buffer {
  const lines = rows.map(
    ({ id, name, amount, state }) =>
      `<tr id="order-${id}"><td>${name}</td><td class="amount">${(amount / 100).toFixed(2)}</td>` +
      `<td><span class="state ${state}">${state}</span></td></tr>\n`,
  )
  return Buffer.from(`<table id="orders">${lines.join('')}</table>`)
}
