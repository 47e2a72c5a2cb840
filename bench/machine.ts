// Where the measurements were taken.
import { availableParallelism, cpus, totalmem, type } from 'node:os'

/** The machine, Node and the day, in one line. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'an unknown CPU'
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  const day = new Date().toISOString().slice(0, 10)
  const parts = [`${model}, ${availableParallelism()} cores`, `${gigabytes} GB of memory`, type()]
  return `${[...parts, `Node ${process.versions.node}`].join(', ')}; ${day}.`
}
