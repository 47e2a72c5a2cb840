// The one way to write: a transaction, and what is published and done after it has committed.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Bus } from './bus.js'
import { OrionError } from './errors.js'
import type { Store } from './store.js'
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

interface Scope {
  readonly topics: Set<string>
  open: boolean
}

export class Writer<R, W> {
  #store: Store<R, W>
  #bus: Bus
  #reportAfter: (error: unknown) => void
  #scopes = new AsyncLocalStorage<Scope>()
  #running = new Set<Promise<unknown>>()
  #closing: Promise<void> | undefined

  /** @param reportAfter is told of an `after` callback that failed */
  constructor(
    openStore: (guard: () => void) => Store<R, W>,
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
    this.#check('a render')
    return this.#store.reader
  }

  /** Publishes at once, or inside a write after its commit. */
  publish(topics: readonly string[]): void {
    this.#publishIn(this.#scopes.getStore(), topics)
  }

  /**
   * Runs `fn` in one transaction, then publishes what it asked for and runs its `after` callbacks.
   *
   * @throws what `fn` throws, after a rollback; nothing is published then
   * @throws OrionError `ORION_STORE_IN_COMMAND`, `ORION_CLOSED`
   */
  async write<T>(fn: (context: WriteContext<W>) => T | Promise<T>): Promise<T> {
    this.#check('another write')
    const running = this.#run(fn)
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  /** Waits for the writes that have begun, whatever becomes of them. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#running)
  }

  /** Takes no more writes, waits for those that have begun, and closes the store, once. */
  close(): Promise<void> {
    this.#closing ??= this.settle().then(() => this.#store.close())
    return this.#closing
  }

  #check(what: string): void {
    this.#checkOutside(what)
    if (this.#closing) throw new OrionError('ORION_CLOSED', `${what} was asked for after close()`)
  }

  #checkOutside(what: string): void {
    if (!this.#scopes.getStore()?.open) return
    const why = 'would wait for this very transaction, or not see it'
    throw new OrionError(
      'ORION_STORE_IN_COMMAND',
      `a command or a write asked for ${what}, which ${why}; use the store that it is given`,
    )
  }

  async #run<T>(fn: (context: WriteContext<W>) => T | Promise<T>): Promise<T> {
    const scope: Scope = { topics: new Set(), open: true }
    const afters: (() => unknown)[] = []
    let result: T
    try {
      result = await this.#store.write((store) =>
        this.#scopes.run(scope, async () =>
          fn({
            store,
            publish: (...topics) => this.#publishIn(scope, topics),
            after: (callback) => void afters.push(callback),
          }),
        ),
      )
    } finally {
      // From here on what the handler left running is outside of the transaction.
      scope.open = false
    }
    this.#bus.publish([...scope.topics])
    for (const callback of afters) await this.#runAfter(callback)
    return result
  }

  #publishIn(scope: Scope | undefined, topics: readonly string[]): void {
    checkTopics(topics)
    if (scope?.open) for (const topic of topics) scope.topics.add(topic)
    else this.#bus.publish([...new Set(topics)])
  }

  async #runAfter(callback: () => unknown): Promise<void> {
    try {
      await callback()
    } catch (error) {
      this.#reportAfter(error)
    }
  }
}
