// data-init: runs an expression once, when the element and all that came with it are there. With
// __delay, later.
import { withTiming } from '../timing.js'
import type { Plugin } from './plugin.js'

export const init: Plugin = {
  name: 'init',
  takes: 'plain',
  apply({ modifiers, signals, run, guard, later }) {
    const timed = withTiming(() => guard(() => signals.batch(() => run())), modifiers)
    later(() => timed.run(undefined))
    return timed.undo
  },
}
