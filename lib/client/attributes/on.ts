// data-on:event: runs an expression when an event happens.
import { type Modifiers, withCase } from '../attribute-name.js'
import { fetchEvent } from '../fetch-event.js'
import { unclobbered } from '../unclobbered.js'
import type { Context, Plugin } from './plugin.js'

export const on: Plugin = {
  name: 'on',
  takes: 'keyed',
  apply(context) {
    const { el, key, modifiers } = context
    const type = withCase(key, modifiers, 'kebab')
    const target = unclobbered(targetOf(el, type, modifiers))
    const timed = context.timed()
    const listener = (evt: Event) => {
      if (modifiers.has('outside') && unclobbered(el).contains(evt.target as Node | null)) return
      if (modifiers.has('once')) target.removeEventListener(type, listener, options)
      prepare(context, evt, type)
      timed.run({ evt })
    }
    const options = { capture: modifiers.has('capture'), passive: modifiers.has('passive') }
    target.addEventListener(type, listener, options)
    return () => {
      target.removeEventListener(type, listener, options)
      timed.undo()
    }
  },
}

function targetOf(el: Element, type: string, modifiers: Modifiers): EventTarget {
  if (modifiers.has('window')) return window
  const isOfDocument = modifiers.has('document') || modifiers.has('outside') || type === fetchEvent
  return isOfDocument ? document : el
}

// At once, not when a debounced expression runs: by then the browser has acted.
function prepare({ el, modifiers }: Context, evt: Event, type: string): void {
  const isSubmit = type === 'submit' && el instanceof HTMLFormElement
  if (modifiers.has('prevent') || isSubmit) evt.preventDefault()
  if (modifiers.has('stop')) evt.stopPropagation()
}
