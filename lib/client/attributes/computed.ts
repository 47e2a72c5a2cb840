// data-computed:name: a signal that follows an expression; it isn't there while that throws.
import { type Plugin, signalPath } from './plugin.js'

export const computedPlugin: Plugin = {
  name: 'computed',
  takes: 'keyed',
  apply(context) {
    const { signals, guard, run } = context
    return signals.derive(signalPath(context), () => {
      let value: unknown
      guard(() => {
        value = run()
      })
      return value
    })
  },
}
