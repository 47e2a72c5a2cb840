// Changes the page within a view transition, where the browser has them.
import { unclobbered } from './unclobbered.js'

/** Runs a change; the promise is settled once it has run. */
export function inTransition(run: () => void): void | Promise<void> {
  // Not from page.ts, which wants a document at once: timing is for others, too.
  const page = unclobbered(document)
  if (!page.startViewTransition) return run()
  const transition = page.startViewTransition(run)
  // A transition that the browser skips is no failure; the update has its own promise.
  transition.ready.catch(() => {})
  return transition.updateCallbackDone
}
