// Applies the data-* attributes of a page, and keeps to them: what a change of the document adds is
// applied, what it takes away is undone, what it moves is left alone.
import { type AttributeName, parseAttributeName } from './attribute-name.js'
import type { Context, Plugin } from './attributes/plugin.js'
import { evaluate } from './nodes.js'
import type { Painters } from './painters.js'
import { parse } from './parse.js'
import type { Place, Report } from './report.js'
import type { Signals, Undo } from './signals.js'

/** Who runs an action: its element, the event, and a signal that aborts once the attribute is undone. */
export interface Caller {
  place: Place
  evt: Event | undefined
  undone: AbortSignal
}

export type Act = (name: string, args: unknown[], caller: Caller) => unknown

interface Dependencies {
  plugins: readonly Plugin[]
  signals: Signals
  painters: Painters
  act: Act
  report: Report
}

/** One attribute that was applied. */
interface Applied {
  text: string
  undo: Undo
}

/** Creates the function that applies a root and watches it. */
export function createApplier(dependencies: Dependencies): (root: Element) => void {
  const { plugins, report } = dependencies
  const ranks = new Map(plugins.map(({ name }, rank) => [name, rank]))
  const appliedOn = new WeakMap<Element, Map<string, Applied>>()

  function sync(el: Element): void {
    const wanted = isIgnored(el) ? [] : attributesOf(el)
    const applied = appliedOn.get(el) ?? new Map<string, Applied>()
    if (!wanted.length && !applied.size) return
    appliedOn.set(el, applied)
    const texts = new Map(wanted.map(({ attribute, text }) => [attribute, text]))
    for (const [attribute, { text, undo }] of applied) {
      if (texts.get(attribute) === text) continue
      applied.delete(attribute)
      attempt(undo, { el, attribute, text })
    }
    for (const { attribute, text, name, rank } of wanted) {
      const plugin = plugins[rank]
      if (!plugin || applied.has(attribute)) continue
      const place = { el, attribute, text }
      const undos = new Undos()
      applied.set(attribute, { text, undo: () => undos.run() })
      attempt(() => applyPlugin(plugin, name, place, undos, dependencies), place)
    }
  }

  function attributesOf(el: Element) {
    const found = []
    for (const { name: attribute, value: text } of el.attributes) {
      const name = parseAttributeName(attribute)
      const rank = name && ranks.get(name.plugin)
      if (name && rank !== undefined) found.push({ attribute, text, name, rank })
    }
    return found.sort((a, b) => a.rank - b.rank)
  }

  function clean(el: Element): void {
    for (const [attribute, { text, undo }] of appliedOn.get(el) ?? []) {
      attempt(undo, { el, attribute, text })
    }
    appliedOn.delete(el)
  }

  function attempt(run: () => void, place: Place): void {
    try {
      run()
    } catch (reason) {
      report(reason, place)
    }
  }

  function observe(records: MutationRecord[]): void {
    for (const el of touched(records)) {
      if (el.isConnected) sync(el)
      else clean(el)
    }
  }

  return function apply(root) {
    new MutationObserver(observe).observe(root, {
      subtree: true,
      childList: true,
      attributes: true,
    })
    for (const el of withDescendants(root)) sync(el)
  }
}

/** Collects undos, and tells by a signal once they ran. */
class Undos {
  readonly #controller = new AbortController()
  readonly #undos: Undo[] = []

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  add(undo: Undo): void {
    this.#undos.push(undo)
  }

  run(): void {
    this.#controller.abort()
    for (const undo of this.#undos) undo()
  }
}

function applyPlugin(
  plugin: Plugin,
  { key, modifiers }: AttributeName,
  place: Place & { text: string; attribute: string },
  undos: Undos,
  { signals, painters, act, report }: Dependencies,
): void {
  const { el, attribute, text } = place
  checkShape(plugin, key, text)
  const node = plugin.takes === 'signal' ? null : parse(text)

  const run = (evt?: Event) =>
    node &&
    evaluate(node, {
      read: signals.read,
      write: signals.write,
      el,
      evt,
      act: (name, args) => act(name, args, { place, evt, undone: undos.signal }),
    })

  const guard = (unsafe: () => void) => {
    try {
      unsafe()
    } catch (reason) {
      report(reason, place)
    }
  }

  const effect = (unsafe: () => void) => {
    let said = ''
    return signals.effect(() => {
      try {
        unsafe()
        said = ''
      } catch (reason) {
        // Once for each reason, or a state that lasts would fill the console.
        if (said !== String(reason)) report(reason, place)
        said = String(reason)
      }
    })
  }

  const paint: Context['paint'] = (state) => {
    let current: ReturnType<typeof state> | undefined
    const stop = effect(() => {
      current = state()
      current(el)
    })
    const forget = painters.add(el, attribute, (target) => current?.(target))
    return () => {
      stop()
      forget()
    }
  }

  const undo = plugin.apply({ el, key, text, modifiers, signals, run, guard, effect, paint })
  if (undo) undos.add(undo)
}

function checkShape({ name, takes }: Plugin, key: string, text: string): void {
  if (takes === 'signal') {
    if (Boolean(key) === Boolean(text)) {
      throw new SyntaxError(`data-${name} takes the name of a signal, in its key or in its value`)
    }
    return
  }
  if (takes === 'keyed' && !key) throw new SyntaxError(`data-${name} needs a key: data-${name}:key`)
  if (takes === 'plain' && key) throw new SyntaxError(`data-${name} takes no key`)
  if (!text.trim()) throw new SyntaxError(`data-${name} needs an expression`)
}

function isIgnored(el: Element): boolean {
  return el.hasAttribute('data-ignore__self') || el.closest('[data-ignore]') !== null
}

function* withDescendants(root: Element): Generator<Element> {
  yield root
  yield* root.querySelectorAll('*')
}

function touched(records: MutationRecord[]): Set<Element> {
  const elements = new Set<Element>()
  const addAll = (node: Node) => {
    if (!(node instanceof Element)) return
    for (const el of withDescendants(node)) elements.add(el)
  }
  for (const { type, target, attributeName, addedNodes, removedNodes } of records) {
    if (type === 'childList') for (const node of [...removedNodes, ...addedNodes]) addAll(node)
    else if (attributeName?.startsWith('data-ignore')) addAll(target)
    else if (attributeName?.startsWith('data-')) elements.add(target as Element)
  }
  return elements
}
