// A Jest environment that fails a test file which leaves a socket, a server or a timer behind.
import { TestEnvironment } from 'jest-environment-node'

const watched = /^(?:Timeout|TCPSocketWrap|TCPServerWrap|ProcessWrap)$/
const patienceMs = 2000

class LeakEnvironment extends TestEnvironment {
  #before: readonly string[] = []

  override async setup(): Promise<void> {
    await super.setup()
    this.#before = open()
  }

  override async teardown(): Promise<void> {
    await super.teardown()
    const deadline = Date.now() + patienceMs
    // A socket that was destroyed is gone a few turns later.
    while (open().length > this.#before.length && Date.now() < deadline) {
      await new Promise((turn) => setImmediate(turn))
    }
    const left = open()
    if (left.length <= this.#before.length) return
    throw new Error(`the tests left open: ${left.join(', ')}; before: ${this.#before.join(', ')}`)
  }
}

// Only what keeps the process alive is listed.
function open(): readonly string[] {
  return process.getActiveResourcesInfo().filter((resource) => watched.test(resource))
}

export default LeakEnvironment
