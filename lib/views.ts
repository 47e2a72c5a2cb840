// The living views of one route, by identity: requests with equal givens share one.
import { View, type ViewSource } from './view.js'

export class Views {
  #views = new Map<string, View>()

  get size(): number {
    return this.#views.size
  }

  /** Finds the view of this identity, or makes it; it lives while somebody holds it. */
  get(identity: string, makeSource: () => Omit<ViewSource, 'onIdle'>): View {
    const living = this.#views.get(identity)
    if (living) return living
    const view = new View({ ...makeSource(), onIdle: () => this.#views.delete(identity) })
    this.#views.set(identity, view)
    return view
  }
}
