// The state of form controls through a morph: what the user typed, chose or opened stays, unless the
// server changed the attribute that says it. The morph leaves these attributes alone.

export interface FormState {
  /** Tells whether an attribute is handled here. */
  owns(el: Element, attribute: string): boolean
  before(old: Element, incoming: Element): void
  after(old: Element): void
  /** Takes what stands in new elements for what the server says. */
  remember(root: Node): void
}

type After = () => void

const owned: Readonly<Record<string, readonly string[]>> = {
  input: ['value', 'checked'],
  textarea: ['value'],
  option: ['selected'],
  details: ['open'],
  dialog: ['open'],
}

/** Creates the state of one page. */
export function createFormState(): FormState {
  const afters = new WeakMap<Element, After>()
  const serverOpen = new WeakMap<Element, boolean>()

  function before(old: Element, incoming: Element): void {
    if (old instanceof HTMLInputElement) morphInput(old, incoming)
    else if (old instanceof HTMLOptionElement) copyAttribute(old, incoming, 'selected')
    else if (old instanceof HTMLTextAreaElement) {
      const text = (incoming as HTMLTextAreaElement).defaultValue
      if (text !== old.defaultValue) afters.set(old, () => setValue(old, text))
    } else if (old instanceof HTMLSelectElement) afters.set(old, selectAfter(old, incoming))
    else if (owned[old.localName]?.includes('open')) morphOpen(old, incoming)
  }

  // Opening sets the attribute that the server sets too: what the server said last must be remembered.
  function morphOpen(old: Element, incoming: Element): void {
    const isOpen = incoming.hasAttribute('open')
    const wasOpen = serverOpen.get(old)
    serverOpen.set(old, isOpen)
    if (wasOpen !== isOpen) old.toggleAttribute('open', isOpen)
  }

  return {
    owns: (el, attribute) => owned[el.localName]?.includes(attribute) ?? false,
    before,
    after(old) {
      afters.get(old)?.()
      afters.delete(old)
    },
    remember(root) {
      if (!(root instanceof Element || root instanceof DocumentFragment)) return
      for (const el of [root, ...root.querySelectorAll('details, dialog')]) {
        if (el instanceof Element) serverOpen.set(el, el.hasAttribute('open'))
      }
    },
  }
}

function morphInput(old: HTMLInputElement, incoming: Element): void {
  const value = incoming.getAttribute('value')
  if (copyAttribute(old, incoming, 'value') && old.type !== 'file') setValue(old, value ?? '')
  if (copyAttribute(old, incoming, 'checked')) old.checked = old.defaultChecked
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
    const kept = isChanged ? wanted : chosen
    const options = [...old.options]
    if (!options.some(({ value }) => kept.includes(value)) && !old.multiple) return
    for (const option of options) {
      const isSelected = kept.includes(option.value)
      if (option.selected !== isSelected) option.selected = isSelected
    }
  }
}

function valuesOf(select: Element, test: (option: HTMLOptionElement) => boolean): string[] {
  return [...select.querySelectorAll('option')].filter(test).map(({ value }) => value)
}
