// Group commit: writes that wait for the one connection share a transaction and its sync to the disk. They
// run one after the other, each in a savepoint of its own, and are answered once all has committed.
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { OrionError } from './errors.js'
import type { Timers } from './timers.js'

// In a batch no write begins later than this after the first. One that took longer the last time begins a
// batch of its own, for those before it would wait for it.
const maxMs = 10

/** The transaction that the writes of a batch share. */
export interface SharedTransaction {
  begin(): void
  /** False once an error has rolled all of it back, as SQLite does when the disk is full. */
  readonly isOpen: boolean
  /** Whether a write could make it fail for others; asked between two writes. */
  readonly isRisky: boolean
  /** Rolls the last write back, after a commit that failed. */
  undoLast(): void
  commit(): void
}

/** Runs one write in a savepoint; when it throws, that alone is rolled back. */
type RunWrite<W> = <T>(fn: (tx: W) => Promise<T>) => Promise<T>

/** Waits for the connection and holds it while `fn` runs; rolls back what that has not committed. */
export type Hold<W> = (
  fn: (shared: SharedTransaction, run: RunWrite<W>) => Promise<void>,
) => Promise<void>

interface Waiting<W> {
  /** What it comes from, the same each time. */
  readonly source: object
  run(run: RunWrite<W>): Promise<Outcome>
  reject(error: unknown): void
}

/** A write that has run, and is to be answered. */
interface Outcome {
  answer(): void
  /** Answers with why it was not committed, unless it has failed by itself. */
  fail(error: unknown): void
}

export class GroupCommit<W> {
  #hold: Hold<W>
  #timers: Timers
  #waiting: Waiting<W>[] = []
  #slow = new WeakSet<object>()
  #isRunning = false
  // A batch belongs to nobody, least of all to who came first.
  #outside = AsyncLocalStorage.snapshot()

  constructor(hold: Hold<W>, timers: Timers) {
    this.#hold = hold
    this.#timers = timers
  }

  /**
   * Runs `fn` after the writes that came before it, in the async context of this call.
   *
   * @param source what the write comes from, the same each time, such as the handler of a command
   * @returns what `fn` returned, once it has committed
   * @throws what `fn` throws, after a rollback; what the commit throws
   * @throws OrionError `ORION_ROLLED_BACK` if another write ended the transaction that they shared
   */
  write<T>(fn: (tx: W) => Promise<T>, source: object): Promise<T> {
    // What AsyncLocalStorage.snapshot() is made of, for a tenth of its time.
    const here = new AsyncResource('OrionWrite')
    return new Promise((resolve, reject) => {
      const run = (inSavepoint: RunWrite<W>) =>
        inSavepoint((tx) => here.runInAsyncScope(fn, undefined, tx)).then<Outcome, Outcome>(
          (result) => ({ answer: () => resolve(result), fail: reject }),
          (error) => ({ answer: () => reject(error), fail: () => reject(error) }),
        )
      this.#waiting.push({ source, run, reject })
      if (!this.#isRunning) this.#outside(() => void this.#runBatches())
    })
  }

  async #runBatches(): Promise<void> {
    this.#isRunning = true
    while (this.#waiting.length > 0) {
      // The requests that came in with the first, or during the last commit, are read in this turn.
      await new Promise((turn) => setImmediate(turn))
      for (const { answer } of await this.#runBatch()) answer()
    }
    this.#isRunning = false
  }

  // Gives what is to be answered, when the connection is free again for whoever else waits for it.
  async #runBatch(): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = []
    let committed: readonly Outcome[] = []
    try {
      await this.#hold(async (shared, run) => {
        shared.begin()
        await this.#runEach(shared, run, outcomes)
        committed = commit(shared, outcomes)
      })
      return committed
    } catch (error) {
      if (outcomes.length > 0) return failed(outcomes, error)
      // Nothing could begin: another process holds the file, say.
      for (const { reject } of this.#waiting.splice(0)) reject(error)
      return []
    }
  }

  async #runEach(shared: SharedTransaction, run: RunWrite<W>, outcomes: Outcome[]): Promise<void> {
    const begun = this.#timers.now()
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#next(shared)) {
      const started = this.#timers.now()
      outcomes.push(await next.run(run))
      const ended = this.#timers.now()
      if (ended - started > maxMs) this.#slow.add(next.source)
      else this.#slow.delete(next.source)
      if (!shared.isOpen || ended - begun > maxMs) return
    }
  }

  #next(shared: SharedTransaction): Waiting<W> | undefined {
    const [next] = this.#waiting
    if (next === undefined || this.#slow.has(next.source) || shared.isRisky) return undefined
    return this.#waiting.shift()
  }
}

// Tells what is to be answered: whatever was risky came last (`isRisky`), so the others may do without.
function commit(shared: SharedTransaction, outcomes: readonly Outcome[]): readonly Outcome[] {
  if (!shared.isOpen) return failed(outcomes, rolledBack())
  try {
    shared.commit()
    return outcomes
  } catch (error) {
    if (!shared.isOpen) return failed(outcomes, error)
    const others = outcomes.slice(0, -1)
    return [...commitWithoutLast(shared, others), ...failed(outcomes.slice(-1), error)]
  }
}

function commitWithoutLast(
  shared: SharedTransaction,
  others: readonly Outcome[],
): readonly Outcome[] {
  try {
    shared.undoLast()
    shared.commit()
    return others
  } catch (error) {
    return failed(others, error)
  }
}

function failed(outcomes: readonly Outcome[], error: unknown): readonly Outcome[] {
  return outcomes.map(({ fail }) => ({ answer: () => fail(error), fail }))
}

function rolledBack(): OrionError {
  const what = 'an error of another write rolled back the transaction that they shared'
  return new OrionError('ORION_ROLLED_BACK', `${what}; nothing was written, try again`)
}
