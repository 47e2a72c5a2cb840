// The living views of one Orion, by route and identity: requests of a route with equal givens share one.
import { OrionError } from './errors.js'
import type { Renders } from './renders.js'
import type { Timers } from './timers.js'
import { View, type ViewSource } from './view.js'
import type { DeltaEncoder } from './wire/delta-frame.js'

/** What views need of their surroundings. */
export interface ViewsParts {
  readonly timers: Timers
  readonly renders: Renders
  readonly encoder: DeltaEncoder
  readonly limits: {
    readonly views: number
    readonly topicsPerView: number
    readonly frameBytes: number
  }
}

export class Views {
  #parts: ViewsParts
  #views = new Map<string, View>()

  constructor(parts: ViewsParts) {
    this.#parts = parts
  }

  get size(): number {
    return this.#views.size
  }

  /** Finds the living view of an identity. */
  find(identity: string): View | undefined {
    return this.#views.get(identity)
  }

  /**
   * Finds the view of this identity, or makes it; it lives while somebody holds it.
   *
   * @throws OrionError `ORION_LIMIT` if there are too many already
   */
  get(identity: string, makeSource: () => ViewSource): View {
    const living = this.find(identity)
    if (living) return living
    const { timers, renders, encoder, limits } = this.#parts
    if (this.#views.size >= limits.views) {
      const what = `there are ${limits.views} views already`
      const todo = 'let fewer params, queries or signals make a view, or raise limits.views'
      throw new OrionError('ORION_LIMIT', `${what}; ${todo}`)
    }
    const view = new View(makeSource(), {
      timers,
      renders,
      encoder,
      topicsPerView: limits.topicsPerView,
      frameBytes: limits.frameBytes,
      onIdle: () => this.#views.delete(identity),
    })
    this.#views.set(identity, view)
    return view
  }
}
