// data-signals: sets signals, an object of them or the one in the key. With __ifmissing, what is there stays.
import { assign, type Tree } from '../tree.js'
import { type Plugin, signalPath, statesOf } from './plugin.js'

export const signalsPlugin: Plugin = {
  name: 'signals',
  takes: 'either',
  apply(context) {
    const { key, modifiers, signals, run } = context
    const patch = key
      ? assign({}, signalPath(context), run() ?? null)
      : Object.fromEntries(statesOf(context))
    signals.merge(patch as Tree, modifiers.has('ifmissing'))
    return undefined
  },
}
