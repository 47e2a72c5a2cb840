// data-json-signals: the signals as JSON, for a look at them; of those that a filter names, when it has
// one. With __terse, in one line.
import { readFilter } from '../filter.js'
import { toJson } from '../tree.js'
import type { Plugin } from './plugin.js'
import { showText } from './text.js'

export const jsonSignals: Plugin = {
  name: 'json-signals',
  takes: 'maybe',
  apply({ modifiers, signals, run, paint }) {
    return paint(() => {
      const filter = readFilter(run())
      // A copy subscribes to nothing by itself.
      signals.read([])
      const json = toJson(signals.snapshot(filter), modifiers.has('terse') ? 0 : 2) ?? ''
      return (target) => showText(target, json)
    })
  },
}
