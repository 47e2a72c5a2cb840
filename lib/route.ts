// A live route: from what is asked for to the view that shows it.
import type { Bus } from './bus.js'
import { type AboutView, rendered, timed } from './diagnostics.js'
import { OrionError, show } from './errors.js'
import type { PatchOptions } from './events.js'
import type { Frame } from './frame.js'
import { canonicalJson, frozen } from './given.js'
import type { Hints } from './hints.js'
import { checkHtml, type Html } from './html.js'
import type { Part, Parts, UsePart } from './parts.js'
import type { Asked, Optional } from './request.js'
import type { Timers } from './timers.js'
import { checkTopics, type Topics, topicsOf } from './topics.js'
import type { Reading, View, ViewSource } from './view.js'
import type { Views } from './views.js'

/** All that a render may know of a request: a frozen copy, equal for all who share the view. */
export interface Given<P extends Optional, Q extends Optional, S extends Optional, Viewer>
  extends Asked<P, Q, S> {
  /** Who is looking, as `orion.as` tells; null for a route that doesn't ask. */
  readonly viewer: Viewer
}

/** What `authorize` is given: the view's identity, and the store to read. */
export type CheckContext<G, R> = G & { readonly store: R }

/** What a render is given: the view's identity, the store to read, and what it may depend on. */
export type RenderContext<G, R> = CheckContext<G, R> & {
  /**
   * Watches more topics, found while rendering, until a later render no longer names them.
   *
   * @throws OrionError `ORION_TOPIC`, `ORION_LIMIT`
   */
  readonly watch: (...topics: readonly string[]) => void
  /** Puts in a cached fragment. */
  readonly part: UsePart
  /** The host's app, for `template`. */
  readonly [hostApp]?: HostApp
}

/** As much of the host's app as a view engine's render needs. */
export interface HostApp {
  render(name: string, locals: object, done: (error: Error | null, markup?: string) => void): void
}

export const hostApp = Symbol('app')

/** What a live route is declared as. */
export interface RouteDeclaration<G, R> {
  readonly topics: Topics<G>
  readonly render: (context: RenderContext<G, R>) => Html | Promise<Html>
  readonly authorize: ((context: CheckContext<G, R>) => boolean | Promise<boolean>) | undefined
  readonly throttleMs: number
  readonly everyMs: number | undefined
  readonly patch: PatchOptions
}

/** What every live route needs of its surroundings. */
export interface RouteParts<R> {
  readonly bus: Bus
  readonly timers: Timers
  readonly views: Views
  readonly parts: Parts
  /** What renders read; throws where a render can't be asked for. */
  reader(): R
  /** Runs a function outside of any request's async context. */
  outside<T>(fn: () => T): T
  /** Is told of a render that failed while streams were open. */
  reportRender(error: unknown, topics: readonly string[]): void
  /** Is told of likely mistakes; undefined where nobody develops. */
  readonly hints?: Hints | undefined
  /** Gives each route and each app that it is mounted in a number of its own. */
  nextNumber(): number
}

/** A view that somebody holds, and its frame at that time. */
export interface Visit<G> {
  readonly view: View
  /** What the view's render is given. */
  readonly given: G
  readonly frame: Frame
  leave(): void
}

export class Route<G extends Given<Optional, Optional, Optional, unknown>, R> {
  /** The path that it is mounted with, once it was asked for there. */
  path = ''
  #declaration: RouteDeclaration<G, R>
  #parts: RouteParts<R>
  #number: number
  #apps = new WeakMap<HostApp, number>()

  constructor(declaration: RouteDeclaration<G, R>, parts: RouteParts<R>) {
    this.#declaration = declaration
    this.#parts = parts
    this.#number = parts.nextNumber()
  }

  /**
   * Finds the view of what is asked for, if it may be seen, with a fresh frame, and holds it until the
   * visit ends.
   *
   * @throws what `authorize` or the render throw
   */
  async visit(asked: G, app: HostApp): Promise<Visit<G>> {
    const { params, query, signals, viewer, base } = asked
    const identity = canonicalJson({ params, query, signals, viewer, base })
    const place = `${this.#number} ${this.#numberOf(app)} ${identity}`
    // Thousands of visits share a view: what it is given is kept once.
    const given = (this.#parts.views.find(place)?.given ?? frozen(identity)) as G
    await this.#check(given)
    const view = this.#parts.views.get(place, () => this.#source(given, app))
    const leave = view.hold()
    try {
      return { view, given, frame: await view.fresh(), leave }
    } catch (error) {
      leave()
      throw error
    }
  }

  // A template reads its app's locals, so views of two apps are never one.
  #numberOf(app: HostApp): number {
    const number = this.#apps.get(app) ?? this.#parts.nextNumber()
    this.#apps.set(app, number)
    return number
  }

  #source(given: G, app: HostApp): ViewSource {
    const { bus, outside, reportRender } = this.#parts
    const { topics, throttleMs, everyMs, patch } = this.#declaration
    const watched = outside(() => topicsOf(topics, given))
    const number = this.#parts.nextNumber()
    const about = () => ({ route: this.path, view: number, topics: watched })
    return {
      given,
      about,
      throttleMs,
      everyMs,
      format: { patch, padded: given.viewer !== null },
      listen: bus.listen,
      check: () => this.#check(given),
      render: (reading) =>
        outside(() => {
          const render = () => this.#render(given, watched, app, reading)
          return rendered.hasSubscribers ? this.#observed(render, about()) : render()
        }),
      onError: (error) => reportRender(error, watched),
    }
  }

  #observed(render: () => Promise<string>, about: AboutView): Promise<string> {
    return timed(this.#parts.timers, render, (durationMs, error) => {
      rendered.publish({ ...about, durationMs, error })
    })
  }

  async #render(
    given: G,
    watched: readonly string[],
    app: HostApp,
    reading: Reading,
  ): Promise<string> {
    const { bus, parts } = this.#parts
    const watch = (...topics: readonly string[]) => {
      for (const topic of checkTopics(topics)) {
        const isNew = reading.names(`topic ${topic}`, () => bus.subscribe(topic, reading.wake))
        // What it tells of may have been read before the topic was watched.
        if (isNew && reading.heard(topic)) reading.wake()
      }
    }
    const part = <Key>(it: Part<Key>, key?: Key) => parts.use(it, key as Key, reading)
    watch(...watched)
    await this.#check(given)
    const context = { ...given, store: this.#parts.reader(), watch, part, [hostApp]: app }
    return this.#markupOf(await this.#declaration.render(context))
  }

  async #check(given: G): Promise<void> {
    const { authorize } = this.#declaration
    const store = this.#parts.reader()
    if (authorize === undefined) return
    if (await this.#parts.outside(() => authorize({ ...given, store }))) return
    throw new OrionError('ORION_FORBIDDEN', `authorize refused ${show(given.params)}`)
  }

  #markupOf(rendered: unknown): string {
    const markup = checkHtml(rendered, 'a render').toString()
    const { selector, mode } = this.#declaration.patch
    if (markup.trim() !== '') {
      if (selector === undefined) this.#parts.hints?.rendered(this, this.path, markup)
      return markup
    }
    if (mode === 'inner') return markup
    const todo = 'return html`...` with an element that has an id'
    throw new OrionError('ORION_RENDER', `a render returned no markup; ${todo}`)
  }
}
