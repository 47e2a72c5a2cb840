// data-computed: signals that follow expressions: the one in the key, or an object of arrow functions. A signal
// isn't there while its expression throws.
import { isRecord, type Path } from '../tree.js'
import { type Plugin, signalPath } from './plugin.js'

type Compute = () => unknown

export const computedPlugin: Plugin = {
  name: 'computed',
  takes: 'either',
  apply(context) {
    const { key, signals, guard, run } = context
    const all: [Path, Compute][] = key ? [[signalPath(context), run]] : functionsOf(run())
    const undos = all.map(([path, compute]) =>
      signals.derive(path, () => {
        let value: unknown
        guard(() => {
          value = compute()
        })
        return value
      }),
    )
    return () => {
      for (const undo of undos) undo()
    }
  },
}

function functionsOf(value: unknown, at: Path = []): [Path, Compute][] {
  if (!isRecord(value)) throw new Error('data-computed needs an object of functions')
  return Object.entries(value).flatMap(([name, inner]): [Path, Compute][] => {
    const path = [...at, name]
    return typeof inner === 'function' ? [[path, () => inner()]] : functionsOf(inner, path)
  })
}
