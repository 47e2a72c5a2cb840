// data-init: runs an expression once, when the element is there. With __delay, later.
import { withTiming } from '../timing.js'
import type { Plugin } from './plugin.js'

export const init: Plugin = {
  name: 'init',
  takes: 'plain',
  apply({ modifiers, signals, run, guard }) {
    const timed = withTiming(() => guard(() => signals.batch(() => run())), modifiers)
    timed.run(undefined)
    return timed.undo
  },
}
