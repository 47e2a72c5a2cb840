// The state of the page's live streams in one word: that of the one that is worst off.
import type { ShowState } from './page-state.js'

/** From the best to the worst. */
const names = ['open', 'connecting', 'lost'] as const

/** How a stream stands, as a place in the list above. */
export type Connection = 0 | 1 | 2

export const open = 0
export const connecting = 1
export const lost = 2

/** How long a page may be without one of its streams before it says so. */
const lostAfterMs = 5000

/** Tells the state of one stream; `null` once it is no concern of the page's any more. */
export type TellConnection = (stream: object, state: Connection | null) => void

/** Creates the function that streams tell their states. */
export function createConnection(showState: ShowState): TellConnection {
  const states = new Map<object, Connection>()
  let shown: number | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  function show(state: number): void {
    // What was lost is lost until it is open again, however often it is tried.
    if (shown === state || (shown === lost && state === connecting)) return
    shown = state
    clearTimeout(timer)
    if (state === connecting) timer = setTimeout(show, lostAfterMs, lost)
    showState('connection', names[state] ?? null)
  }

  return function tell(stream, state) {
    if (state === null) states.delete(stream)
    else states.set(stream, state)
    show(Math.max(-1, ...states.values()))
  }
}
