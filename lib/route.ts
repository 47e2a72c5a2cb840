// A live route: from a request to the view that it follows, with the checks on the way.
import { OrionError, show } from './errors.js'
import type { Frame } from './frame.js'
import { canonicalJson, frozen } from './given.js'
import { type Html, isHtml } from './html.js'
import { type GivenRequest, type ParamsOf, paramsOf } from './request.js'
import type { StandardSchemaV1 } from './schema.js'
import type { Timers } from './timers.js'
import { checkTopics } from './topics.js'
import type { View } from './view.js'
import { Views } from './views.js'

/** All that a render may know of a request: a frozen copy, equal for all who share the view. */
export interface Given<Params> {
  /** The route's params: what their schema puts out, or as Express has them. */
  readonly params: Params
  /** The path that the route's router is mounted at; `''` for the app itself. */
  readonly base: string
}

/** What a render is given: the store to read, and the view's identity. */
export type RenderContext<Params, R> = Given<Params> & { readonly store: R }

/** The topics that a view watches, or a function of what it is given. */
export type Topics<Params> =
  | string
  | readonly string[]
  | ((given: Given<Params>) => string | readonly string[])

/** What a live route is declared as. */
export interface RouteDeclaration<P extends StandardSchemaV1 | undefined, R> {
  readonly topics: Topics<ParamsOf<P>>
  readonly render: (context: RenderContext<ParamsOf<P>, R>) => Html | Promise<Html>
  readonly params: P | undefined
  readonly authorize:
    | ((context: RenderContext<ParamsOf<P>, R>) => boolean | Promise<boolean>)
    | undefined
  readonly throttleMs: number
}

/** What every live route needs of its surroundings. */
export interface RouteParts<R> {
  readonly timers: Timers
  /** What renders read; throws where a render can't be asked for. */
  reader(): R
  /** Runs a function outside of any request's async context. */
  outside<T>(fn: () => T): T
  /** Calls `wake` at each publish of the topic; returns the undo. */
  subscribe(topic: string, wake: () => void): () => void
  /** Is told of a render that failed while streams were open. */
  reportRender(error: unknown, topics: readonly string[]): void
}

/** A view that somebody holds, and its frame at that time. */
export interface Visit {
  readonly view: View
  readonly frame: Frame
  leave(): void
}

export class Route<P extends StandardSchemaV1 | undefined, R> {
  #declaration: RouteDeclaration<P, R>
  #parts: RouteParts<R>
  #views = new Views()

  constructor(declaration: RouteDeclaration<P, R>, parts: RouteParts<R>) {
    this.#declaration = declaration
    this.#parts = parts
  }

  /** How many views are living. */
  get size(): number {
    return this.#views.size
  }

  /**
   * Finds the view of a request that may see it, with a fresh frame, and holds it until the visit ends.
   *
   * @throws what the params' schema, `authorize` or the render throw
   */
  async visit(req: GivenRequest): Promise<Visit> {
    const params = paramsOf(req, this.#declaration.params)
    const identity = canonicalJson({ params, base: req.baseUrl })
    const given = frozen<Given<ParamsOf<P>>>(identity)
    const store = this.#parts.reader()
    await this.#parts.outside(() => this.#check({ ...given, store }))
    const view = this.#views.get(identity, () => this.#source(given))
    const leave = view.hold()
    try {
      return { view, frame: await view.fresh(), leave }
    } catch (error) {
      leave()
      throw error
    }
  }

  #source(given: Given<ParamsOf<P>>) {
    const { timers, subscribe, outside, reportRender } = this.#parts
    const { throttleMs } = this.#declaration
    const topics = this.#topics(given)
    return {
      timers,
      throttleMs,
      render: () => outside(() => this.#render(given)),
      subscribe(wake: () => void) {
        const undos = topics.map((topic) => subscribe(topic, wake))
        return () => {
          for (const undo of undos) undo()
        }
      },
      onError: (error: unknown) => reportRender(error, topics),
    }
  }

  #topics(given: Given<ParamsOf<P>>): readonly string[] {
    const { topics } = this.#declaration
    const watched = typeof topics === 'function' ? topics(given) : topics
    return [...new Set(checkTopics([watched].flat()))]
  }

  async #render(given: Given<ParamsOf<P>>): Promise<string> {
    const context = { ...given, store: this.#parts.reader() }
    await this.#check(context)
    return markupOf(await this.#declaration.render(context))
  }

  async #check(context: RenderContext<ParamsOf<P>, R>): Promise<void> {
    const { authorize } = this.#declaration
    if (authorize === undefined || (await authorize(context))) return
    throw new OrionError('ORION_FORBIDDEN', `authorize refused ${show(context.params)}`)
  }
}

function markupOf(rendered: unknown): string {
  const markup = isHtml(rendered) ? rendered.toString() : ''
  if (markup.trim() !== '') return markup
  const todo = 'return html`...` with an element that has an id'
  throw new OrionError('ORION_RENDER', `a render returned ${show(rendered)}; ${todo}`)
}
