// The members of nodes as their classes have them. In a page the fields of a form hide its members by their
// names, and named pictures and frames those of the document: DOM clobbering. Without this, a field named `id` or
// `attributes` would be taken for what it hides.

const cached = new WeakMap<EventTarget, EventTarget>()

const handler: ProxyHandler<EventTarget> = {
  get(target, key) {
    const value: unknown = Reflect.get(Object.getPrototypeOf(target), key, target)
    return typeof value === 'function' ? value.bind(target) : value
  },
  set: (target, key, value) => Reflect.set(Object.getPrototypeOf(target), key, value, target),
}

/** Returns what has the members of a target's class. It stands to the left of a dot; who wants a node takes no proxy. */
export function unclobbered<Target extends EventTarget>(target: Target): Target {
  if (!(target instanceof HTMLFormElement || target instanceof Document)) return target
  const known = cached.get(target) ?? new Proxy(target, handler)
  cached.set(target, known)
  return known as Target
}
