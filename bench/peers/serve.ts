// What every server under measurement answers: where it is, and what it used.
import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { answerCalls, type Calls } from '../child.js'
import { cpuMs, nowMs } from '../measure.js'

export type ServerCalls = ReturnType<typeof callsOf>

// Thousands come at once; the usual 511 would make a system drop some, which try again a second later.
const backlog = 8192

/**
 * Starts a server and answers for it.
 *
 * @param publish brings every viewer to a version of the page
 * @param more what else it can be asked
 */
export function serve(
  server: Server,
  publish: (version: number) => unknown,
  more: Calls = {},
): void {
  answerCalls({ ...callsOf(server, publish), ...more })
}

function callsOf(server: Server, publish: (version: number) => unknown) {
  return {
    async listen(): Promise<number> {
      server.listen({ host: '127.0.0.1', port: 0, backlog })
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    },
    /** Gives when it began. */
    publish(version: number): number {
      const beganMs = nowMs()
      publish(version)
      return beganMs
    },
    cpuMs,
    connections: () => promisify(server.getConnections.bind(server))(),
    /** The memory of the process with nothing left to collect, in bytes. */
    async rssBytes(): Promise<number> {
      for (let round = 0; round < 3; round++) {
        globalThis.gc?.()
        await sleep(20)
      }
      return process.memoryUsage.rss()
    },
  }
}
