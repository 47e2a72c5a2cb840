// A form's state: its name, the values that its fields start with, and its errors. The errors live in the
// signal `_errors.<form>`, so that a render, which belongs to nobody, does not wipe them.
import { type InputIssue, OrionError, show } from './errors.js'
import { escapeHtml, toJsExpression } from './escape.js'
import { errorKey } from './form-names.js'
import { type Attributes, type Html, html, rawAttributes } from './html.js'

/** What a form starts with, and the attributes of its `<form>`. */
export interface Form extends Attributes {
  readonly name: string
  /** What the fields start with. */
  readonly values: Readonly<Record<string, unknown>>
  /**
   * The message of each field by the name of its signal: `title`, `address_street`; `form` for the whole
   * input.
   */
  readonly errors: Readonly<Record<string, string>>
  /** The line that shows what is wrong with the whole input: `${f.alert}` somewhere in the form. */
  readonly alert: Html
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
 * @param values what the fields start with; nested ones as the input has them
 * @param issues what is wrong with these values, such as a command's `invalid` option tells
 * @throws OrionError `ORION_OPTION` for another name
 * @example
 * const f = form('todo')
 * html`<form method="post" action="/todos" data-on:submit="@post('/todos', {contentType: 'form'})" ${f}>
 *   ${field(f, 'title', { label: 'What needs doing?' })}
 * </form>`
 */
export function form(name: string, values: object = {}, issues: readonly InputIssue[] = []): Form {
  checkFormName(name)
  const errors = errorsOf(issues)
  const shown = escapeHtml(toJsExpression(errors))
  const state = [
    `data-signals__ifmissing="{_errors: {${name}: ${shown}}, _reset: {${name}: false}, _typed: {${name}: false}}"`,
    // What was typed since the form was sent stays when its answer empties the form.
    `data-on:submit__capture="$_typed.${name} = false"`,
    `data-on:input__capture="$_typed.${name} = true"`,
    `data-effect="$_reset.${name} &amp;&amp; !$_typed.${name} &amp;&amp; el.reset(); $_reset.${name} = false"`,
  ]
  const alert = alertOf(name, errors)
  return { ...rawAttributes(state.join(' ')), name, values: { ...values }, errors, alert }
}

function alertOf(name: string, errors: Readonly<Record<string, string>>): Html {
  const error = `$_errors.${name}.form`
  const state = rawAttributes(`data-text="${error}" data-show="${error}"`)
  return html`<p class="field-error" id="${name}-error" role="alert" ${state}>${errors.form}</p>`
}

/**
 * Makes the signals that show a form's errors beside its fields: `address.street` is shown at the field of
 * that path, and where nothing else is wrong with `address`, at a field of that one too. An issue with the
 * whole input stands in `form`.
 */
export function formErrors(
  form: string,
  issues: readonly InputIssue[],
): { _errors: Record<string, Record<string, string>> } {
  return { _errors: { [checkFormName(form)]: errorsOf(issues) } }
}

function errorsOf(issues: readonly InputIssue[]): Record<string, string> {
  const messages = new Map<string, string>()
  const say = (path: string, message: string) => {
    const key = path === '' ? 'form' : errorKey(path)
    if (!messages.has(key)) messages.set(key, message)
  }
  for (const { path, message } of issues) say(path, message)
  // One field may hold what the schema takes apart, such as a list: what is wrong in it shows there.
  for (const { path, message } of issues) {
    for (const outer of outerPaths(path)) say(outer, message)
  }
  return Object.fromEntries(messages)
}

function outerPaths(path: string): readonly string[] {
  const keys = path.split('.')
  return keys.slice(1).map((_key, at) => keys.slice(0, at + 1).join('.'))
}
