// The names of a form's fields. Brackets nest them, as in Rails, PHP and qs: `tags[]`, `address[street]`,
// `items[0][name]`. In: flat fields, or the path of a value; out: a nested input, or what a field is called.
import qs from 'qs'
import { OrionError, show } from './errors.js'

type Fields = Readonly<Record<string, unknown>>

const listLimit = 200
const depthLimit = 5

/**
 * Nests fields by the brackets in their names. What is nested already stays as it is.
 *
 * @throws OrionError `ORION_BODY_INVALID` for a list or a nesting over the limits, a field without a
 *   name, and one by whose name objects could be changed
 */
export function nestFields(fields: Fields): Fields {
  for (const name of Object.keys(fields)) checkName(name)
  try {
    // Its types know only texts; an object's members it takes as they are.
    return qs.parse(fields as Record<string, string>, {
      arrayLimit: listLimit,
      depth: depthLimit,
      strictDepth: true,
      throwOnLimitExceeded: true,
      // `constructor` is a name like any other; qs would leave such a field out without a word.
      allowPrototypes: true,
    })
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    const most = `a list holds at most ${listLimit} items, and names nest ${depthLimit} deep`
    const what = `a field's name goes too far (${cause.message}); ${most}`
    throw new OrionError('ORION_BODY_INVALID', what, { cause })
  }
}

function checkName(name: string): void {
  if (name === '') {
    throw new OrionError('ORION_BODY_INVALID', 'a field of the form has no name; give it one')
  }
  if (name.split(/[[\]]/).includes('__proto__')) {
    const what = `the form has a field called ${show(name)}, by which it could change what objects are`
    throw new OrionError('ORION_BODY_INVALID', what)
  }
}

const fieldPath = /^[A-Za-z]\w*(?:\.(?:[A-Za-z]\w*|0|[1-9]\d*))*$/

/** Throws unless the path of a value can be a field's: `'title'`, `'address.street'`, `'items.0.name'`. */
export function checkFieldPath(path: unknown): string {
  if (typeof path === 'string' && fieldPath.test(path)) return path
  const what = 'give letters, digits and underscores, and dots between the names of nested values'
  throw new OrionError('ORION_OPTION', `a field's name is ${show(path)}; ${what}`)
}

/** The name of the control for a path: `address.street` is sent as `address[street]`. */
export function controlName(path: string): string {
  const [first = '', ...rest] = path.split('.')
  return first + rest.map((key) => `[${key}]`).join('')
}

/** The key of a path's error in the signals of its form, where dots would nest. */
export function errorKey(path: string): string {
  return path.replaceAll('.', '_')
}

/** The value at a path, by own members alone; undefined where there is none. */
export function valueAt(values: unknown, path: string): unknown {
  let value = values
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Fields)[key]
  }
  return value
}
