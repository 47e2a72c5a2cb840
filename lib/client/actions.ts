// The actions @get, @post, @put, @patch and @delete: one request each, kept alive as its options say.
import type { Act, Caller } from './apply.js'
import { dispatchFetch } from './fetch-event.js'
import { type ActionOptions, type Method, readOptions } from './options.js'
import { type ApplyEvent, receive, UnknownAnswer } from './receive.js'
import type { Report } from './report.js'
import { type ActionRequest, buildRequest } from './request.js'
import type { Signals } from './signals.js'
import { keepAlive, type Outcome, replaced, type Trial } from './stream.js'

interface Dependencies {
  signals: Signals
  applyEvent: ApplyEvent
  report: Report
}

const methods: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Creates the function that runs an action by its name. */
export function createActions(dependencies: Dependencies): Act {
  const { signals, report } = dependencies
  const stopOlder = createStopOlder()

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
    const stop = new AbortController()
    if (isSafe) stopWithCaller(stop, caller, options)
    if (isSafe && options.requestCancellation === 'auto') {
      // A page that fetches itself has one newest answer, whoever asked for it.
      const owner = address === '#' ? document.documentElement : el
      stopOlder(owner, request.url.pathname, stop)
    }
    dispatchFetch('started', el)
    keepAlive({
      async attempt(trial) {
        // A stream that opens anew asks with the signals of now; a command is sent as it was.
        const current = request ?? build()
        if (isSafe) request = null
        return current ? attemptOnce(current, trial, caller, dependencies) : 'done'
      },
      options,
      isSafe,
      stopped: stop.signal,
      onRetrying: (ending) => dispatchFetch('retrying', el, { message: String(ending) }),
      onGivenUp() {
        dispatchFetch('retries-failed', el)
        report(`gave up after ${options.retryMaxCount} retries`, place)
      },
    })
      .catch((reason: unknown) => report(reason, place))
      .finally(() => dispatchFetch('finished', el))
  }
}

async function attemptOnce(
  { url, init }: ActionRequest,
  trial: Trial,
  { place }: Caller,
  { applyEvent, report }: Dependencies,
): Promise<Outcome> {
  const { signal } = trial
  try {
    const response = await fetch(url, { ...init, signal })
    const { status } = response
    if (status >= 400) dispatchFetch('error', place.el, { status: String(status) })
    const outcome = await receive(response, applyEvent, trial)
    if (outcome === status) await response.body?.cancel()
    return outcome
  } catch (reason) {
    if (signal.aborted) return 'done'
    const isUnknown = reason instanceof UnknownAnswer
    if (isUnknown) report(reason, place)
    else dispatchFetch('error', place.el, { message: String(reason) })
    return isUnknown ? 'done' : 'network'
  }
}

// A live stream ends with its attribute. The answer to any other GET is read while its element is there,
// and to its end when the very expression that asked took the element away.
function stopWithCaller(stop: AbortController, caller: Caller, options: ActionOptions): void {
  const { place, undone } = caller
  const isStream = options.retry === 'always'
  const onUndone = () => {
    if (isStream || !place.el.isConnected) stop.abort()
  }
  const heed = () => undone.addEventListener('abort', onUndone, { signal: stop.signal })
  if (isStream) heed()
  else queueMicrotask(() => place.el.isConnected && heed())
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
