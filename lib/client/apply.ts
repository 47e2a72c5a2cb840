// Applies the data-* attributes of a page, and keeps to them: what a change of the document adds is
// applied, what it takes away is undone, what it moves is left alone.
import { type AttributeName, parseAttributeName } from './attribute-name.js'
import type { Context, Given, Plugin } from './attributes/plugin.js'
import { evaluate, type Node as Parsed } from './nodes.js'
import type { Painters } from './painters.js'
import { parse } from './parse.js'
import type { Undo } from './reactions.js'
import type { Place, Report } from './report.js'
import type { Signals } from './signals.js'
import { withTiming } from './timing.js'
import { unclobbered } from './unclobbered.js'

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
  const waiting: (() => void)[] = []

  function sync(el: Element): void {
    const wanted = isIgnored(el) ? [] : attributesOf(el)
    const applied = appliedOn.get(el) ?? new Map<string, Applied>()
    if (!wanted.length && !applied.size) return
    appliedOn.set(el, applied)
    const texts = new Map(wanted.map(({ attribute, text }) => [attribute, text]))
    for (const [attribute, { text, undo }] of applied) {
      if (texts.get(attribute) === text) continue
      applied.delete(attribute)
      attempt(undo, { el, attribute, text }, report)
    }
    for (const { attribute, text, name, rank } of wanted) {
      const plugin = plugins[rank]
      if (!plugin || applied.has(attribute)) continue
      const place = { el, attribute, text }
      const controller = new AbortController()
      let undo: Undo | undefined
      const undoAll = () => {
        controller.abort()
        undo?.()
      }
      applied.set(attribute, { text, undo: undoAll })
      attempt(
        () => {
          undo = applyPlugin(plugin, name, place, controller.signal, later, dependencies)
        },
        place,
        report,
      )
    }
  }

  function later(run: () => void): void {
    waiting.push(run)
  }

  function attributesOf(el: Element) {
    const found = []
    const own = unclobbered(el)
    for (const attribute of own.getAttributeNames()) {
      const name = parseAttributeName(attribute)
      const rank = name && ranks.get(name.plugin)
      if (!name || rank === undefined) continue
      found.push({ attribute, text: own.getAttribute(attribute) ?? '', name, rank })
    }
    return found.sort((a, b) => a.rank - b.rank)
  }

  function clean(el: Element): void {
    for (const [attribute, { text, undo }] of appliedOn.get(el) ?? []) {
      attempt(undo, { el, attribute, text }, report)
    }
    appliedOn.delete(el)
  }

  function observe(records: MutationRecord[]): void {
    for (const el of touched(records)) {
      if (unclobbered(el).isConnected) sync(el)
      else clean(el)
    }
    runWaiting()
  }

  // Only now does every signal stand that they may send.
  function runWaiting(): void {
    for (const run of waiting.splice(0)) run()
  }

  return function apply(root) {
    new MutationObserver(observe).observe(root, {
      subtree: true,
      childList: true,
      attributes: true,
    })
    for (const el of withDescendants(root)) sync(el)
    runWaiting()
  }
}

function attempt(run: () => void, place: Place, report: Report): void {
  try {
    run()
  } catch (reason) {
    report(reason, place)
  }
}

function applyPlugin(
  plugin: Plugin,
  { key, modifiers }: AttributeName,
  place: Place & { text: string; attribute: string },
  undone: AbortSignal,
  later: Context['later'],
  { signals, painters, act, report }: Dependencies,
): Undo | undefined {
  const { el, attribute, text } = place
  checkShape(plugin, key, text)
  const node = plugin.takes === 'signal' ? null : parse(text)

  const runNode = (ran: Parsed, given: Given) =>
    evaluate(ran, {
      ...signals,
      el,
      ...given,
      act: (name, args) => act(name, args, { place, evt: given.evt, undone }),
    })
  const run = (given: Given = {}) => node && runNode(node, given)
  const runOf = (other: string) => runNode(parse(unclobbered(el).getAttribute(other) ?? 'null'), {})

  const guard = (unsafe: () => void) => attempt(unsafe, place, report)

  const timed = () =>
    withTiming((given: Given) => guard(() => signals.batch(() => run(given))), modifiers)

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
    // They would run what a signal says, or load it, or lead away from here.
    const { localName } = unclobbered(el)
    if (/^(script|style|meta|base)$/.test(localName))
      throw new Error(`<${localName}> takes no signals`)
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

  return plugin.apply({
    el,
    attribute,
    key,
    text,
    modifiers,
    signals,
    run,
    runOf,
    timed,
    later,
    guard,
    effect,
    paint,
  })
}

const shapes: Readonly<Record<Plugin['takes'], string>> = {
  keyed: 'an expression and needs a key',
  plain: 'an expression and no key',
  either: 'an expression',
  maybe: 'no key',
  signal: 'the name of a signal, in its key or in its value',
}

function checkShape({ name, takes }: Plugin, key: string, text: string): void {
  const isRight =
    takes === 'signal'
      ? !key === Boolean(text)
      : (text.trim() || takes === 'maybe') && (takes === 'either' || !key === (takes !== 'keyed'))
  if (!isRight) throw new Error(`data-${name} takes ${shapes[takes]}`)
}

function isIgnored(el: Element): boolean {
  const own = unclobbered(el)
  return own.hasAttribute('data-ignore__self') || own.closest('[data-ignore]') !== null
}

function* withDescendants(root: Element): Generator<Element> {
  yield root
  yield* unclobbered(root).querySelectorAll('*')
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
