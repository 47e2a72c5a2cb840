// The page's live streams, the GETs that are retried always: one a tab and URL. What an answer says of a
// stream, what the page shows of it, and when it is given up for a page that is loaded anew.
import { isOver } from './backoff.js'
import { type Connection, connecting, createConnection, open } from './connection.js'
import { fetchEvent } from './fetch-event.js'
import { page } from './page.js'
import type { ShowState } from './page-state.js'
import { forgetReload, reloadRefused } from './reload.js'
import type { ActionRequest } from './request.js'
import type { Trial } from './stream.js'
import type { CheckVersion } from './version.js'

/** How long an answer may take to begin. */
const answerMs = 40_000

/** How many heartbeats a stream may be silent for, so that all is right again within two of them. */
const silentBeats = 1.5

/** What that may take on top: timers and networks are late. */
const lateMs = 200

/** One live stream. */
export interface Live {
  /** Waits until no other element of the page has this URL open, and prepares the request. */
  enter(request: ActionRequest, trial: Trial): Promise<void>
  /** Tells the page; `null` while the stream isn't wanted. Another element may have it then. */
  tell(state: Connection | null): void
  /** Takes an answer to it; false when the stream is over. */
  take(response: Response, trial: Trial): boolean
}

/** Creates the function that makes the stream of an element. */
export function createLives(
  showState: ShowState,
  checkVersion: CheckVersion,
): (el: Element) => Live {
  const tellConnection = createConnection(showState)
  const tab = crypto.getRandomValues(new Uint32Array(4)).join('')
  const owners = new Map<string, Live>()

  return function createLive(el) {
    let key = ''
    const leave = () => owners.get(key) === live && owners.delete(key)
    const live: Live = {
      async enter({ url, init }, { signal, heard }) {
        leave()
        key = url.href
        while (owners.has(key) && !signal.aborted) {
          live.tell(null)
          await new Promise((resolve) => {
            // The end of the other one is told there.
            page.addEventListener(fetchEvent, resolve, { once: true })
            signal.addEventListener('abort', resolve)
          })
        }
        if (signal.aborted) return
        owners.set(key, live)
        live.tell(connecting)
        init.headers.set('Orion-Tab', tab)
        // A redirect leads to a page, of another origin maybe: the page is to follow it.
        init.redirect = 'manual'
        // Chromium would keep a 410 for ever.
        init.cache = 'no-store'
        heard(answerMs)
      },
      tell(state) {
        if (state === null) leave()
        tellConnection(live, state)
      },
      take(response, { heard }) {
        const { headers, status } = response
        const reason = `orion-over ${key}`
        if (isOver(response)) {
          reloadRefused(el, response, reason)
          return false
        }
        if (status !== 200) return true
        const beatMs = Number(headers.get('Orion-Heartbeat'))
        heard(beatMs && silentBeats * beatMs + lateMs)
        live.tell(open)
        forgetReload(reason)
        checkVersion(headers.get('Orion-Version'))
        return true
      },
    }
    return live
  }
}
