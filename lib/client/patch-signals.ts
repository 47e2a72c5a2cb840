// Applies datastar-patch-signals: a JSON merge patch. What is not JSON is refused, never run.
import type { Signals } from './signals.js'
import type { DatastarEvent } from './sse.js'
import { isRecord } from './tree.js'

/** Merges the event's patch into the signals, in one batch. */
export function patchSignals(signals: Signals, { args }: DatastarEvent): void {
  const patch: unknown = JSON.parse(args.signals ?? '')
  if (!isRecord(patch)) throw new Error('needs a JSON object')
  signals.batch(() => signals.merge(patch, args.onlyIfMissing?.trim() === 'true'))
}
