// A server of a peer and its viewers, each in a process of its own: what is measured runs here.
import { setTimeout as sleep } from 'node:timers/promises'
import { Child } from './child.js'
import { type PageSize, usualPage } from './page.js'
import type { Recording } from './peers/floor.js'
import type { Counts } from './peers/orion.js'
import type { ServerCalls } from './peers/serve.js'
import type { ViewersCalls, ViewersSettings } from './viewers/main.js'

/** The kit, and who it is measured against. */
export type Peer = 'orion' | 'dashboard' | 'floor' | 'usual' | 'better-sse' | 'socket-io' | 'bare'

type Dialect = ViewersSettings['dialect']

/** What this peer's viewers speak; the floor sends what the kit sent. */
const dialects: Readonly<Record<Peer, Dialect>> = {
  orion: 'datastar',
  dashboard: 'datastar',
  floor: 'datastar',
  usual: 'datastar',
  'better-sse': 'better-sse',
  'socket-io': 'socket.io',
  bare: 'bare',
}

export interface ShowSettings {
  /** Defaults to the usual page. */
  readonly page?: PageSize
  /** What the viewers see. Defaults to one page. */
  readonly sees?: ViewersSettings['sees']
  /** Whether the kit's server counts what it makes. Defaults to false. */
  readonly counting?: boolean
  /** Flags for the server's Node. */
  readonly flags?: readonly string[]
}

type AnyServerCalls = ServerCalls & {
  /** The floor's alone. */
  record(recording: Recording): void
  /** The kit's alone. */
  counts(): Counts
  /** The dashboard's alone. */
  queries(): readonly number[]
}

export class Show {
  #server: Child<AnyServerCalls>
  #viewers: Child<ViewersCalls>
  #port: number

  static async open(
    peer: Peer,
    { page = usualPage, sees = 'one', flags, counting }: ShowSettings = {},
  ): Promise<Show> {
    const file = new URL(`peers/${peer}.js`, import.meta.url)
    const server = new Child<AnyServerCalls>(file, { page, counting }, flags)
    const settings: ViewersSettings = { dialect: dialects[peer], page, sees }
    const viewers = new Child<ViewersCalls>(new URL('viewers/main.js', import.meta.url), settings)
    return new Show(server, viewers, await server.call('listen'))
  }

  private constructor(server: Child<AnyServerCalls>, viewers: Child<ViewersCalls>, port: number) {
    this.#server = server
    this.#viewers = viewers
    this.#port = port
  }

  /** Lets more viewers in; gives the time until the last has its page, in milliseconds. */
  enter(count: number): Promise<number> {
    return this.#viewers.call('open', { port: this.#port, count })
  }

  /** Publishes a version; gives the time until the last viewer has it, in milliseconds. */
  async publish(version: number): Promise<number> {
    const beganMs = await this.#server.call('publish', version)
    return (await this.#viewers.call('settle', version)) - beganMs
  }

  /** The CPU time that the server has used so far, in milliseconds. */
  cpuMs(): Promise<number> {
    return this.#server.call('cpuMs')
  }

  rssBytes(): Promise<number> {
    return this.#server.call('rssBytes')
  }

  counts(): Promise<Counts> {
    return this.#server.call('counts')
  }

  /** How often each part of the dashboard was queried. */
  queries(): Promise<readonly number[]> {
    return this.#server.call('queries')
  }

  /** What the first viewer got since this was asked last. */
  heard(): Promise<Buffer> {
    return this.#viewers.call('heard')
  }

  /** Tells the floor what it is to send. */
  record(recording: Recording): Promise<void> {
    return this.#server.call('record', recording)
  }

  /** Closes the viewers' sockets, and waits until the server knows. */
  async leave(): Promise<void> {
    await this.#viewers.call('close')
    while ((await this.#server.call('connections')) > 0) await sleep(10)
  }

  async close(): Promise<void> {
    await Promise.all([this.#viewers.stop(), this.#server.stop()])
  }
}
