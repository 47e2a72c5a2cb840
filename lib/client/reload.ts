// Loads the page anew, and never in a loop: what it was done for is kept in the tab's session.
import { dispatchFetch } from './fetch-event.js'

/** How long a page that was loaded anew, and is refused again, stays as it is. */
const reloadAgainMs = 60_000

/** Loads the page anew, since it was refused what `el` asked for, unless the page sees to that itself. */
export function reloadRefused(el: Element, { status }: Response, reason: string): void {
  if (dispatchFetch('error', el, { status: `${status}` })) reloadOnce(reason, reloadAgainMs)
}

/** Loads the page anew, unless it did for the same reason less than `lifeMs` ago, or can't know that. */
export function reloadOnce(reason: string, lifeMs: number): void {
  try {
    const at = sessionStorage.getItem(reason)
    if (at && Date.now() - Number(at) < lifeMs) return
    sessionStorage.setItem(reason, `${Date.now()}`)
    location.reload()
  } catch {
    // A page that may keep nothing stays.
  }
}

/** Forgets a reason: it is gone. */
export function forgetReload(reason: string): void {
  try {
    sessionStorage.removeItem(reason)
  } catch {
    // Nor was it kept.
  }
}
