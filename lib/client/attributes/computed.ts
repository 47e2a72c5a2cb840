// data-computed:name: a signal that follows an expression.
import { type Plugin, signalPath } from './plugin.js'

export const computedPlugin: Plugin = {
  name: 'computed',
  takes: 'keyed',
  apply(context) {
    return context.signals.derive(signalPath(context), () => context.run())
  },
}
