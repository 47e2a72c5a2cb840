// The one way to write: a transaction, and what is published and done after it has committed. Who writes
// more than once is under way from its first write to its last.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Bus } from './bus.js'
import { OrionError } from './errors.js'
import type { OpenStore } from './store.js'
import { checkTopics } from './topics.js'

/** What a write is given. */
export interface WriteContext<W> {
  /** The transaction. */
  readonly store: W
  /**
   * Publishes topics once the transaction has committed, and never if it is rolled back.
   *
   * @throws OrionError `ORION_TOPIC` for a topic that isn't a string with something in it
   */
  publish(...topics: readonly string[]): void
  /** Runs `fn` once the transaction has committed, before the answer: for mail, queues and the like. */
  after(fn: () => unknown): void
}

/** What somebody is given who writes more than once, each time in a transaction of its own. */
export interface WritesContext<W> {
  /**
   * Runs `fn` in one transaction, then publishes what it asked for and runs its `after` callbacks.
   *
   * @throws what `fn` throws, after a rollback
   */
  write<T>(fn: (context: WriteContext<W>) => T | Promise<T>): Promise<T>
  /**
   * Publishes topics at once.
   *
   * @throws OrionError `ORION_TOPIC` for a topic that isn't a string with something in it
   */
  publish(...topics: readonly string[]): void
  /** Runs `fn` once all is done, before the answer, and never after a failure. */
  after(fn: () => unknown): void
}

/** What runs here: a transaction, which has topics to publish, or somebody who writes more than once. */
interface Scope {
  readonly topics: Set<string> | undefined
  open: boolean
}

export class Writer<R, W> {
  #store: OpenStore<R, W>
  #bus: Bus
  #reportAfter: (error: unknown) => void
  #scopes = new AsyncLocalStorage<Scope>()
  #running = new Set<Promise<unknown>>()
  #closing: Promise<void> | undefined

  /** @param reportAfter is told of an `after` callback that failed */
  constructor(
    openStore: (guard: () => void) => OpenStore<R, W>,
    bus: Bus,
    reportAfter: (error: unknown) => void,
  ) {
    this.#store = openStore(() => this.#checkOutside('the store itself'))
    this.#bus = bus
    this.#reportAfter = reportAfter
  }

  /**
   * The store outside of writes.
   *
   * @throws OrionError `ORION_STORE_IN_COMMAND`, `ORION_CLOSED`
   */
  get direct(): R {
    this.#check('orion.store')
    return this.#store.direct
  }

  /**
   * What renders read.
   *
   * @throws OrionError `ORION_STORE_IN_COMMAND`, `ORION_CLOSED`
   */
  get reader(): R {
    this.#check('a render or orion.reader')
    return this.#store.reader
  }

  /** Publishes at once, or inside a write after its commit. */
  publish(topics: readonly string[]): void {
    this.#publishIn(this.#scopes.getStore(), topics)
  }

  /**
   * Runs `fn` in one transaction, then publishes what it asked for and runs its `after` callbacks.
   *
   * @param source what the write comes from, the same each time
   * @throws what `fn` throws, after a rollback; nothing is published then
   * @throws OrionError `ORION_STORE_IN_COMMAND`, `ORION_CLOSED`
   */
  write<T>(fn: (context: WriteContext<W>) => T | Promise<T>, source: object = fn): Promise<T> {
    return this.#track(this.#run(fn, source, this.#scopes.getStore()))
  }

  /**
   * Runs `fn` outside of a transaction, for work that must not hold the store, such as a payment between
   * two writes. All of it counts as one write under way: it may go on while the writer closes.
   *
   * @throws what `fn` throws; what it wrote before stays
   * @throws OrionError `ORION_STORE_IN_COMMAND`, `ORION_CLOSED`
   */
  writes<T>(fn: (context: WritesContext<W>) => T | Promise<T>): Promise<T> {
    return this.#track(this.#runWrites(fn))
  }

  /** Waits for the writes that have begun, whatever becomes of them. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#running)
  }

  /** Takes no more writes, waits for those that have begun, and closes the store, once. */
  close(): Promise<void> {
    this.#closing ??= this.#finish()
    return this.#closing
  }

  // Somebody who writes more than once may begin a write and not wait for it.
  async #finish(): Promise<void> {
    while (this.#running.size > 0) await this.settle()
    await this.#store.close()
  }

  // Whoever writes more than once is let through to its end, though the writer closes meanwhile.
  #check(what: string, within = this.#scopes.getStore()): void {
    this.#checkOutside(what)
    if (this.#closing === undefined || within?.open) return
    throw new OrionError('ORION_CLOSED', `${what} was asked for after close()`)
  }

  #checkOutside(what: string): void {
    if (openTransaction(this.#scopes.getStore()) === undefined) return
    const why = 'would wait for this very transaction, or not see it'
    throw new OrionError(
      'ORION_STORE_IN_COMMAND',
      `a command or a write asked for ${what}, which ${why}; use the store that it is given`,
    )
  }

  #track<T>(running: Promise<T>): Promise<T> {
    this.#running.add(running)
    const forget = () => void this.#running.delete(running)
    running.then(forget, forget)
    return running
  }

  async #runWrites<T>(fn: (context: WritesContext<W>) => T | Promise<T>): Promise<T> {
    this.#check('another command')
    const scope: Scope = { topics: undefined, open: true }
    const afters: (() => unknown)[] = []
    try {
      return await this.#scopes.run(scope, async () => {
        const result = await fn({
          write: (write) => this.#track(this.#run(write, write, scope)),
          publish: (...topics) => this.publish(topics),
          after: (callback) => void afters.push(callback),
        })
        await this.#runAfters(afters)
        return result
      })
    } finally {
      scope.open = false
    }
  }

  async #run<T>(
    fn: (context: WriteContext<W>) => T | Promise<T>,
    source: object,
    within: Scope | undefined,
  ): Promise<T> {
    this.#check('another write', within)
    const topics = new Set<string>()
    const scope: Scope = { topics, open: true }
    const afters: (() => unknown)[] = []
    let result: T
    try {
      result = await this.#store.write(
        (store) =>
          this.#scopes.run(scope, async () =>
            fn({
              store,
              publish: (...published) => this.#publishIn(scope, published),
              after: (callback) => void afters.push(callback),
            }),
          ),
        source,
      )
    } finally {
      // From here on what the handler left running is outside of the transaction.
      scope.open = false
    }
    this.#bus.publish([...topics])
    if (afters.length > 0) await this.#runAfters(afters)
    return result
  }

  #publishIn(scope: Scope | undefined, topics: readonly string[]): void {
    checkTopics(topics)
    const later = openTransaction(scope)
    if (later) for (const topic of topics) later.add(topic)
    else this.#bus.publish([...new Set(topics)])
  }

  async #runAfters(callbacks: readonly (() => unknown)[]): Promise<void> {
    for (const callback of callbacks) {
      try {
        await callback()
      } catch (error) {
        this.#reportAfter(error)
      }
    }
  }
}

// The topics that a transaction publishes once it has committed, as long as it is open.
function openTransaction(scope: Scope | undefined): Set<string> | undefined {
  return scope?.open ? scope.topics : undefined
}
