// What is read of a request for a view or a command besides its body: its parameters.
import type { Request } from 'express'
import { isInvalidInput, OrionError, show } from './errors.js'
import { type OutputOf, type StandardSchemaV1, validate } from './schema.js'

/** The route's params: what their schema puts out, or as Express has them. */
export type ParamsOf<P> = P extends StandardSchemaV1
  ? OutputOf<P>
  : Readonly<Record<string, string>>

/** As much of a request as a view looks at, whatever types its route gives the rest. */
export type GivenRequest = Pick<Request, 'params' | 'baseUrl'>

/**
 * Reads the params of a request.
 *
 * @throws OrionError `ORION_PARAMS` (404) if the schema refuses them: there is no such page
 */
export function paramsOf<P extends StandardSchemaV1 | undefined>(
  req: Pick<Request, 'params'>,
  schema: P | undefined,
): ParamsOf<P> {
  if (schema === undefined) return { ...req.params } as ParamsOf<P>
  try {
    return validate(schema, { ...req.params }) as ParamsOf<P>
  } catch (cause) {
    if (!isInvalidInput(cause)) throw cause
    const seen = show({ ...req.params })
    throw new OrionError('ORION_PARAMS', `no page has the params ${seen}`, { cause })
  }
}
