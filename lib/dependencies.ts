// What the renders of a view depend on - topics, parts - subscribed to for as long as renders name it.
import { OrionError } from './errors.js'

/** Subscribes to a dependency; returns the undo. */
export type Subscribe = () => () => void

/** What one render names while it runs. */
export interface Naming {
  /**
   * Names a dependency; returns true if it is new to the view.
   *
   * @throws OrionError `ORION_RENDER` once the render is over
   * @throws OrionError `ORION_LIMIT` for more than a view may have
   */
  name(key: string, subscribe: Subscribe): boolean
  /** Ends the naming; with `drop`, what it did not name is let go. */
  end(options: { readonly drop: boolean }): void
}

export class Dependencies {
  #limit: number
  #undos = new Map<string, () => void>()
  #closed = false

  /** @param limit the most that there may be at once */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Begins the naming of one render. */
  begin(): Naming {
    const named = new Set<string>()
    let open = true
    return {
      name: (key, subscribe) => {
        if (!open) throw new OrionError('ORION_RENDER', 'watch or part was called after its render')
        named.add(key)
        if (this.#undos.has(key) || this.#closed) return false
        this.#checkRoom()
        this.#undos.set(key, subscribe())
        return true
      },
      end: ({ drop }) => {
        open = false
        if (drop) this.#drop((key) => !named.has(key))
      },
    }
  }

  /** Lets everything go, and takes nothing more. */
  close(): void {
    this.#closed = true
    this.#drop(() => true)
  }

  #checkRoom(): void {
    if (this.#undos.size < this.#limit) return
    const what = `a view watches more than ${this.#limit} topics and parts`
    throw new OrionError(
      'ORION_LIMIT',
      `${what}; watch a coarser topic, or raise limits.topicsPerView`,
    )
  }

  #drop(goes: (key: string) => boolean): void {
    for (const [key, undo] of this.#undos) {
      if (!goes(key)) continue
      this.#undos.delete(key)
      undo()
    }
  }
}
