// What each construct of an expression does when it runs. The parser puts the nodes together; members
// are reached through reach.ts alone.
import { globals, words } from './allowed.js'
import { applyBinary, isSettled } from './operators.js'
import { asOwn, call, callFunction, get, safe, set, toKey } from './reach.js'
import { isRecord, type Path } from './tree.js'

/** What one run of an expression may touch. */
export interface Scope {
  read(path: Path): unknown
  /** Reads without following. */
  peek(path: Path): unknown
  write(path: Path, value: unknown): void
  /** Runs `@name(...args)`. */
  act(name: string, args: unknown[]): unknown
  el?: unknown
  evt?: unknown
  patch?: unknown
  /** What the parameters of the arrow functions around it stand for. */
  locals?: ReadonlyMap<string, unknown>
}

export interface Node {
  /** The value; `skipped` where a `?.` met nothing. */
  run(scope: Scope): unknown
  write?(scope: Scope, value: unknown): void
  call?(scope: Scope, args: () => unknown[], isOptional: boolean): unknown
  /** Where in the signals it stands, when it does. */
  path?(scope: Scope): string[]
  /** The name that it is as the parameter of an arrow function, when it can be one. */
  parameter?: string
  /** Whether it stands for the items of its value, by `...`. */
  isSpread?: boolean
}

export type Key = (scope: Scope) => string

/** Where a `?.` met nothing: the rest of its chain is skipped. */
const skipped = Symbol('skipped')

const mutators = words('push pop shift unshift splice sort reverse fill copyWithin')

/** Runs a node; a chain that was skipped is undefined. */
export function evaluate(node: Node, scope: Scope): unknown {
  const value = node.run(scope)
  return value === skipped ? undefined : safe(value)
}

/** Runs a list of nodes, some of them spread. */
export function evaluateAll(nodes: readonly Node[], scope: Scope): unknown[] {
  return nodes.flatMap((node) => {
    const value = evaluate(node, scope)
    return node.isSpread ? [...(value as unknown[])].map(safe) : [value]
  })
}

/** Runs nodes in order; the last one has the value. */
export function sequence(nodes: readonly Node[]): Node {
  if (nodes.length === 1 && nodes[0]) return { run: nodes[0].run }
  return {
    run(scope) {
      let value: unknown
      for (const node of nodes) value = evaluate(node, scope)
      return value
    },
  }
}

/** `$name`, `@name`, `el`, `evt`, `patch`, or a global. */
export function named(name: string): Node {
  if (name.startsWith('$')) return signalAt(() => [toKey(name.slice(1))])
  if (name.startsWith('@')) {
    return {
      run: () => unknownName(name),
      call: (scope, args) => scope.act(name.slice(1), args()),
    }
  }
  const run = (scope: Scope) => {
    if (scope.locals?.has(name)) return scope.locals.get(name)
    if (name === 'el' || name === 'evt' || name === 'patch') return scope[name]
    return globals.has(name) ? globals.get(name) : unknownName(name)
  }
  const node: Node = { run, call: (scope, args) => callFunction(run(scope), name, args()) }
  return globals.has(name) ? node : { ...node, parameter: name }
}

/** `(parameters) => body`. */
export function arrow(parameters: readonly string[], body: Node): Node {
  return {
    run: (scope) =>
      asOwn((...args) => {
        const locals = new Map(scope.locals)
        for (const [index, name] of parameters.entries()) locals.set(name, args[index])
        return evaluate(body, { ...scope, locals })
      }),
  }
}

function unknownName(name: string): never {
  throw new Error(`${name} is not known to expressions`)
}

/** `object.key`, `object[key]`, and both with `?.`. */
export function member(object: Node, key: Key, isOptional: boolean): Node {
  const { path } = object
  if (path) return signalAt((scope) => [...path(scope), key(scope)])
  const target = (scope: Scope) => {
    const value = object.run(scope)
    return isOptional && isNothing(value) ? skipped : value
  }
  return {
    run(scope) {
      const value = target(scope)
      return value === skipped ? skipped : get(value, key(scope))
    },
    write: (scope, value) => set(evaluate(object, scope), key(scope), value),
    call(scope, args, isOptional) {
      const value = target(scope)
      return value === skipped ? skipped : call(value, key(scope), args(), isOptional)
    },
  }
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined
}

