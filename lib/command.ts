// orion.command: a request that writes. It validates, runs the handler in one transaction, publishes after
// the commit, and answers each kind of caller in its way.
import type { NextFunction, Request, Response } from 'express'
import * as v from 'valibot'
import { sendAnswer, sendInvalid } from './answer.js'
import { callerOf } from './caller.js'
import { commanded, timed } from './diagnostics.js'
import { isInvalidInput, OrionError, statusFrom } from './errors.js'
import { checkFormName, type Form, form as formOf } from './form.js'
import { type Handler, toHandler } from './handler.js'
import type { ReadInput } from './input.js'
import { checkOptions, functionOf } from './options.js'
import { type ParamsOf, paramsOf, routePath } from './request.js'
import { createRespond, type Respond } from './respond.js'
import { checkSameOrigin, safeMethods } from './same-origin.js'
import { type OutputOf, type StandardSchemaV1, standardSchema, validate } from './schema.js'
import type { Timers } from './timers.js'
import type { Asking } from './viewer.js'
import type { WriteContext, Writer, WritesContext } from './writer.js'

interface RequestContext<Input, Params, Viewer> {
  /** What the schema put out. */
  readonly input: Input
  readonly params: Params
  /** Who asks, as `orion.as` tells; null for a command that doesn't ask. */
  readonly viewer: Viewer
  /** Speaks to the requester alone. */
  readonly respond: Respond
  readonly req: Request
  /** For a status or a header; to send it is an error. */
  readonly res: Response
}

/** What a command's handler is given. */
export interface CommandContext<Input, Params, W, Viewer = null>
  extends RequestContext<Input, Params, Viewer>,
    WriteContext<W> {}

/** What a command's handler is given with `transaction: false`. */
export interface WritesCommandContext<Input, Params, W, Viewer = null>
  extends RequestContext<Input, Params, Viewer>,
    WritesContext<W> {}

export interface CommandOptions<
  P extends StandardSchemaV1 | undefined,
  T extends boolean = boolean,
> {
  /** Validates the route's params; a refusal is a 404. Defaults to the params as Express has them. */
  readonly params?: P
  /** The form whose fields show what is invalid, or a function of the params. Defaults to a toast. */
  readonly form?: string | ((params: ParamsOf<P>) => string)
  /**
   * Whether the handler runs in one transaction. With false it is given `write` in place of `store`, for
   * work that must not hold the store: a payment between two writes. Defaults to true.
   */
  readonly transaction?: T
  /**
   * Answers a plain form whose input is invalid: renders its page again, with the form that it is handed,
   * which has what was typed and the errors. The status is 422 unless it sets another. What it throws goes
   * to `next(err)`. It needs the option `form`. Defaults to a page that lists the errors.
   */
  readonly invalid?: (form: Form, req: Request, res: Response, next: NextFunction) => unknown
}

/** The type of `orion.command`. */
export type CommandFactory<W, Viewer = null> = <
  const S extends StandardSchemaV1,
  const P extends StandardSchemaV1 | undefined = undefined,
  const T extends boolean = true,
>(
  schema: S,
  handler: (
    context: T extends false
      ? WritesCommandContext<OutputOf<S>, ParamsOf<P>, W, Viewer>
      : CommandContext<OutputOf<S>, ParamsOf<P>, W, Viewer>,
  ) => unknown,
  options?: CommandOptions<P, T>,
) => Handler

/** What commands need of their surroundings. */
export interface CommandParts<R, W> {
  readonly writer: Writer<R, W>
  readonly readInput: ReadInput
  readonly trustedOrigins: ReadonlySet<string>
  readonly timers: Timers
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
  transaction: v.optional(v.boolean('expected true or false')),
  invalid: v.optional(functionOf()),
})

const argumentsSchema = v.strictObject({ schema: standardSchema, handler: functionOf() })

/**
 * Makes `orion.command`.
 *
 * @param asking how it is found out who asks
 */
export function createCommand<R, W, Viewer>(
  parts: CommandParts<R, W>,
  asking: Asking<Viewer>,
): CommandFactory<W, Viewer> {
  return function command(schema, handler, options = {}) {
    checkOptions('command', argumentsSchema, { schema, handler })
    checkOptions('command', optionsSchema, options)
    const { form, invalid, transaction = true } = options
    if (invalid && form === undefined) throw formIsMissing()
    const { writer } = parts
    // Which of the two contexts a handler takes is told by its type, from the same option.
    const run = handler as (context: object) => unknown

    async function answer(req: Request, res: Response, next: NextFunction): Promise<void> {
      if (safeMethods.has(req.method)) throw wrongMethod(req)
      checkSameOrigin(req, parts.trustedOrigins)
      const viewer = await asking.ask(req)
      const params = paramsOf(req, options.params)
      const formName = typeof form === 'function' ? checkFormName(form(params)) : form
      const typed = await parts.readInput(req, res)
      const { respond, said } = createRespond()
      try {
        const input = validate(schema, typed)
        const handle = async (write: object) => {
          const returned = await run({ ...write, input, params, viewer, respond, req, res })
          if (res.headersSent) throw sentByItself(transaction)
          return returned
        }
        const result = await (transaction ? writer.write(handle, run) : writer.writes(handle))
        sendAnswer(req, res, { said, formName, result })
      } catch (error) {
        if (!isInvalidInput(error) || res.headersSent) throw error
        const { issues } = error
        const showPage =
          invalid && formName !== undefined
            ? () => invalid(formOf(formName, typed, issues), req, res, next)
            : undefined
        await sendInvalid(req, res, { issues, formName, showPage })
      }
    }

    function observed(req: Request, res: Response, run: () => Promise<void>): Promise<void> {
      return timed(parts.timers, run, (durationMs, error) => {
        commanded.publish({
          route: routePath(req),
          method: req.method,
          caller: callerOf(req),
          status: error === undefined ? res.statusCode : (statusFrom(error) ?? 500),
          durationMs,
          error,
        })
      })
    }

    return toHandler(function command(req, res, next) {
      const run = () => answer(req, res, next)
      const answered = commanded.hasSubscribers ? observed(req, res, run) : run()
      answered.catch(next)
    })
  }
}

function wrongMethod({ method }: Request): OrionError {
  const todo = 'mount it with app.post, put, patch or delete'
  return new OrionError('ORION_COMMAND_METHOD', `a command was called by ${method}; ${todo}`)
}

function formIsMissing(): OrionError {
  const todo = 'name the form that it is handed: { form, invalid }'
  return new OrionError('ORION_OPTION', `command got invalid without form; ${todo}`)
}

function sentByItself(transaction: boolean): OrionError {
  const written = transaction ? 'nothing was written' : 'what it has written stays'
  return new OrionError(
    'ORION_RESPONSE_IN_COMMAND',
    `a command's handler sent the response; return a value or use respond; ${written}`,
  )
}
