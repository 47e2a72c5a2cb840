// What `npm run bench --` takes: the words after it in, what is to be done out.
import { parseArgs } from 'node:util'

export interface Arguments {
  /** Fewer viewers and rounds: all rows within a minute. */
  readonly quick: boolean
  /** The names of the rows to run. */
  readonly names: readonly string[]
  /** Whether the table goes into docs/performance.md. */
  readonly write: boolean
}

/**
 * Reads the arguments.
 *
 * @param names the names of all rows
 * @throws Error that says what was wrong
 */
export function readArguments(words: readonly string[], names: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...words],
    options: {
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
    },
  })
  const { quick, write, only } = values
  if (write && quick) {
    throw new Error('--write is for rows at their full size: leave out --quick')
  }
  const chosen = only.flatMap((part) => {
    const found = names.filter((name) => name.includes(part))
    if (found.length > 0) return found
    throw new Error(`--only ${part} is no row; there are: ${names.join(', ')}`)
  })
  return {
    quick,
    write,
    names: only.length === 0 ? names : names.filter((n) => chosen.includes(n)),
  }
}
