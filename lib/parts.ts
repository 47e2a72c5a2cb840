// Parts: cached fragments inside views, each rendered again only once its own topics were published.
import type { Bus } from './bus.js'
import { codedError, OrionError, show } from './errors.js'
import { Fresh } from './fresh.js'
import { canonicalJson, frozen } from './given.js'
import { checkHtml, type Html } from './html.js'
import type { Renders } from './renders.js'
import { type Topics, topicsOf } from './topics.js'
import type { Reading } from './view.js'

const definition = Symbol('part')

interface Definition<Key> {
  readonly owner: object
  readonly number: number
  readonly topics: Topics<Key>
  readonly render: (key: Key) => Html | Promise<Html>
}

/** A cached fragment, made by `orion.part`; a render puts it in with `await part(it, key)`. */
export interface Part<Key> {
  readonly [definition]: Definition<Key>
}

/** What a part's render is given. */
export interface PartContext<Key, R> {
  readonly store: R
  /** What the view asked for: a frozen copy. */
  readonly key: Key
}

/** Puts a part into a render. */
export type UsePart = <Key>(
  part: Part<Key>,
  ...key: undefined extends Key ? [key?: Key] : [key: Key]
) => Promise<Html>

/** What parts need of their surroundings. */
export interface PartsParts {
  readonly subscribe: Bus['subscribe']
  readonly renders: Renders
  /** The most that are cached at once. */
  readonly limit: number
}

export class Parts {
  #parts: PartsParts
  #defined = 0
  /** The one that was used last comes last. */
  #cached = new Map<string, CachedPart>()

  constructor(parts: PartsParts) {
    this.#parts = parts
  }

  /** How many are cached. */
  get size(): number {
    return this.#cached.size
  }

  define<Key>(topics: Topics<Key>, render: (key: Key) => Html | Promise<Html>): Part<Key> {
    return { [definition]: { owner: this, number: this.#defined++, topics, render } }
  }

  /**
   * Gives a part's markup, rendered no earlier than the last publish of its topics, and makes the view
   * that is reading depend on it.
   *
   * @throws what the part's topics or render throw
   * @throws OrionError `ORION_GIVEN` for a key that JSON can't hold, `ORION_LIMIT` if too many are in use
   */
  use<Key>(part: Part<Key>, key: Key, reading: Reading): Promise<Html> {
    const { owner, number, topics, render } = definitionOf(part)
    if (owner !== this) throw new OrionError('ORION_OPTION', 'part got a part of another Orion')
    // JSON has no undefined: it is the key of a part that takes none.
    const json = key === undefined ? undefined : canonicalJson(key, 'the key of a part')
    const identity = `${number} ${json}`
    let cached = this.#cached.get(identity)
    if (cached === undefined) {
      const copy = json === undefined ? key : frozen<Key>(json)
      this.#makeRoom()
      const name = json === undefined ? 'a part' : `the part of ${json}`
      cached = new CachedPart(name, topicsOf(topics, copy), this.#parts, async () => render(copy))
    }
    this.#cached.delete(identity)
    this.#cached.set(identity, cached)
    const { users } = cached
    reading.names(`part ${identity}`, () => {
      users.add(reading.wake)
      return () => users.delete(reading.wake)
    })
    const html = cached.fresh.get()
    // A render that forgot to await it is told so; the failure itself must not end the process.
    html.catch(() => undefined)
    return html
  }

  // What nobody uses stays cached, for the next page, until others need its room.
  #makeRoom(): void {
    if (this.#cached.size < this.#parts.limit) return
    for (const [identity, cached] of this.#cached) {
      if (cached.users.size > 0) continue
      this.#cached.delete(identity)
      cached.close()
      return
    }
    const what = `more than ${this.#parts.limit} parts are in use`
    throw new OrionError(
      'ORION_LIMIT',
      `${what}; let fewer keys make a part, or raise limits.parts`,
    )
  }
}

class CachedPart {
  readonly fresh: Fresh<Html>
  /** The wakes of the views that use it. */
  readonly users = new Set<() => void>()
  readonly close: () => void

  constructor(
    name: string,
    topics: readonly string[],
    { subscribe, renders }: PartsParts,
    render: () => Promise<Html>,
  ) {
    this.fresh = new Fresh({
      read(begin) {
        begin()
        return renders
          .within(async () => checkHtml(await render(), name), name)
          .catch((error: unknown) => {
            const todo = 'the views that use it keep their last frames'
            throw codedError('ORION_PART', error, { what: name, todo })
          })
      },
    })
    const undos = topics.map((topic) => subscribe(topic, () => this.#wake()))
    this.close = () => {
      for (const undo of undos) undo()
    }
  }

  #wake(): void {
    this.fresh.wake()
    for (const wake of this.users) wake()
  }
}

function definitionOf<Key>(part: Part<Key>): Definition<Key> {
  if (typeof part === 'object' && part !== null && definition in part) return part[definition]
  throw new OrionError('ORION_OPTION', `part got ${show(part)}; give what orion.part returned`)
}
