// Changes the page within a view transition, where the browser has them.

/** Runs a change; the promise is settled once it has run. */
export function inTransition(run: () => void): void | Promise<void> {
  if (!document.startViewTransition) return run()
  const transition = document.startViewTransition(run)
  // A transition that the browser skips is no failure; the update has its own promise.
  transition.ready.catch(() => {})
  return transition.updateCallbackDone
}
