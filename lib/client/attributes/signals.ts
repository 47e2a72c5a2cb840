// data-signals: sets signals, an object of them or the one in the key. With __ifmissing, what is there stays.
import { assign, isRecord, type Tree } from '../tree.js'
import { type Plugin, signalPath } from './plugin.js'

export const signalsPlugin: Plugin = {
  name: 'signals',
  takes: 'either',
  apply(context) {
    const { key, modifiers, signals, run } = context
    const value = run()
    const onlyIfMissing = modifiers.has('ifmissing')
    if (key) {
      const patch = assign({}, signalPath(context), value ?? null)
      signals.merge(patch as Tree, onlyIfMissing)
    } else if (isRecord(value)) signals.merge(value, onlyIfMissing)
    else throw new Error('data-signals needs an object')
    return undefined
  },
}
