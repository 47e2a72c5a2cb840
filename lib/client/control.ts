// Reads and shows the value of each kind of form control, for data-bind.

export interface Control {
  /** The value, in the type that the signal has now; undefined where it says nothing (a radio that is off). */
  read(el: Element, signal?: unknown): unknown
  show(el: Element, value: unknown): void
}

/** Finds the way to read and show an element, or throws where it has no value to bind. */
export function controlOf(el: Element, name: string): Control {
  if (el instanceof HTMLInputElement) {
    if (el.type === 'file') {
      throw new Error("files can't be bound; send them with {contentType: 'form'}")
    }
    if (el.type === 'radio' && !el.name) el.setAttribute('name', name)
    return inputs[el.type] ?? field
  }
  if (el instanceof HTMLSelectElement && el.multiple) return selectMultiple
  if (!('value' in el)) throw new Error(`<${el.localName}> has no value to bind`)
  return field
}

const field: Control = {
  read: (el, signal) => asTypeOf(signal, (el as HTMLInputElement).value),
  show(el, value) {
    const input = el as HTMLInputElement
    // Setting the same text again would move the caret.
    if (input.value !== String(value)) input.value = String(value)
  },
}

const number: Control = {
  read(el, signal) {
    const { value } = el as HTMLInputElement
    return typeof signal === 'string' && signal !== '' ? value : value && Number(value)
  },
  show: field.show,
}

const checkbox: Control = {
  read(el, signal) {
    const { checked, value } = el as HTMLInputElement
    const isText = value === 'on' ? typeof signal === 'string' : typeof signal !== 'boolean'
    if (isText) return checked ? value : ''
    return checked
  },
  show(el, value) {
    const input = el as HTMLInputElement
    input.checked = typeof value === 'string' ? value === input.value : Boolean(value)
  },
}

const radio: Control = {
  read(el, signal) {
    const { checked, value } = el as HTMLInputElement
    return checked ? asTypeOf(signal, value) : undefined
  },
  show(el, value) {
    const input = el as HTMLInputElement
    input.checked = input.value === String(value)
  },
}

const selectMultiple: Control = {
  read: (el, signal) =>
    [...(el as HTMLSelectElement).selectedOptions].map((option) =>
      asTypeOf(Array.isArray(signal) ? signal[0] : undefined, option.value),
    ),
  show(el, value) {
    const wanted = new Set(Array.isArray(value) ? value.map(String) : [])
    for (const option of (el as HTMLSelectElement).options) {
      option.selected = wanted.has(option.value)
    }
  },
}

const inputs: Readonly<Record<string, Control>> = { number, range: number, checkbox, radio }

function asTypeOf(signal: unknown, text: string): string | number {
  return typeof signal === 'number' ? Number(text) : text
}
