// data-indicator: a signal that is true while a request of this element is under way.
import { onFetch } from '../fetch-event.js'
import { type Plugin, signalPath } from './plugin.js'

export const indicator: Plugin = {
  name: 'indicator',
  takes: 'signal',
  apply(context) {
    const { el, signals } = context
    const path = signalPath(context)
    let running = 0
    const show = (change: number) => {
      running = Math.max(0, running + change)
      signals.write(path, running > 0)
    }
    show(0)
    const stop = onFetch((detail) => {
      if (detail.el !== el) return
      if (detail.type === 'started') show(1)
      if (detail.type === 'finished') show(-1)
    })
    return () => {
      stop()
      signals.write(path, false)
    }
  },
}
