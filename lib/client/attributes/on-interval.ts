// data-on-interval: runs an expression every second, or every __duration.500ms; with .leading also at once.
import { durationMs } from '../timing.js'
import type { Plugin } from './plugin.js'

export const onInterval: Plugin = {
  name: 'on-interval',
  takes: 'plain',
  apply({ modifiers, timed, later }) {
    const tags = modifiers.get('duration') ?? []
    const { run, undo } = timed()
    const tick = () => run({})
    if (tags.includes('leading')) later(tick)
    const interval = setInterval(tick, durationMs(tags) || 1000)
    return () => {
      clearInterval(interval)
      undo()
    }
  },
}
