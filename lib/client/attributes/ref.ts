// data-ref: puts the element itself into a signal.
import { type Plugin, signalPath } from './plugin.js'

export const ref: Plugin = {
  name: 'ref',
  takes: 'signal',
  apply(context) {
    const { el, signals } = context
    const path = signalPath(context)
    signals.write(path, el)
    return () => {
      if (signals.peek(path) === el) signals.write(path, undefined)
    }
  },
}
