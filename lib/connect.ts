// connect(path): the attribute that opens a live stream in the browser and keeps it open.
import { OrionError, show } from './errors.js'
import { escapeHtml, toJsExpression } from './escape.js'
import { type Attributes, rawAttributes } from './html.js'

/** How a stream is kept open. */
export interface ConnectOptions {
  /** Whether the stream stays open while the tab is hidden. Defaults to false: it comes back when shown. */
  readonly hidden?: boolean
}

/**
 * Makes the attribute that opens the live stream at `path` and keeps it open. It sends no signals.
 *
 * @param path the path of a live route, from the root of the site
 * @throws OrionError `ORION_OPTION` if the path doesn't start with a single slash
 * @example
 * html`<main ${connect('/todos')}>${await todos.render(req)}</main>`
 */
export function connect(path: string, options: ConnectOptions = {}): Attributes {
  // Browsers drop tabs and newlines from an address, and take a backslash for a slash.
  if (typeof path !== 'string' || !/^\/(?![/\\\t\n\r])/.test(path)) {
    throw new OrionError('ORION_OPTION', `connect got ${show(path)}; give a path such as '/todos'`)
  }
  // `always` and no limit: the defaults of the official client end on a clean end or after ten tries.
  const settings = [
    "retry: 'always'",
    'retryMaxCount: Infinity',
    `openWhenHidden: ${options.hidden === true}`,
    "filterSignals: {include: '^$'}",
  ]
  const action = `@get(${toJsExpression(path)}, {${settings.join(', ')}})`
  return rawAttributes(`data-init="${escapeHtml(action)}"`)
}
