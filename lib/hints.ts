// Hints: what development is told, once, of what is likely a mistake and yet no error.
import type { Bus } from './bus.js'
import { show } from './errors.js'
import { topWithoutId } from './top-level.js'
import { TopicNames } from './topic-names.js'

/** So many frames of a route are looked at: what is right in these is right in the others. */
const framesSeen = 20

/** Tells whether the process runs for somebody who develops: as Express has it, unless `NODE_ENV` says else. */
export function isDevelopment(): boolean {
  return (process.env.NODE_ENV || 'development') === 'development'
}

export class Hints {
  readonly topics = new TopicNames(({ published, watched }) => {
    const seen = `${show(published)} was published, but nothing watches it`
    const near = `${show(watched)} is watched, but was never published`
    this.#tell(`${seen}; ${near}. If they are the same, give them one name`)
  })
  #told = new Set<string>()
  #warn: (text: string) => void
  #hasScript = false
  #hasClient = false
  #wasAsked = false
  /** How many frames of a route are still looked at. */
  #toSee = new WeakMap<object, number>()

  /** @param warn is told each hint */
  constructor(warn: (text: string) => void) {
    this.#warn = warn
  }

  /** A bus that notes what is published and watched. */
  noting(bus: Bus): Bus {
    return {
      ...bus,
      publish: (topics) => {
        this.topics.published(topics)
        bus.publish(topics)
      },
      subscribe: (topic, wake) => {
        this.topics.watched(topic)
        return bus.subscribe(topic, wake)
      },
    }
  }

  /** The tag that loads the client was made. */
  scriptMade(): void {
    this.#hasScript = true
    this.#checkClient()
  }

  /** What serves the client was made. */
  clientMade(): void {
    this.#hasClient = true
  }

  /** A live route was asked for: by now the app is whole. */
  asked(): void {
    this.#wasAsked = true
    this.#checkClient()
  }

  /**
   * A live route has rendered markup that finds its place by ids.
   *
   * @param route the route, and `path` where it is mounted
   */
  rendered(route: object, path: string, markup: string): void {
    const toSee = this.#toSee.get(route) ?? framesSeen
    if (toSee === 0) return
    const culprit = topWithoutId(markup)
    this.#toSee.set(route, culprit === undefined ? toSee - 1 : 0)
    if (culprit === undefined) return
    const name = path === '' ? 'a live route' : `the live route ${show(path)}`
    const seen = `${name} renders ${show(culprit)} without an id`
    const why = 'the browser does not find its place'
    const todo = 'give each element at the top an id that the page has, or the route a selector'
    this.#tell(`${seen}, so ${why}; ${todo}`)
  }

  #checkClient(): void {
    if (this.#hasClient || !this.#hasScript || !this.#wasAsked) return
    const seen = 'orion.script() is on a page, but nothing serves the client that it loads'
    this.#tell(`${seen}; add app.use(orion.client()) before your routes`)
  }

  #tell(text: string): void {
    if (this.#told.has(text)) return
    this.#told.add(text)
    this.#warn(`orion: ${text}`)
  }
}
