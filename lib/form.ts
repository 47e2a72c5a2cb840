// Forms that show their errors beside the fields. The errors live in the signal `_errors.<form>`, so that
// a render, which belongs to nobody, does not wipe them.
import { type InputIssue, OrionError, show } from './errors.js'
import {
  type Attributes,
  type AttributeValues,
  attributes,
  type Html,
  html,
  rawAttributes,
} from './html.js'

/** A form's state: its name, the values that its fields start with, and the attributes of its `<form>`. */
export interface Form extends Attributes {
  readonly name: string
  readonly values: Readonly<Record<string, unknown>>
}

/** What a field takes: its label, and any plain attribute of the control. */
export type FieldAttributes = AttributeValues & {
  readonly label: string
  /** The type of the `<input>`, or `'textarea'`. Defaults to `'text'`. */
  readonly type?: string
}

const identifier = /^[A-Za-z][A-Za-z0-9_]*$/

/** Throws unless a form's name can stand in a signal's path and in an id. */
export function checkFormName(name: unknown): string {
  if (typeof name === 'string' && identifier.test(name)) return name
  const form = "give letters, digits and underscores, such as 'todo' or 'todo_7'"
  throw new OrionError('ORION_OPTION', `a form's name is ${show(name)}; ${form}`)
}

/**
 * Makes the state of a form, which also stands in its tag: there it declares the signals that hold the
 * form's errors and that reset it.
 *
 * @param name letters, digits and underscores; the same as the command's `form` option
 * @param values what the fields start with, by name
 * @throws OrionError `ORION_OPTION` for another name
 * @example
 * const f = form('todo')
 * html`<form method="post" action="/todos" data-on:submit="@post('/todos', {contentType: 'form'})" ${f}>
 *   ${field(f, 'title', { label: 'What needs doing?' })}
 * </form>`
 */
export function form(name: string, values: Readonly<Record<string, unknown>> = {}): Form {
  checkFormName(name)
  const state = [
    `data-signals__ifmissing="{_errors: {${name}: {}}, _reset: {${name}: false}, _typed: {${name}: false}}"`,
    // What was typed since the form was sent stays when its answer empties the form.
    `data-on:submit__capture="$_typed.${name} = false"`,
    `data-on:input__capture="$_typed.${name} = true"`,
    `data-effect="$_reset.${name} &amp;&amp; !$_typed.${name} &amp;&amp; el.reset(); $_reset.${name} = false"`,
  ]
  return { ...rawAttributes(state.join(' ')), name, values }
}

/**
 * Makes a labelled control with the line where its error shows.
 *
 * @param name the field's name in the form: letters, digits and underscores
 * @throws OrionError `ORION_OPTION` for another name
 */
export function field(form: Form, name: string, attrs: FieldAttributes): Html {
  if (!identifier.test(name)) {
    const what = 'give letters, digits and underscores'
    throw new OrionError('ORION_OPTION', `a field's name is ${show(name)}; ${what}`)
  }
  const { label, type = 'text', value = form.values[name], ...rest } = attrs
  const id = `${form.name}-${name}`
  const shared = { id, name, 'aria-describedby': `${id}-error`, ...rest }
  const error = `$_errors.${form.name}.${name}`
  const state = rawAttributes(`data-attr:aria-invalid="${error} ? 'true' : 'false'"`)
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  const control =
    type === 'textarea'
      ? // The parser drops a newline that comes first: this one, and not one of the text's own.
        html`<textarea ${attributes('textarea', shared)} ${state}>\n${text}</textarea>`
      : html`<input ${attributes('input', { ...shared, type, value: text })} ${state}>`
  const line = rawAttributes(`data-text="${error}" data-show="${error}"`)
  return html`<div class="field">
  <label for="${id}">${label}</label>
  ${control}
  <p class="field-error" id="${id}-error" aria-live="polite" ${line}></p>
</div>`
}

/**
 * Makes the signals that show a form's errors beside its fields; an issue with the whole input shows at
 * the field `form`.
 */
export function formErrors(
  form: string,
  issues: readonly InputIssue[],
): { _errors: Record<string, Record<string, string>> } {
  const messages = new Map<string, string>()
  for (const { path, message } of issues) {
    const name = path || 'form'
    if (!messages.has(name)) messages.set(name, message)
  }
  return { _errors: { [checkFormName(form)]: Object.fromEntries(messages) } }
}
