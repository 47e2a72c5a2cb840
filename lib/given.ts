// A view's identity: all that a render is given of a request, as canonical JSON and as a frozen copy.
import { OrionError, show } from './errors.js'
import { isPlainObject } from './plain-object.js'

/**
 * Writes a value as JSON with sorted keys: equal values, equal texts. Members that are `undefined` are
 * left out, as JSON does.
 *
 * @throws OrionError `ORION_GIVEN` for what JSON would change or drop: a Date, a Map, NaN, a function
 */
export function canonicalJson(value: unknown, path = 'given'): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return JSON.stringify(value)
  }
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value)
  if (Array.isArray(value)) {
    // Of a hole `from` makes an undefined, which is refused; `map` would leave it out.
    return `[${Array.from(value, (item, at) => canonicalJson(item, `${path}[${at}]`)).join(',')}]`
  }
  if (!isPlainObject(value)) {
    throw new OrionError(
      'ORION_GIVEN',
      `${path} is ${show(value)}, which JSON can't hold; make it plain JSON`,
    )
  }
  const members: string[] = []
  for (const key of Object.keys(value).sort()) {
    const member = value[key]
    if (member === undefined) continue
    members.push(`${JSON.stringify(key)}:${canonicalJson(member, `${path}.${key}`)}`)
  }
  return `{${members.join(',')}}`
}

/** Reads canonical JSON into a value that nobody can change. */
export function frozen<T>(json: string): T {
  return JSON.parse(json, (_key, value: unknown) => Object.freeze(value)) as T
}
