// The `datastar-fetch` events on the document: what became of each request.

export const fetchEvent = 'datastar-fetch'

export type FetchEventType = 'started' | 'finished' | 'error' | 'retrying' | 'retries-failed'

export interface FetchDetail {
  type: FetchEventType
  el: Element
  argsRaw: Readonly<Record<string, string>>
}

/** Tells the page what became of a request of `el`. */
export function dispatchFetch(
  type: FetchEventType,
  el: Element,
  argsRaw: Readonly<Record<string, string>> = {},
): void {
  const detail: FetchDetail = { type, el, argsRaw }
  document.dispatchEvent(new CustomEvent(fetchEvent, { detail }))
}

/** Listens to all of them until the undo is called. */
export function onFetch(listen: (detail: FetchDetail) => void): () => void {
  const listener = (event: Event) => listen((event as CustomEvent<FetchDetail>).detail)
  document.addEventListener(fetchEvent, listener)
  return () => document.removeEventListener(fetchEvent, listener)
}
