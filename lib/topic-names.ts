// Finds topics that were misspelt: one that is published and that nobody watches, beside one nearly the
// same that is watched and was never published.
import type { Topics } from './topics.js'

/** Two topics that are likely meant to be one. */
export interface Misspelling {
  readonly published: string
  readonly watched: string
}

/** Names kept at most: topics without a name in front may be any number. */
const namesKept = 1000

export class TopicNames {
  /** By their names, a topic of each. */
  #published = new Map<string, string>()
  #watched = new Map<string, string>()
  /** Names that may be meant by another: a topic that a function gave may be somebody's own word. */
  #fixed = new Map<string, string>()
  /** Declared functions that have not told a topic so far. */
  #untold = 0
  #found: (misspelling: Misspelling) => void

  /** @param found is told of what was found */
  constructor(found: (misspelling: Misspelling) => void) {
    this.#found = found
  }

  /** Notes the topics that a live route or a part declares; gives them back, a function as one that notes. */
  declared<G>(topics: Topics<G>): Topics<G> {
    if (typeof topics !== 'function') {
      for (const topic of [topics].flat()) this.#note(topic, this.#fixed, this.#watched)
      return topics
    }
    let told = false
    this.#untold++
    return (given) => {
      const topicsOfGiven = topics(given)
      for (const topic of [topicsOfGiven].flat()) this.watched(topic)
      if (!told) {
        told = true
        this.#untold--
        this.#compare()
      }
      return topicsOfGiven
    }
  }

  watched(topic: string): void {
    const isPrefixed = nameOf(topic) !== topic
    if (isPrefixed) this.#note(topic, this.#fixed, this.#watched)
    else this.#note(topic, this.#watched)
  }

  published(topics: readonly string[]): void {
    // All of them first: who publishes both names means both.
    const isNew = topics.map((topic) => keep(this.#published, topic)).includes(true)
    if (isNew) this.#compare()
  }

  #note(topic: unknown, ...maps: readonly Map<string, string>[]): void {
    if (typeof topic !== 'string') return
    const isNew = maps.map((map) => keep(map, topic)).includes(true)
    if (isNew) this.#compare()
  }

  // As long as a function may still tell the name, nothing is known to be watched by nobody.
  #compare(): void {
    if (this.#untold > 0) return
    for (const [name, published] of this.#published) {
      if (this.#watched.has(name)) continue
      for (const [other, watched] of this.#fixed) {
        if (this.#published.has(other) || !isNear(name, other)) continue
        this.#found({ published, watched })
      }
    }
  }
}

function keep(names: Map<string, string>, topic: string): boolean {
  const name = nameOf(topic)
  if (names.has(name) || names.size >= namesKept) return false
  names.set(name, topic)
  return true
}

/** What stands before an id: `todo` of `todo:7`, `todo/7` and `todo7`. */
function nameOf(topic: string): string {
  return /^[^\d:/.#|-]*/.exec(topic)?.[0] ?? ''
}

const shortestName = 3

/** Whether one letter, or the order of two, makes the difference; or only their case. */
function isNear(one: string, other: string): boolean {
  if (Math.min(one.length, other.length) < shortestName) return false
  const [a, b] = [one.toLowerCase(), other.toLowerCase()]
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const [restOfA, restOfB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  if (restOfA.length <= 1 && restOfB.length <= 1) return true
  return restOfA.length === 2 && restOfA === [...restOfB].reverse().join('')
}
