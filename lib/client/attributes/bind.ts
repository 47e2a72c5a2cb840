// data-bind: a form control and a signal that follow each other. The signal's first value, or else the
// control's, says of which type it is.
import { type Control, controlOf } from '../control.js'
import { page } from '../page.js'
import type { Path } from '../tree.js'
import { type Context, type Plugin, signalPath } from './plugin.js'

export const bind: Plugin = {
  name: 'bind',
  takes: 'signal',
  apply(context) {
    const { el, signals, guard, paint, later } = context
    const control: Control = controlOf(el, signalPath(context).join('.'))
    const path = pathOf(context)
    const begin = (value: unknown) => {
      if (signals.peek(path) === undefined) signals.write(path, value)
    }
    begin(control.read(el))
    // Of several radios, one that is off says nothing.
    later(() => begin(''))
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

// Several controls of one list: each has the item at its place among them.
function pathOf(context: Context): Path {
  const { el, attribute, text, signals } = context
  const path = signalPath(context)
  if (!Array.isArray(signals.peek(path)) || el.matches('select[multiple]')) return path
  const kin = page.querySelectorAll(`[${CSS.escape(attribute)}=${JSON.stringify(text)}]`)
  return [...path, String([...kin].indexOf(el))]
}
