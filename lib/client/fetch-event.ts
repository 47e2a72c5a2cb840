// The `datastar-fetch` events on the document: what became of each request.
import { page } from './page.js'

export const fetchEvent = 'datastar-fetch'

export type FetchEventType = 'started' | 'finished' | 'error' | 'retrying' | 'retries-failed'

export interface FetchDetail {
  type: FetchEventType
  el: Element
  argsRaw: Readonly<Record<string, string>>
}

/** Tells the page what became of a request of `el`; false when the page says that it sees to that itself. */
export function dispatchFetch(
  type: FetchEventType,
  el: Element,
  argsRaw: Readonly<Record<string, string>> = {},
): boolean {
  const detail: FetchDetail = { type, el, argsRaw }
  return page.dispatchEvent(new CustomEvent(fetchEvent, { detail, cancelable: true }))
}

/** Listens to all of them until the undo is called. */
export function onFetch(listen: (detail: FetchDetail) => void): () => void {
  const listener = (event: Event) => listen((event as CustomEvent<FetchDetail>).detail)
  page.addEventListener(fetchEvent, listener)
  return () => page.removeEventListener(fetchEvent, listener)
}
