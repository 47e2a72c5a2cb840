// How the official Datastar client runs an expression: it rewrites `$name` and `@action(`, wherever they
// stand, strings included, and compiles the rest with Function().

/** What an expression did when it ran. */
export interface Ran {
  readonly value: unknown
  /** The actions that it called, each with its arguments. */
  readonly calls: readonly (readonly [name: string, ...args: unknown[]])[]
  /** Each name that it looked up. */
  readonly names: readonly string[]
}

const constants: ReadonlySet<string | symbol> = new Set(['undefined', 'NaN', 'Infinity'])

/** Runs an expression as it stands. */
export function run(expression: string, signals: Record<string, unknown> = {}): Ran {
  const calls: [string, ...unknown[]][] = []
  const names = new Set<string>()
  const scope = new Proxy(Object.create(null), {
    has: (_scope, name) => !constants.has(name),
    get(_scope, name) {
      if (typeof name === 'symbol') return undefined
      if (name.startsWith('action_')) {
        return (...args: unknown[]) => void calls.push([name.slice('action_'.length), ...args])
      }
      names.add(name)
      return name === '$' ? signals : undefined
    },
  })
  // In a `with` each free name is asked of the scope, so nothing runs unseen.
  const value: unknown = new Function('scope', `with (scope) { return (${expression}\n) }`)(scope)
  return { value, calls, names: [...names] }
}

/** Runs an expression as the official client does. */
export function runAsDatastar(expression: string, signals: Record<string, unknown> = {}): Ran {
  return run(rewritten(expression), signals)
}

/** Runs statements on signals and an element, as the official client does. */
export function act(statements: string, signals: object, el?: object): void {
  new Function('$', 'el', rewritten(statements))(signals, el)
}

function rewritten(expression: string): string {
  const marked = /\u{1f595}JS_(.*?)_DS\u{1f680}/gu
  return expression
    .trim()
    .replace(/\$\['([a-zA-Z_$\d][\w$]*)'\]/g, '$$$1')
    .replace(/\$([a-zA-Z_\d]\w*(?:[.-]\w+)*)/g, (_, path: string) => {
      return `$${path
        .split('.')
        .map((name) => `['${name}']`)
        .join('')}`
    })
    .replace(/@(\w+)\(/g, 'action_$1(')
    .replace(marked, '$1')
}
