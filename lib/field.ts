// A field of a form: a labelled control that starts with the form's value, and the line where its error
// shows. Both stand in the markup, so that they show without script too.
import { OrionError, show } from './errors.js'
import type { Form } from './form.js'
import { checkFieldPath, controlName, errorKey, valueAt } from './form-names.js'
import {
  type Attributes,
  type AttributeValues,
  attributes,
  type Html,
  html,
  rawAttributes,
} from './html.js'

/** What can be chosen: a value, or a value and what is shown for it. */
export type Choice = string | number | readonly [value: string | number, label: string]

/** What a field takes: its label, and any plain attribute of the control. */
export interface FieldAttributes {
  readonly label: string
  /**
   * The type of the `<input>`, or `'textarea'`, `'select'`. Defaults to `'text'`. A `'password'` and a
   * `'file'` start empty, whatever the form's values are.
   */
  readonly type?: string
  /** What a `'select'` or `'radio'` lets choose; a `'checkbox'` with these is a box for each, and a list. */
  readonly options?: readonly Choice[]
  /** A single `'checkbox'` sends its `value` where it is checked; it defaults to `'on'`. */
  readonly [attribute: string]: AttributeValues[string] | readonly Choice[]
}

/** All that the controls are made of. */
interface Control {
  readonly type: string
  readonly label: string
  readonly choices: readonly (readonly [value: string, label: string])[] | undefined
  /** The attributes of every kind of control. */
  readonly common: AttributeValues & { readonly id: string; readonly name: string }
  /** What follows the error's signal. */
  readonly state: Attributes
  /** What the form starts with here. */
  readonly value: unknown
  /** What is written besides: the caller's own attributes. */
  readonly rest: AttributeValues
}

const withoutValue: ReadonlySet<string> = new Set(['file', 'password'])

/**
 * Makes a labelled control with the line where its error shows.
 *
 * @param path the path of the value in the input: `'title'`, `'address.street'`, `'items.0.name'`
 * @param attrs its `label`, its `type`, `options` to choose from, and any plain attribute
 * @throws OrionError `ORION_OPTION` for another path, or for a choice without `options`
 * @throws OrionError `ORION_VALUE` for an attribute that isn't plain
 * @example
 * field(f, 'address.country', { label: 'Country', type: 'select', options: [['ch', 'Switzerland']] })
 */
export function field(form: Form, path: string, attrs: FieldAttributes): Html {
  const key = errorKey(checkFieldPath(path))
  const error = `$_errors.${form.name}.${key}`
  const message = Object.hasOwn(form.errors, key) ? form.errors[key] : undefined
  const control = controlOf(form, path, attrs, message)
  const { id } = control.common
  const line = html`<p class="field-error" id="${id}-error" aria-live="polite" ${rawAttributes(
    `data-text="${error}" data-show="${error}"`,
  )}>${message}</p>`
  const isGroup = control.type === 'radio' || (control.type === 'checkbox' && control.choices)
  if (isGroup) return group(control, line)
  const label = html`<label for="${id}">${control.label}</label>`
  const parts =
    control.type === 'checkbox' ? [checkbox(control), label] : [label, plainControl(control)]
  return html`<div class="field">
  ${parts[0]}
  ${parts[1]}
  ${line}
</div>`
}

function controlOf(
  form: Form,
  path: string,
  { label, type = 'text', options, ...rest }: FieldAttributes,
  message: string | undefined,
): Control {
  if ((type === 'select' || type === 'radio') && options === undefined) {
    const todo = "give options, such as [['s', 'Small'], ['l', 'Large']]"
    throw new OrionError('ORION_OPTION', `the ${type} ${show(path)} has no options; ${todo}`)
  }
  const id = `${form.name}-${path.replaceAll('.', '-')}`
  const isList = type === 'select' ? rest.multiple === true : type === 'checkbox' && options
  return {
    type,
    label,
    choices: options?.map(asPair),
    common: {
      id,
      name: controlName(path) + (isList ? '[]' : ''),
      'aria-describedby': `${id}-error`,
      'aria-invalid': message === undefined ? undefined : 'true',
    },
    state: rawAttributes(
      `data-attr:aria-invalid="$_errors.${form.name}.${errorKey(path)} ? 'true' : 'false'"`,
    ),
    value: valueAt(form.values, path),
    // Only `options` may be a list; an index signature can't say so.
    rest: rest as AttributeValues,
  }
}

function asPair(choice: Choice): readonly [value: string, label: string] {
  if (typeof choice === 'object') return [String(choice[0]), choice[1]]
  return [String(choice), String(choice)]
}

function plainControl({ type, choices = [], common, state, value, rest }: Control): Html {
  const { value: own = value, ...others } = rest
  const shared = { ...common, ...others }
  if (type === 'textarea') {
    // The parser drops a newline that comes first: this one, and not one of the text's own.
    return html`<textarea ${attributes('textarea', shared)} ${state}>\n${textOf(own)}</textarea>`
  }
  if (type === 'select') {
    const chosen = [own].flat().map(textOf)
    return html`<select ${attributes('select', shared)} ${state}>${choices.map(([of, label]) => {
      const selected = chosen.includes(of)
      return html`<option ${attributes('option', { value: of, selected })}>${label}</option>`
    })}</select>`
  }
  const text = withoutValue.has(type) ? undefined : textOf(own)
  return html`<input ${attributes('input', { ...shared, type, value: text })} ${state}>`
}

function checkbox({ common, state, value, rest }: Control): Html {
  const sent = textOf(rest.value) || 'on'
  // As a form sends it, as JSON has it, and as SQLite keeps it.
  const checked = [true, 'true', 1, '1', 'on', sent].includes(value as string)
  const all = { ...common, type: 'checkbox', checked, ...rest, value: sent }
  return html`<input ${attributes('input', all)} ${state}>`
}

// Radio buttons, of which one is checked, or check boxes, of which any number is.
function group(
  { type, label, choices = [], common, state, value, rest }: Control,
  line: Html,
): Html {
  const { name, ...shared } = common
  const role = type === 'radio' ? 'radiogroup' : undefined
  const chosen = [value].flat().map(textOf)
  return html`<fieldset class="field" ${attributes('fieldset', { role, ...shared })} ${state}>
  <legend>${label}</legend>
  ${choices.map(([of, text]) => {
    const all = { type, name, ...rest, value: of, checked: chosen.includes(of) }
    return html`<label><input ${attributes('input', all)}> ${text}</label>`
  })}
  ${line}
</fieldset>`
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
