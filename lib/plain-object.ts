// Tells an object literal or parsed JSON from class instances, arrays and everything else.

/** Whether a value is an object whose members are all that it is, whichever realm made it. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || isObjectPrototype(prototype)
}

// Not by identity: under jest the rows of a native driver come from another realm than the tests.
function isObjectPrototype(prototype: unknown): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(Object(prototype), 'valueOf')
}
