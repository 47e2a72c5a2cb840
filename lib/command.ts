// orion.command: a request that writes. It validates, runs the handler in one transaction, publishes after
// the commit, and answers each kind of caller in its way.
import type { Request, RequestHandler, Response } from 'express'
import * as v from 'valibot'
import { sendAnswer, sendInvalid } from './answer.js'
import { isInvalidInput, OrionError } from './errors.js'
import { checkFormName } from './form.js'
import type { ReadInput } from './input.js'
import { checkOptions, functionOf } from './options.js'
import { type ParamsOf, paramsOf } from './request.js'
import { createRespond, type Respond } from './respond.js'
import { checkSameOrigin } from './same-origin.js'
import { type OutputOf, type StandardSchemaV1, standardSchema, validate } from './schema.js'
import type { WriteContext, Writer } from './writer.js'

/** What a command's handler is given. */
export interface CommandContext<Input, Params, W> extends WriteContext<W> {
  /** What the schema put out. */
  readonly input: Input
  readonly params: Params
  /** Speaks to the requester alone. */
  readonly respond: Respond
  readonly req: Request
  /** For a status or a header; to send it is an error that rolls back. */
  readonly res: Response
}

export interface CommandOptions<P extends StandardSchemaV1 | undefined> {
  /** Validates the route's params; a refusal is a 404. Defaults to the params as Express has them. */
  readonly params?: P
  /** The form whose fields show what is invalid, or a function of the params. Defaults to a toast. */
  readonly form?: string | ((params: ParamsOf<P>) => string)
}

/** The type of `orion.command`. */
export type CommandFactory<W> = <
  const S extends StandardSchemaV1,
  const P extends StandardSchemaV1 | undefined = undefined,
>(
  schema: S,
  handler: (context: CommandContext<OutputOf<S>, ParamsOf<P>, W>) => unknown,
  options?: CommandOptions<P>,
) => RequestHandler

interface CommandParts<R, W> {
  readonly writer: Writer<R, W>
  readonly readInput: ReadInput
  readonly trustedOrigins: ReadonlySet<string>
}

const optionsSchema = v.strictObject({
  params: v.optional(standardSchema),
  form: v.optional(
    v.union(
      [
        v.pipe(
          v.string(),
          v.check((name) => Boolean(checkFormName(name))),
        ),
        functionOf(),
      ],
      'expected the name of a form, or a function that gives it',
    ),
  ),
})

const argumentsSchema = v.strictObject({ schema: standardSchema, handler: functionOf() })

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Makes `orion.command`. */
export function createCommand<R, W>(parts: CommandParts<R, W>): CommandFactory<W> {
  return function command(schema, handler, options = {}) {
    checkOptions('command', argumentsSchema, { schema, handler })
    checkOptions('command', optionsSchema, options)
    const { form } = options

    async function run(req: Request, res: Response): Promise<void> {
      if (safeMethods.has(req.method)) throw wrongMethod(req)
      checkSameOrigin(req, parts.trustedOrigins)
      const params = paramsOf(req, options.params)
      const formName = typeof form === 'function' ? checkFormName(form(params)) : form
      const { respond, said } = createRespond()
      try {
        const input = validate(schema, await parts.readInput(req, res))
        const result = await parts.writer.write(async (write) => {
          const returned = await handler({ ...write, input, params, respond, req, res })
          if (res.headersSent) throw sentByItself()
          return returned
        })
        sendAnswer(req, res, { said, formName, result })
      } catch (error) {
        if (!isInvalidInput(error) || res.headersSent) throw error
        sendInvalid(req, res, { issues: error.issues, formName })
      }
    }

    return function command(req, res, next) {
      run(req, res).catch(next)
    }
  }
}

function wrongMethod({ method }: Request): OrionError {
  const todo = 'mount it with app.post, put, patch or delete'
  return new OrionError('ORION_COMMAND_METHOD', `a command was called by ${method}; ${todo}`)
}

function sentByItself(): OrionError {
  const todo = 'return a value or use respond; nothing was written'
  return new OrionError(
    'ORION_RESPONSE_IN_COMMAND',
    `a command's handler sent the response; ${todo}`,
  )
}
