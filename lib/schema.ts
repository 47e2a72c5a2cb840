// Validation by any library that speaks Standard Schema v1 (https://standardschema.dev).
import type { StandardSchemaV1 } from '@standard-schema/spec'
import * as v from 'valibot'
import { codedError, type InputIssue, InvalidInputError, OrionError, show } from './errors.js'

export type { StandardSchemaV1 } from '@standard-schema/spec'

/** What a schema puts out. */
export type OutputOf<S extends StandardSchemaV1> = StandardSchemaV1.InferOutput<S>

/** What a schema takes; nothing where there is none. */
export type InputOf<S> = S extends StandardSchemaV1 ? StandardSchemaV1.InferInput<S> : undefined

/** The option check for a schema. */
export const standardSchema = v.custom<StandardSchemaV1>(
  (value) =>
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    typeof (value as Partial<StandardSchemaV1>)['~standard']?.validate === 'function',
  'expected a schema of valibot, zod, arktype or another Standard Schema library',
)

/**
 * Validates a value.
 *
 * @throws InvalidInputError with every issue that the schema found
 * @throws OrionError `ORION_SCHEMA_ASYNC` if the schema answers with a promise: a schema tells whether
 *   the input is well formed; what needs the store belongs into the handler
 * @throws OrionError `ORION_SCHEMA` if the schema throws
 */
export function validate<S extends StandardSchemaV1>(schema: S, value: unknown): OutputOf<S> {
  const result = attempt(schema, value)
  if (result instanceof Promise) {
    result.catch(() => undefined)
    throw new OrionError(
      'ORION_SCHEMA_ASYNC',
      "a schema is async (or zod's, and threw, which it tells by a promise); validate without waiting, " +
        'and ask the store in the handler',
    )
  }
  if (result.issues) throw new InvalidInputError(result.issues.map(toIssue))
  return result.value as OutputOf<S>
}

function attempt<S extends StandardSchemaV1>(schema: S, value: unknown) {
  try {
    return schema['~standard'].validate(value)
  } catch (cause) {
    // Of the value only the names: it may hold a password.
    const names = show(typeof value === 'object' && value !== null ? Object.keys(value) : value)
    const todo = 'let it tell an issue instead'
    throw codedError('ORION_SCHEMA', cause, { what: `a schema, given ${names},`, todo })
  }
}

function toIssue({ message, path = [] }: StandardSchemaV1.Issue): InputIssue {
  // Copied first: a list of arktype's own kind puts a 0 into an empty one that it maps.
  const keys = [...path].map((part) => String(typeof part === 'object' ? part.key : part))
  return { path: keys.join('.'), message }
}
