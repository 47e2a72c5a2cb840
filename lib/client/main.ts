// Starts the client on the page that loads it: signals, attributes, actions and patches, tied together.
import { createActions } from './actions.js'
import { createApplier } from './apply.js'
import { plugins } from './attributes/plugins.js'
import { createFormState } from './form-state.js'
import { createMorph } from './morph.js'
import { createPainters } from './painters.js'
import { createParseHtml } from './parse-html.js'
import { createPatchElements } from './patch-elements.js'
import { patchSignals } from './patch-signals.js'
import { report } from './report.js'
import { createSignals } from './signals.js'
import type { DatastarEvent } from './sse.js'

const signals = createSignals()
const painters = createPainters()
const formState = createFormState()
const patchElements = createPatchElements({
  parseHtml: createParseHtml(),
  morph: createMorph(painters, formState),
  onNew: formState.remember,
  report,
})

async function applyEvent(event: DatastarEvent, isStale: () => boolean): Promise<void> {
  if (isStale()) return
  try {
    if (event.type === 'datastar-patch-elements') await patchElements(event, isStale)
    if (event.type === 'datastar-patch-signals') patchSignals(signals, event)
  } catch (reason) {
    report(`${event.type}: ${reason instanceof Error ? reason.message : String(reason)}`)
  }
}

formState.remember(document.documentElement)
const act = createActions({ signals, applyEvent, report })
createApplier({ plugins, signals, painters, act, report })(document.documentElement)