/** A signal, or a member of one. */
function signalAt(path: (scope: Scope) => string[]): Node {
  return {
    path,
    run: (scope) => readSignal(path(scope), scope),
    write(scope, value) {
      const at = path(scope)
      const depth = at.findIndex((_, index) => isHost(scope.peek(at.slice(0, index))))
      if (depth < 0) return scope.write(at, value)
      // `$field.value = 1` sets the element that data-ref put there.
      const [key = '', ...members] = at.slice(depth).reverse()
      set(members.reduceRight(get, scope.peek(at.slice(0, depth))), key, value)
    },
    call(scope, args, isOptional) {
      const at = path(scope)
      const key = at.pop() ?? ''
      if (!at.length) throw new Error(`$${key} is a signal, not a function`)
      const target = readSignal(at, scope)
      if (!(Array.isArray(target) && mutators.has(key)))
        return call(target, key, args(), isOptional)
      // What a signal holds is never changed in place, or nobody would notice.
      const copy = [...target]
      const result = call(copy, key, args())
      scope.write(at, copy)
      return result
    },
  }
}

// A signal that is not there reads as '', and so does anything inside of it, as in Datastar.
function readSignal(path: Path, scope: Scope): unknown {
  const value = scope.read(path)
  if (value !== undefined || path.length < 2) return value ?? ''
  const parent = readSignal(path.slice(0, -1), scope)
  return isRecord(parent) ? '' : (get(parent, path.at(-1) ?? '') ?? '')
}

function isHost(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRecord(value)
}

/** `callee(args)` and `callee?.(args)`. */
export function called({ call: run }: Node, args: readonly Node[], isOptional: boolean): Node {
  if (!run) throw new SyntaxError('Only named functions and methods can be called')
  return { run: (scope) => run(scope, () => evaluateAll(args, scope), isOptional) }
}

/** `left op right`, where `&&`, `||` and `??` may leave the right side out. */
export function binary(operator: string, left: Node, right: Node): Node {
  return {
    run(scope) {
      const value = evaluate(left, scope)
      if (isSettled(operator, value)) return value
      return applyBinary(operator, value, () => evaluate(right, scope))
    },
  }
}

/** `target = value`, and with the operator that stands before the `=`. */
export function assigned(operator: string, target: Node, value: Node): Node {
  const { write } = target
  if (!write) throw new SyntaxError('Only a signal or a member can be assigned to')
  return {
    run(scope) {
      const before = operator && evaluate(target, scope)
      if (operator && isSettled(operator, before)) return before
      const right = () => evaluate(value, scope)
      const after = operator ? applyBinary(operator, before, right) : right()
      write(scope, after)
      return after
    },
  }
}

/** `++` and `--`, before their operand or after it. */
export function step(operator: string, target: Node, isBefore: boolean): Node {
  const one = { run: () => 1 }
  const number = { run: (scope: Scope) => Number(evaluate(target, scope)) }
  const after = assigned('', target, binary(operator.slice(1), number, one))
  return isBefore ? after : binary(operator === '++' ? '-' : '+', after, one)
}

/** A member of an object literal; without a key it is spread. */
export type Entry = readonly [Key | null, Node]

const entriesOf = (value: unknown) => call(Object, 'entries', [value]) as [string, unknown][]

/** `{key: value, ...value}`. */
export function record(entries: readonly Entry[]): Node {
  const membersOf = ([key, node]: Entry, scope: Scope) =>
    key
      ? [[key(scope), evaluate(node, scope)]]
      : entriesOf(evaluate(node, scope) ?? {}).map(([name, value]) => [name, safe(value)])
  return {
    run: (scope) => Object.fromEntries(entries.flatMap((entry) => membersOf(entry, scope))),
  }
}

/** Texts with the values of holes between them. */
export function template(texts: readonly string[], holes: readonly Node[]): Node {
  return {
    run: (scope) =>
      texts.reduce((all, text, index) => {
        const hole = holes[index - 1]
        return all + (hole ? String(evaluate(hole, scope)) : '') + text
      }, ''),
  }
}
