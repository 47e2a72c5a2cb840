// data-on-signal-patch: runs an expression when signals change, with the change as `patch`. Which
// signals count is said by data-on-signal-patch-filter on the same element.
import { readFilter } from '../filter.js'
import { withTiming } from '../timing.js'
import { diff, pick, type Tree } from '../tree.js'
import type { Plugin } from './plugin.js'

export const onSignalPatch: Plugin = {
  name: 'on-signal-patch',
  takes: 'plain',
  apply({ modifiers, signals, run, runOf, guard, effect, later }) {
    let seen: Tree
    const timed = withTiming((patch: Tree) => {
      signals.batch(() => {
        guard(() => run({ patch }))
        // What it changes itself is no reason to run again.
        seen = whole()
      })
    }, modifiers)
    const whole = () => signals.peek([]) as Tree
    const follow = () => {
      const now = signals.read([]) as Tree
      signals.untracked(() => {
        const change = diff(seen, now)
        seen = now
        const patch = pick(change, readFilter(runOf('data-on-signal-patch-filter')))
        if (Object.keys(patch).length) timed.run(patch)
      })
    }
    let stop = () => {}
    // What the page begins with is no change.
    later(() => {
      seen = whole()
      stop = effect(follow)
    })
    return () => {
      stop()
      timed.undo()
    }
  },
}
