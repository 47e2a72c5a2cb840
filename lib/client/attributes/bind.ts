// data-bind: a form control and a signal that follow each other. The signal's first value, or else the
// control's, says of which type it is.
import { type Control, controlOf } from '../control.js'
import { type Plugin, signalPath } from './plugin.js'

export const bind: Plugin = {
  name: 'bind',
  takes: 'signal',
  apply(context) {
    const { el, signals, guard, paint } = context
    const path = signalPath(context)
    const control: Control = controlOf(el, path.join('.'))
    if (signals.peek(path) === undefined) signals.write(path, control.read(el) ?? '')
    const store = () =>
      guard(() => {
        const value = control.read(el, signals.peek(path))
        if (value !== undefined) signals.write(path, value)
      })
    const undo = paint(() => {
      const value = signals.read(path) ?? ''
      return (target) => control.show(target, value)
    })
    for (const type of ['input', 'change']) el.addEventListener(type, store)
    return () => {
      undo()
      for (const type of ['input', 'change']) el.removeEventListener(type, store)
    }
  },
}
