// Reads, sets and calls members for expressions. What a value is decides what may be reached on it, not
// the name that led there: `window` met as a value has no members, whatever it was called on the way.
import { callable, forbidden, hostClasses, namespaces, reachable, settable } from './allowed.js'
import { isExpressionAttribute, toKebab } from './attribute-name.js'
import { isRecord } from './tree.js'

/** Turns a computed key into a string, once, and refuses the names that lead to code. */
export function toKey(value: unknown): string {
  const key = String(value)
  if (forbidden.has(key)) refuse(key)
  return key
}

/** Reads a member; a method can only be called, not read. */
export function get(target: unknown, key: string): unknown {
  const value = read(target, key)
  if (typeof value === 'function') refuse(key)
  return value
}

/** Sets a member of a host object that may be set, or an entry of a `dataset`. */
export function set(target: unknown, key: string, value: unknown): void {
  if (isDataset(target)) {
    // A signal's text must not become an expression.
    if (isExpressionAttribute(`data-${toKebab(key)}`)) refuse(key)
    target[key] = String(value)
    return
  }
  if (!(isHost(target) && settable.has(key))) refuse(key)
  Reflect.set(target, key, value)
}

/** Calls a method that may be called; with `?.()`, one that may be missing. */
export function call(target: unknown, key: string, args: unknown[], isOptional = false): unknown {
  const method = methodOf(target, key)
  if (target === Object) plain(args[0], key)
  if (target === JSON && key === 'stringify') args[1] = plainReplacer(args[1])
  const isMissing = method === undefined && isHost(target) && reachable.has(key)
  if (isOptional && isMissing) return undefined
  return typeof method === 'function' ? safe(Reflect.apply(method, target, args)) : refuse(key)
}

/** Calls a global function, or an arrow function. */
export function callFunction(fn: unknown, name: string, args: unknown[]): unknown {
  if (typeof fn !== 'function') refuse(name)
  return safe(Reflect.apply(safe(fn), undefined, args))
}

// Who lists the members of an object, or writes them out, would see those of the window as well.
function plain(value: unknown, key: string): unknown {
  const isPlain = typeof value !== 'object' || Array.isArray(value) || isRecord(value)
  return isPlain || value === null || isDataset(value) ? value : refuse(key)
}

function plainReplacer(given: unknown): unknown {
  if (Array.isArray(given)) refuse('a list of keys')
  return (key: string, value: unknown) =>
    plain(typeof given === 'function' ? given(key, value) : value, 'stringify')
}

const own = Symbol('own')

/** Makes an arrow function of an expression one of those that may be passed on and called. */
export function asOwn(run: (...args: unknown[]) => unknown): unknown {
  return Object.assign(run, { [own]: true })
}

/**
 * Returns a value that expressions may hold. A function from elsewhere may not be one: as a callback, or
 * as the `toString` or `toJSON` of an object, it would be called.
 */
export function safe<Value>(value: Value): Value {
  const isForeign = typeof value === 'function' && !callable.has(value) && !(own in value)
  return isForeign ? refuse('a function') : value
}

function read(target: unknown, key: string): unknown {
  if (target === null || target === undefined) throw new Error(`"${key}" of ${target}`)
  if (typeof target !== 'object' && typeof target !== 'function') return ownOf(target, key)
  if (Array.isArray(target) || isRecord(target) || isDataset(target)) return ownOf(target, key)
  if (namespaces.get(target)?.has(key)) return ownOf(target, key)
  if (!isHost(target)) return refuse(key)
  if (reachable.has(key)) return hostMember(target, key)
  return /^\d+$/.test(key) ? ownOf(target, key) : refuse(key)
}

function methodOf(target: unknown, key: string): unknown {
  if (namespaces.get(target)?.has(key)) return ownOf(target, key)
  // Of these prototypes, every method of their own is harmless.
  if (Array.isArray(target)) return ownOf(Array.prototype, key)
  if (typeof target === 'string') return ownOf(String.prototype, key)
  if (typeof target === 'number') return ownOf(Number.prototype, key)
  return isHost(target) && reachable.has(key) ? hostMember(target, key) : undefined
}

function ownOf(target: unknown, key: string): unknown {
  return Object.hasOwn(target as object, key) ? (target as Record<string, unknown>)[key] : undefined
}

// A form's inputs hide its members (`<input name="reset">`), so the classes are asked, not the object.
function hostMember(target: object, key: string, self = target): unknown {
  const owner: unknown = Object.getPrototypeOf(target)
  if (!owner) return undefined
  const property = Object.getOwnPropertyDescriptor(owner, key)
  if (!property) return hostMember(owner, key, self)
  return property.get ? Reflect.apply(property.get, self, []) : property.value
}

function isHost(target: unknown): target is object {
  return [...hostClasses].some((name) => isA(target, name))
}

function isDataset(target: unknown): target is Record<string, string> {
  return isA(target, 'DOMStringMap')
}

function isA(target: unknown, className: string): boolean {
  const known: unknown = (globalThis as Record<string, unknown>)[className]
  return typeof known === 'function' && target instanceof known
}

function refuse(key: string): never {
  throw new Error(`"${key}" is out of reach for expressions`)
}
