// What an attribute plugin is, and what it is given: the element, the attribute taken apart, and ways to
// run its expression. Each plugin is one object; its undo is what `apply` returns.
import { type Modifiers, withCase } from '../attribute-name.js'
import type { Paint } from '../painters.js'
import type { Undo } from '../reactions.js'
import type { Signals } from '../signals.js'
import type { Timed } from '../timing.js'
import { isRecord, type Path, type Tree } from '../tree.js'

/** What an expression knows beside its signals and its element. */
export interface Given {
  readonly evt?: Event
  readonly patch?: Tree
}

export interface Context {
  readonly el: Element
  readonly attribute: string
  readonly key: string
  readonly text: string
  readonly modifiers: Modifiers
  readonly signals: Signals
  /** Runs the expression once. */
  run(given?: Given): unknown
  /** Runs the expression in another attribute of the element, if it has that. */
  runOf(attribute: string): unknown
  /** The expression in one batch, when the modifiers want it; what it throws is reported. */
  timed(): Timed<Given>
  /** Runs a function once all that the page has gained is applied. */
  later(run: () => void): void
  /** Runs a function and reports what it throws. */
  guard(run: () => void): void
  /** Runs a function now and whenever a signal that it read changes. */
  effect(run: () => void): Undo
  /** Shows a computed state now, when its signals change, and through every morph. */
  paint(state: () => Paint): Undo
}

export interface Plugin {
  readonly name: string
  /**
   * What the attribute takes: an expression, with a key, without one, or either; none at all if it
   * likes; or the name of a signal, which is its key or its value.
   */
  readonly takes: 'keyed' | 'plain' | 'either' | 'maybe' | 'signal'
  apply(context: Context): Undo | undefined
}

/** The path of a signal that an attribute names in its key, or else in its value. */
export function signalPath({ key, text, modifiers }: Context): Path {
  const name = key ? withCase(key, modifiers, 'camel') : text.trim().replace(/^\$/, '')
  return name.split('.')
}

/**
 * What an attribute says of each name: of the one in its key, or of those in an object.
 *
 * @param name the key, in another case where that is meant
 */
export function statesOf({ attribute, key, run }: Context, name = key): [string, unknown][] {
  const value = run()
  const states = key ? { [name]: value } : value
  if (isRecord(states)) return Object.entries(states)
  throw new Error(`${attribute} needs an object`)
}
