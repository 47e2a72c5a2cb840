// data-signals: sets signals, an object of them or the one in the key. With __ifmissing, what is there stays.
import { isRecord } from '../tree.js'
import { type Plugin, signalPath } from './plugin.js'

export const signalsPlugin: Plugin = {
  name: 'signals',
  takes: 'either',
  apply(context) {
    const { key, modifiers, signals, run } = context
    const value = run()
    const onlyIfMissing = modifiers.has('ifmissing')
    if (key) {
      const path = signalPath(context)
      signals.merge(nest(path, value ?? null), onlyIfMissing)
    } else if (isRecord(value)) signals.merge(value, onlyIfMissing)
    else throw new TypeError('data-signals needs an object')
    return undefined
  },
}

function nest(path: readonly string[], value: unknown): Record<string, unknown> {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<
    string,
    unknown
  >
}
