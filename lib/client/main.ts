// Starts the client on the page that loads it: signals, attributes, actions and patches, tied together.
import { createActions } from './actions.js'
import { createApplier } from './apply.js'
import { plugins } from './attributes/plugins.js'
import { createFormState } from './form-state.js'
import { createLives } from './live.js'
import { withLocalActions } from './local-actions.js'
import { createMorph } from './morph.js'
import { page } from './page.js'
import { createShowState } from './page-state.js'
import { createPainters } from './painters.js'
import { createParseHtml } from './parse-html.js'
import { type Asker, createPatchElements } from './patch-elements.js'
import { patchSignals } from './patch-signals.js'
import { messageOf, report } from './report.js'
import { createSignals } from './signals.js'
import type { DatastarEvent } from './sse.js'
import { createCheckVersion } from './version.js'

const signals = createSignals()
const painters = createPainters()
const formState = createFormState()
const patchElements = createPatchElements({
  parseHtml: createParseHtml(),
  morph: createMorph(painters, formState),
  onNew: formState.remember,
  report,
})

async function applyEvent(
  event: DatastarEvent,
  isStale: () => boolean,
  asker?: Asker,
): Promise<void> {
  if (isStale()) return
  try {
    if (event.type === 'datastar-patch-elements') await patchElements(event, isStale, asker)
    else if (event.type === 'datastar-patch-signals') patchSignals(signals, event)
    else throw new Error('not an event that this client knows')
  } catch (reason) {
    report(`${event.type}: ${messageOf(reason)}`, asker?.place)
  }
}

formState.remember(page.documentElement)
const showState = createShowState(painters)
const checkVersion = createCheckVersion()
const requests = createActions({
  signals,
  applyEvent,
  report,
  createLive: createLives(showState, checkVersion),
  showState,
  onAnswered: checkVersion,
})
const act = withLocalActions(signals, requests)
createApplier({ plugins, signals, painters, act, report })(page.documentElement)
