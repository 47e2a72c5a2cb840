// connect(path): the attributes that open a live stream in the browser and keep it open.
import * as v from 'valibot'
import { OrionError, show } from './errors.js'
import { escapeHtml, toJsExpression } from './escape.js'
import { type Attributes, rawAttributes } from './html.js'
import { checkOptions, milliseconds } from './options.js'
import { isPath } from './url.js'

/** How a stream is kept open, and what it tells the server. */
export interface ConnectOptions {
  /** Whether the stream stays open while the tab is hidden. Defaults to false: it comes back when shown. */
  readonly hidden?: boolean
  /**
   * Names of the signals that are sent, each with what is inside of it: letters, digits and `_`, with dots
   * between, where no part begins with `_`. When one of them changes, the stream is opened anew in place of
   * the older. Defaults to none.
   */
  readonly signals?: readonly string[]
  /** How long the signals must rest before that, in whole milliseconds from 0. Defaults to 100. */
  readonly debounceMs?: number
}

const defaults = { hidden: false, signals: [] as readonly string[], debounceMs: 100 }

const names = 'expected names of signals: letters, digits, _ and dots, no part beginning with _'
const name = v.pipe(v.string(names), v.regex(/^(?!_)\w+(?:\.(?!_)\w+)*$/, names))

const optionsSchema = v.strictObject({
  hidden: v.optional(v.boolean('expected true or false')),
  signals: v.optional(v.array(name, names)),
  debounceMs: v.optional(milliseconds(0)),
})

/**
 * Makes the attributes that open the live stream at `path` and keep it open. It sends no signals but those
 * that are named.
 *
 * @param path the path of a live route, from the root of the site
 * @throws OrionError `ORION_OPTION` if the path doesn't start with a single slash, or an option is wrong
 * @example
 * html`<main ${connect('/todos')}>${await todos.render(req)}</main>`
 * @example
 * html`<main ${connect('/search', { signals: ['q', 'page'] })}><input data-bind="q"></main>`
 */
export function connect(path: string, options: ConnectOptions = {}): Attributes {
  if (!isPath(path)) {
    throw new OrionError('ORION_OPTION', `connect got ${show(path)}; give a path such as '/todos'`)
  }
  checkOptions('connect', optionsSchema, options)
  const {
    hidden = defaults.hidden,
    signals = defaults.signals,
    debounceMs = defaults.debounceMs,
  } = options
  const include = toJsExpression(patternOf(signals))
  // `always` and no limit: the defaults of the official client end on a clean end or after ten tries.
  const settings = [
    "retry: 'always'",
    'retryMaxCount: Infinity',
    `openWhenHidden: ${hidden}`,
    `filterSignals: {include: ${signals.length ? include : "'^$'"}}`,
  ]
  const open = escapeHtml(`@get(${toJsExpression(path)}, {${settings.join(', ')}})`)
  if (!signals.length) return rawAttributes(`data-init="${open}"`)
  // The same element asks for the same path, so that the newer stream takes the place of the older.
  return rawAttributes(
    [
      `data-init="${open}"`,
      `data-on-signal-patch__debounce.${debounceMs}ms="${open}"`,
      `data-on-signal-patch-filter="${escapeHtml(`{include: ${include}}`)}"`,
    ].join(' '),
  )
}

/** Matches the paths of these signals and of what is inside of them. */
function patternOf(signals: readonly string[]): string {
  return `^(?:${signals.map((path) => path.replaceAll('.', '[.]')).join('|')})(?:[.]|$)`
}
