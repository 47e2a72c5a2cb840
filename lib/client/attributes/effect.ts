// data-effect: runs an expression now and whenever its signals change.
import type { Plugin } from './plugin.js'

export const effect: Plugin = {
  name: 'effect',
  takes: 'plain',
  apply({ run, effect: follow }) {
    return follow(() => {
      run()
    })
  },
}
