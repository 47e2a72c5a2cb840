// Checks options where a factory is called: a wrong one is an error there, naming it and the value seen.
import * as v from 'valibot'
import { OrionError, show } from './errors.js'

const longestTimeoutMs = 2_147_483_647

/** A duration in milliseconds that a timer can hold, from `least` on. */
export function milliseconds(least: number) {
  const what = `expected whole milliseconds, from ${least} to ${longestTimeoutMs}`
  return v.pipe(
    v.number(what),
    v.integer(what),
    v.minValue(least, what),
    v.maxValue(longestTimeoutMs, what),
  )
}

/** A function, with the type that the caller says it has. */
export function functionOf<F>() {
  return v.custom<F>((value) => typeof value === 'function', 'expected a function')
}

/**
 * Throws unless `options` fit the schema.
 *
 * @param where the factory that was called, as its user writes it
 * @throws OrionError `ORION_OPTION`, naming the option and its value
 */
export function checkOptions<E extends v.ObjectEntries>(
  where: string,
  schema: v.StrictObjectSchema<E, undefined>,
  options: unknown,
): void {
  const result = v.safeParse(schema, options)
  if (result.success) return
  const [issue] = result.issues
  const path = v.getDotPath(issue) ?? ''
  const unknown = issue.type === 'strict_object' && path !== ''
  const value = unknown ? issue.path?.[0].value : issue.input
  const why = unknown ? `there is only ${Object.keys(schema.entries).join(', ')}` : issue.message
  const what = path ? `${path} = ${show(value)}` : show(value)
  throw new OrionError('ORION_OPTION', `${where} got ${what}: ${why}`)
}
