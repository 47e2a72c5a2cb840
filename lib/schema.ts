// Validation by any library that speaks Standard Schema v1 (https://standardschema.dev).
import type { StandardSchemaV1 } from '@standard-schema/spec'
import * as v from 'valibot'
import { type InputIssue, InvalidInputError, OrionError } from './errors.js'

export type { StandardSchemaV1 } from '@standard-schema/spec'

/** What a schema puts out. */
export type OutputOf<S extends StandardSchemaV1> = StandardSchemaV1.InferOutput<S>

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
 */
export function validate<S extends StandardSchemaV1>(schema: S, value: unknown): OutputOf<S> {
  const result = schema['~standard'].validate(value)
  if (result instanceof Promise) {
    result.catch(() => undefined)
    throw new OrionError(
      'ORION_SCHEMA_ASYNC',
      'a schema is async; validate without waiting, and ask the store in the handler',
    )
  }
  if (result.issues) throw new InvalidInputError(result.issues.map(toIssue))
  return result.value as OutputOf<S>
}

function toIssue({ message, path }: StandardSchemaV1.Issue): InputIssue {
  const keys = path?.map((part) => String(typeof part === 'object' ? part.key : part)) ?? []
  return { path: keys.join('.'), message }
}
