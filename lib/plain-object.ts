// Tells an object literal or parsed JSON from class instances, arrays and everything else.

/** Whether a value is an object whose members are all that it is. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
