// data-init: runs an expression once, when the element and all that came with it are there. With
// __delay, later.
import type { Plugin } from './plugin.js'

export const init: Plugin = {
  name: 'init',
  takes: 'plain',
  apply({ timed, later }) {
    const { run, undo } = timed()
    later(() => run({}))
    return undo
  },
}
