// The actions @get, @post, @put, @patch and @delete: one request each, kept alive as its options say.
import type { Act, Caller } from './apply.js'
import { dispatchFetch } from './fetch-event.js'
import { type ActionOptions, type Method, readOptions } from './options.js'
import { type ApplyEvent, receive, UnknownAnswer } from './receive.js'
import type { Report } from './report.js'
import { buildRequest } from './request.js'
import type { Signals } from './signals.js'
import { keepAlive, type Outcome, type Trial } from './stream.js'

interface Dependencies {
  signals: Signals
  applyEvent: ApplyEvent
  report: Report
}

const methods: ReadonlyMap<string, Method> = new Map([
  ['get', 'GET'],
  ['post', 'POST'],
  ['put', 'PUT'],
  ['patch', 'PATCH'],
  ['delete', 'DELETE'],
])

/** Creates the function that runs an action by its name. */
export function createActions(dependencies: Dependencies): Act {
  const running = createRunning()

  return function act(name, args, caller) {
    const method = methods.get(name)
    if (!method) throw new ReferenceError(`@${name} is not an action`)
    const options = readOptions(method, args[1])
    start(method, args[0], options, caller)
    return undefined
  }

  function start(method: Method, address: unknown, options: ActionOptions, caller: Caller): void {
    const { signals, report } = dependencies
    const { place, evt, undone } = caller
    const build = () => buildRequest(method, address, options, { el: place.el, evt, signals })
    let request = build()
    if (!request) return
    const isSafe = method === 'GET'
    const stop = new AbortController()
    if (isSafe) {
      stopWith(undone, stop, () => options.retry === 'always' || !place.el.isConnected)
      if (options.requestCancellation === 'auto')
        running.replace(place.el, request.url.pathname, stop)
    }

    const attempt = async (trial: Trial): Promise<Outcome> => {
      // A stream that opens anew asks with the signals of now.
      const current = request ?? build()
      request = isSafe && options.contentType === 'json' ? null : current
      return current ? attemptOnce(current.url, current.init, trial, caller, dependencies) : 'done'
    }

    dispatchFetch('started', place.el)
    keepAlive({
      attempt,
      options,
      isSafe,
      stopped: stop.signal,
      onRetrying: (ending) => dispatchFetch('retrying', place.el, { message: String(ending) }),
      onGivenUp: () => {
        dispatchFetch('retries-failed', place.el)
        report(`gave up after ${options.retryMaxCount} retries`, place)
      },
    })
      .catch((reason: unknown) => report(reason, place))
      .finally(() => dispatchFetch('finished', place.el))
  }
}

async function attemptOnce(
  url: URL,
  init: RequestInit,
  trial: Trial,
  { place }: Caller,
  { applyEvent, report }: Dependencies,
): Promise<Outcome> {
  try {
    const response = await fetch(url, { ...init, signal: trial.signal })
    const { status } = response
    if (status >= 400) dispatchFetch('error', place.el, { status: String(status) })
    const outcome = await receive(response, applyEvent, trial)
    if (typeof outcome === 'number') await response.body?.cancel()
    return outcome
  } catch (reason) {
    if (trial.signal.aborted) return 'done'
    if (reason instanceof UnknownAnswer) {
      report(reason, place)
      return 'done'
    }
    dispatchFetch('error', place.el, { message: String(reason) })
    return 'network'
  }
}

/** Stops a request with its attribute: always, or only when `isDue` says so then. */
function stopWith(undone: AbortSignal, stop: AbortController, isDue: () => boolean): void {
  undone.addEventListener('abort', () => isDue() && stop.abort(), { signal: stop.signal })
}

/** The newest GET of each element and path, so that a newer one stops an older one. */
function createRunning() {
  const byElement = new WeakMap<Element, Map<string, AbortController>>()
  return {
    replace(el: Element, path: string, stop: AbortController): void {
      const stops = byElement.get(el) ?? new Map<string, AbortController>()
      stops.get(path)?.abort()
      byElement.set(el, stops.set(path, stop))
    },
  }
}
