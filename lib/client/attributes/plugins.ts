// All attribute plugins, in the order in which they are applied on one element: what makes signals first,
// what uses them after it, what acts last.
import { attr } from './attr.js'
import { bind } from './bind.js'
import { classPlugin } from './class.js'
import { computedPlugin } from './computed.js'
import { effect } from './effect.js'
import { indicator } from './indicator.js'
import { init } from './init.js'
import { jsonSignals } from './json-signals.js'
import { on } from './on.js'
import { onIntersect } from './on-intersect.js'
import { onInterval } from './on-interval.js'
import { onSignalPatch } from './on-signal-patch.js'
import type { Plugin } from './plugin.js'
import { ref } from './ref.js'
import { show } from './show.js'
import { signalsPlugin } from './signals.js'
import { style } from './style.js'
import { text } from './text.js'

export const plugins: readonly Plugin[] = [
  signalsPlugin,
  computedPlugin,
  ref,
  indicator,
  bind,
  text,
  show,
  classPlugin,
  style,
  attr,
  jsonSignals,
  on,
  onIntersect,
  onInterval,
  onSignalPatch,
  effect,
  init,
]
