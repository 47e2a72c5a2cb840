// The actions @get, @post, @put, @patch and @delete: one request each, kept alive as its options say.
import type { Act, Caller } from './apply.js'
import { readRetryAfter } from './backoff.js'
import { lost } from './connection.js'
import { dispatchFetch } from './fetch-event.js'
import type { Live } from './live.js'
import { type ActionOptions, type Method, readOptions } from './options.js'
import { createOwnPage, isOwnPage } from './own-page.js'
import { page } from './page.js'
import type { ShowState } from './page-state.js'
import { type ApplyEvent, receive, UnknownAnswer } from './receive.js'
import type { Report } from './report.js'
import { type ActionRequest, buildRequest } from './request.js'
import type { Signals } from './signals.js'
import { keepAlive, type Outcome, replaced, type Trial } from './stream.js'
import { unclobbered } from './unclobbered.js'

interface Dependencies {
  signals: Signals
  applyEvent: ApplyEvent
  report: Report
  createLive(el: Element): Live
  showState: ShowState
  /** Is told when a command was answered. */
  onAnswered(): void
}

const methods: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Creates the function that runs an action by its name. */
export function createActions(dependencies: Dependencies): Act {
  const { signals, report, createLive } = dependencies
  const stopOlder = createStopOlder()
  const commands = new Set<{ evt: Event | undefined }>()
  const onCommand = createOnCommand(dependencies)

  return function act(name, [address, given], caller) {
    const method = methods.find((known) => known.toLowerCase() === name)
    if (!method) throw new Error(`@${name} is not an action`)
    const { place, evt } = caller
    const { el } = place
    const options = readOptions(method, given)
    const build = () => buildRequest(method, address, options, { el, evt, signals })
    let request = build()
    if (!request) return
    const isSafe = method === 'GET'
    const command = { evt }
    if (!isSafe && [...commands].some((older) => isSubmittedAgain(older.evt, evt))) return
    if (!isSafe) commands.add(command)
    const live = isSafe && options.retry === 'always' ? createLive(el) : null
    const stop = new AbortController()
    if (isSafe) stopWithCaller(stop, caller, options)
    stop.signal.addEventListener('abort', () => live?.tell(null))
    const isPage = isSafe && isOwnPage(address)
    const taker = live ?? (isPage ? createOwnPage(el) : null)
    if (isSafe && options.requestCancellation !== 'disabled') {
      // A page that fetches itself has one newest answer, whoever asked for it.
      const owner = isPage ? page.documentElement : el
      stopOlder(owner, request.url.pathname, stop)
    }
    dispatchFetch('started', el)
    keepAlive({
      async attempt(trial) {
        // A stream that opens anew asks with the signals of now; a command is sent as it was.
        const current = request ?? build()
        if (isSafe) request = null
        return current ? attemptOnce(current, trial, taker, caller, dependencies) : 'done'
      },
      options,
      isSafe,
      live,
      stopped: stop.signal,
      onRetrying: (ending) => dispatchFetch('retrying', el, { message: String(ending) }),
      onGivenUp() {
        dispatchFetch('retries-failed', el)
        report(`gave up after ${options.retryMaxCount} retries`, place)
      },
    })
      .then((outcome) => {
        // A page whose stream was refused, and that stays, isn't live any more.
        live?.tell(outcome === 'over' ? lost : null)
        if (!isSafe) onCommand(outcome)
      })
      .catch((reason: unknown) => report(reason, place))
      .finally(() => {
        commands.delete(command)
        dispatchFetch('finished', el)
      })
  }
}

// A form that waits for its answer would be carried out twice. A click is one more wish, and is never
// dropped; nor is what one event sends besides.
function isSubmittedAgain(older: Event | undefined, evt: Event | undefined): boolean {
  return (
    evt?.type === 'submit' &&
    older?.type === 'submit' &&
    evt !== older &&
    evt.target === older.target
  )
}

async function attemptOnce(
  request: ActionRequest,
  trial: Trial,
  taker: Pick<Live, 'enter' | 'take'> | null,
  { place }: Caller,
  { applyEvent, report }: Dependencies,
): Promise<Outcome> {
  const { signal } = trial
  try {
    await taker?.enter(request, trial)
    const response = await fetch(request.url, { ...request.init, signal })
    const { status, headers, body } = response
    trial.retryAfterMs = readRetryAfter(headers.get('Retry-After'), Date.now())
    const isTaken = taker?.take(response, trial) ?? true
    if (isTaken && status >= 400) dispatchFetch('error', place.el, { status: String(status) })
    const apply: ApplyEvent = (event, isStale) =>
      applyEvent(event, isStale, { place, isLive: trial.isLive })
    const outcome = isTaken ? await receive(response, apply, trial) : 'over'
    if (outcome === status || !isTaken) await body?.cancel()
    return outcome
  } catch (reason) {
    if (signal.aborted) return 'done'
    const isUnknown = reason instanceof UnknownAnswer
    if (isUnknown) report(reason, place)
    else dispatchFetch('error', place.el, { message: String(reason) })
    return isUnknown ? 'done' : 'network'
  }
}

/** Shows that a command failed, until the next one doesn't: its answer has nothing that the page could show. */
function createOnCommand({ showState, onAnswered }: Dependencies) {
  let hasFailed = false
  return function onCommand(outcome: Outcome): void {
    const isFailed = outcome === 'network' || (typeof outcome === 'number' && outcome >= 400)
    if (isFailed || hasFailed) showState('command', isFailed ? 'failed' : null)
    hasFailed = isFailed
    if (!isFailed) onAnswered()
  }
}

// A live stream ends with its attribute. The answer to any other GET is read while its element is there, unless
// asked otherwise, and to its end when the very expression that asked took the element away.
function stopWithCaller(stop: AbortController, caller: Caller, options: ActionOptions): void {
  const { place, undone } = caller
  const isBound = options.retry === 'always' || options.requestCancellation === 'cleanup'
  const onUndone = () => {
    if (isBound || !unclobbered(place.el).isConnected) stop.abort()
  }
  const heed = () => undone.addEventListener('abort', onUndone, { signal: stop.signal })
  if (isBound) heed()
  else queueMicrotask(() => unclobbered(place.el).isConnected && heed())
}

/** Stops the older GET of an element and path when there is a newer one. */
function createStopOlder() {
  const newest = new WeakMap<Element, Map<string, AbortController>>()
  return function stopOlder(el: Element, path: string, stop: AbortController): void {
    const stops = newest.get(el) ?? new Map<string, AbortController>()
    stops.get(path)?.abort(replaced)
    newest.set(el, stops.set(path, stop))
  }
}
