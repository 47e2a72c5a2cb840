// Commands over HTTP: the kit against the same by hand, in turns.
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Child } from './child.js'
import { interleave } from './measure.js'
import type { NotesSettings } from './peers/notes.js'
import type { ServerCalls } from './peers/serve.js'
import type { SendersCalls } from './senders.js'

export interface CommandsSize {
  readonly rounds: number
  /** How long a round of one of them takes. */
  readonly forMs: number
  /** How many commands are under way at once. */
  readonly atOnce: number
  /** Whether a commit waits until it is on the disk. */
  readonly durable: boolean
}

type NotesCalls = ServerCalls & { stored(): number }

/** The kit, the same by hand, and by hand with the query builder that the kit comes with. */
export type CommandsPeer = 'orion' | 'by-hand' | 'kysely'

/**
 * Gives how many commands each peer answered a second, round by round.
 *
 * @throws Error where fewer are stored than were answered
 */
export async function commandsPerSecond<P extends CommandsPeer>(
  peers: readonly P[],
  { rounds, ...size }: CommandsSize,
): Promise<Readonly<Record<P, readonly number[]>>> {
  // Here, not in a temporary folder: that may be in memory, where a commit costs nothing.
  const folder = mkdtempSync('bench/data-')
  const senders = new Child<SendersCalls>(new URL('senders.js', import.meta.url))
  const started: Child<NotesCalls>[] = []
  const start = async (peer: P) => {
    const settings: NotesSettings = { file: join(folder, `${peer}.db`), durable: size.durable }
    const file = new URL(`peers/commands-${peer}.js`, import.meta.url)
    const server = new Child<NotesCalls>(file, settings)
    started.push(server)
    const port = await server.call('listen')
    const perSecond = () => measure({ server, senders, port, ...size })
    // The first warms up.
    await perSecond()
    return perSecond
  }
  try {
    const contestants: [P, () => Promise<number>][] = []
    for (const peer of peers) contestants.push([peer, await start(peer)])
    return await interleave(
      rounds,
      Object.fromEntries(contestants) as Record<P, () => Promise<number>>,
    )
  } finally {
    await Promise.all([senders.stop(), ...started.map((server) => server.stop())])
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Measuring extends Omit<CommandsSize, 'rounds'> {
  readonly server: Child<NotesCalls>
  readonly senders: Child<SendersCalls>
  readonly port: number
}

/** Gives commands a second. */
async function measure({ server, senders, port, atOnce, forMs }: Measuring): Promise<number> {
  const before = await server.call('stored')
  const { answered, tookMs } = await senders.call('send', { port, connections: atOnce, forMs })
  const stored = (await server.call('stored')) - before
  if (stored !== answered) throw new Error(`${answered} commands answered, ${stored} stored`)
  return (answered * 1000) / tookMs
}
