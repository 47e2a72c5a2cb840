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
}

type NotesCalls = ServerCalls & { stored(): number }

export interface Contestant {
  /** The kit, the same by hand, and by hand with the query builder that the kit comes with. */
  readonly peer: 'orion' | 'by-hand' | 'kysely'
  /** Whether a commit waits until it is on the disk. */
  readonly durable: boolean
}

/**
 * Gives how many commands each contestant answered a second, round by round.
 *
 * @throws Error where fewer are stored than were answered
 */
export async function commandsPerSecond<Name extends string>(
  contestants: Readonly<Record<Name, Contestant>>,
  { rounds, ...size }: CommandsSize,
): Promise<Readonly<Record<Name, readonly number[]>>> {
  // Here, not in a temporary folder: that may be in memory, where a commit costs nothing.
  const folder = mkdtempSync('bench/data-')
  const senders = new Child<SendersCalls>(new URL('senders.js', import.meta.url))
  const started: Child<NotesCalls>[] = []
  const start = async (name: string, { peer, durable }: Contestant) => {
    const settings: NotesSettings = { file: join(folder, `${name}.db`), durable }
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
    const measures = {} as Record<Name, () => Promise<number>>
    for (const name of Object.keys(contestants) as Name[]) {
      measures[name] = await start(name, contestants[name])
    }
    return await interleave(rounds, measures)
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
