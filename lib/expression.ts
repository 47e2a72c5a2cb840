// Datastar expressions for other template engines, as text: the engine escapes it for HTML.
import { OrionError, show } from './errors.js'
import { toJsExpression } from './escape.js'
import { isPath } from './url.js'

/** The options of a client's action. */
export interface ActionOptions {
  /** What is sent: the signals, or the form around the element. Defaults to `'json'`, the signals. */
  readonly contentType?: 'json' | 'form'
  /** Request headers of its own. */
  readonly headers?: Readonly<Record<string, string>>
}

const methods: ReadonlySet<string> = new Set(['get', 'post', 'put', 'patch', 'delete'])

/**
 * Writes the expression by which an element calls a route, for other engines than `html`. Put it into a
 * quoted attribute by the tag of the engine that escapes.
 *
 * @param method `'get'`, `'post'`, `'put'`, `'patch'` or `'delete'`
 * @param url a path of this site
 * @throws OrionError `ORION_OPTION` for another method or an address of another site
 * @example
 * <form data-on:submit="<%= action('post', `/todos/${id}`, { contentType: 'form' }) %>">
 */
export function action(method: string, url: string, options: ActionOptions = {}): string {
  const name = String(method).toLowerCase()
  if (!methods.has(name)) {
    throw new OrionError(
      'ORION_OPTION',
      `action got ${show(method)}; give one of ${[...methods].join(', ')}`,
    )
  }
  if (!isPath(url)) {
    throw new OrionError('ORION_OPTION', `action got ${show(url)}; give a path such as '/todos'`)
  }
  const given = Object.keys(options).length > 0 ? `, ${toJsExpression(options)}` : ''
  return `@${name}(${toJsExpression(url)}${given})`
}

/**
 * Writes a value as an expression, for other engines than `html`. Put it into a quoted `data-*` attribute
 * by the tag of the engine that escapes.
 *
 * @param value a string, a number, a boolean, null, or plain arrays and objects of these
 * @throws OrionError `ORION_VALUE` for anything else
 * @example
 * <div data-signals="{title: <%= js(todo.title) %>}">
 */
export function js(value: unknown): string {
  return toJsExpression(value)
}
