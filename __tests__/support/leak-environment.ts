// A Jest environment that fails a test file which leaves a socket, a server or a timer behind, and leaves
// tests out that say so by what they throw.
import type { Circus } from '@jest/types'
import { TestEnvironment } from 'jest-environment-node'

const watched = /^(?:Timeout|TCPSocketWrap|TCPServerWrap|ProcessWrap)$/
const patienceMs = 2000

class LeakEnvironment extends TestEnvironment {
  #before: readonly string[] = []
  /** A test that failed didn't come to its end; it is to be told of, and not what it left open. */
  #failed = false

  override async setup(): Promise<void> {
    await super.setup()
    this.#before = open()
  }

  handleTestEvent(event: Circus.Event): void {
    if (event.name === 'test_done' && event.test.mode === 'skip') event.test.status = 'skip'
    if (event.name === 'hook_failure') this.#failed = true
    if (event.name !== 'test_fn_failure') return
    const { test, error } = event
    // By its name: a test's errors are of another realm.
    const { name, message } = error as Partial<Error>
    if (name !== 'LeftOut') {
      this.#failed = true
      return
    }
    test.errors.length = 0
    test.mode = 'skip'
    process.stderr.write(`Left out: "${test.name}": ${message}\n`)
  }

  override async teardown(): Promise<void> {
    await super.teardown()
    if (this.#failed) return
    const deadline = Date.now() + patienceMs
    // A socket that was destroyed is gone a few turns later.
    while (this.#left().length > 0 && Date.now() < deadline) {
      await new Promise((turn) => setImmediate(turn))
    }
    const left = this.#left()
    if (left.length > 0) throw new Error(`the tests left open: ${left.join(', ')}`)
  }

  // Of each kind, what there was no more of before: Jest's own timers come and go.
  #left(): readonly string[] {
    const before = [...this.#before]
    return open().filter((resource) => {
      const known = before.indexOf(resource)
      if (known >= 0) before.splice(known, 1)
      return known < 0
    })
  }
}

// Only what keeps the process alive is listed.
function open(): readonly string[] {
  return process.getActiveResourcesInfo().filter((resource) => watched.test(resource))
}

export default LeakEnvironment
