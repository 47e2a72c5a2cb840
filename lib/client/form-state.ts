// The state of form controls through a morph: what the user typed, chose or opened stays, unless the
// server changed the attribute that says it. The morph leaves these attributes alone.
import { unclobbered } from './unclobbered.js'

export interface FormState {
  /** Tells whether an attribute is handled here. */
  owns(el: Element, attribute: string): boolean
  before(old: Element, incoming: Element): void
  after(old: Element): void
  /** Takes what stands in new elements for what the server says. */
  remember(root: Node): void
}

type After = () => void

/** Each an element and its attribute. */
const owned: ReadonlySet<string> = new Set([
  'input value',
  'input checked',
  'textarea value',
  'option selected',
  'details open',
  'dialog open',
])

function owns(el: Element, attribute: string): boolean {
  return owned.has(`${unclobbered(el).localName} ${attribute}`)
}

/** Creates the state of one page. */
export function createFormState(): FormState {
  const afters = new WeakMap<Element, After>()
  const serverOpen = new WeakMap<Element, boolean>()

  function before(old: Element, incoming: Element): void {
    if (old instanceof HTMLInputElement) afters.set(old, inputAfter(old, incoming))
    else if (old instanceof HTMLOptionElement) copyAttribute(old, incoming, 'selected')
    else if (old instanceof HTMLTextAreaElement) {
      const text = (incoming as HTMLTextAreaElement).defaultValue
      if (text !== old.defaultValue) afters.set(old, () => setValue(old, text))
    } else if (old instanceof HTMLSelectElement) afters.set(old, selectAfter(old, incoming))
    else if (owns(old, 'open')) morphOpen(old, incoming)
  }

  // Opening sets the attribute that the server sets too: what the server said last must be remembered.
  function morphOpen(old: Element, incoming: Element): void {
    const isOpen = incoming.hasAttribute('open')
    const wasOpen = serverOpen.get(old)
    serverOpen.set(old, isOpen)
    if (wasOpen === isOpen) return
    // To take the attribute from a modal one would leave the rest of the page blocked.
    if (old instanceof HTMLDialogElement && !isOpen) old.close()
    else old.toggleAttribute('open', isOpen)
  }

  return {
    owns,
    before,
    after(old) {
      afters.get(old)?.()
      afters.delete(old)
    },
    remember(root) {
      if (!(root instanceof Element || root instanceof DocumentFragment)) return
      for (const el of [root, ...unclobbered(root).querySelectorAll('details, dialog')]) {
        if (el instanceof Element) serverOpen.set(el, unclobbered(el).hasAttribute('open'))
      }
    },
  }
}

// After its type and its limits, which say what its value may be.
function inputAfter(old: HTMLInputElement, incoming: Element): After {
  const value = incoming.getAttribute('value')
  const isChanged = old.getAttribute('value') !== value
  return () => {
    copyAttribute(old, incoming, 'value')
    if (isChanged && old.type !== 'file') setValue(old, value ?? '')
    // Of some types, the value is the attribute.
    copyAttribute(old, incoming, 'value')
    if (copyAttribute(old, incoming, 'checked')) old.checked = old.defaultChecked
  }
}

/** Copies one attribute; true when it changed. */
function copyAttribute(old: Element, incoming: Element, name: string): boolean {
  const value = incoming.getAttribute(name)
  if (old.getAttribute(name) === value) return false
  if (value === null) old.removeAttribute(name)
  else old.setAttribute(name, value)
  return true
}

// Setting the same text again would move the caret.
function setValue(control: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  if (control.value !== value) control.value = value
}

// By value, not by place: an option that comes in above must not change what is chosen.
function selectAfter(old: HTMLSelectElement, incoming: Element): After {
  const chosen = valuesOf(old, (option) => option.selected)
  const before = valuesOf(old, (option) => option.defaultSelected)
  const wanted = valuesOf(incoming, (option) => option.defaultSelected)
  const isChanged = before.join('\n') !== wanted.join('\n')
  return () => {
    const options = [...old.options]
    const isThere = (values: string[]) => options.some(({ value }) => values.includes(value))
    const first = options
      .filter(({ disabled }) => !disabled)
      .map(({ value }) => value)
      .slice(0, 1)
    const kept = [isChanged ? wanted : chosen, wanted].find(isThere) ?? (old.multiple ? [] : first)
    for (const option of options) {
      const isSelected = kept.includes(option.value)
      if (option.selected !== isSelected) option.selected = isSelected
    }
  }
}

function valuesOf(select: Element, test: (option: HTMLOptionElement) => boolean): string[] {
  return [...select.querySelectorAll('option')].filter(test).map(({ value }) => value)
}
