// What a command says to its requester alone: collected while the handler runs, sent after the commit.
import { OrionError, show } from './errors.js'
import { type PatchOptions, patchElements, patchSignals, removeElements } from './events.js'
import { checkFormName } from './form.js'
import { type Html, html } from './html.js'
import { type ToastTone, toast, toastSelector } from './toasts.js'

/** Speaks to the requester of a command, and to nobody else. Other pages hear of it by a topic. */
export interface Respond {
  /** Puts markup into the requester's page. */
  patch(markup: Html, options?: PatchOptions): void
  /** Removes what a selector finds from the requester's page. */
  remove(selector: string): void
  /** Merges signals into the requester's page; `null` removes one. */
  signals(
    signals: Readonly<Record<string, unknown>>,
    options?: { readonly onlyIfMissing?: boolean },
  ): void
  /** Shows a toast where `orion.toasts()` stands. `tone` defaults to `'neutral'`. */
  toast(text: string, options?: { readonly tone?: ToastTone }): void
  /** Empties a form, by its name, unless something was typed into it since it was sent. */
  reset(form: string): void
  /**
   * Sends the requester to another page: a path of this site, or with `external` any http(s) address.
   *
   * @throws OrionError `ORION_REDIRECT` for anything else
   */
  redirect(location: string, options?: { readonly external?: boolean }): void
}

/** What a handler has said through `respond`. */
export interface Said {
  /** The events for a Datastar caller. */
  events: readonly string[]
  /** Where to go, if the handler told. */
  location: string | undefined
}

/** Makes `respond`, and the record of what is said through it. */
export function createRespond(): { readonly respond: Respond; readonly said: Said } {
  const events: string[] = []
  const said: Said = { events, location: undefined }
  const respond: Respond = {
    patch: (markup, options) => void events.push(patchElements(markup, options)),
    remove: (selector) => void events.push(removeElements(selector)),
    signals: (signals, options) => void events.push(patchSignals(signals, options)),
    toast: (text, { tone = 'neutral' } = {}) => void events.push(toastEvent(text, tone)),
    reset: (form) => void events.push(patchSignals({ _reset: { [checkFormName(form)]: true } })),
    redirect(location, { external = false } = {}) {
      said.location = checkLocation(location, external)
      events.push(redirectEvent(said.location))
    },
  }
  return { respond, said }
}

/** The event that shows a toast. */
export function toastEvent(text: string, tone: ToastTone): string {
  return patchElements(toast(text, tone), { selector: toastSelector, mode: 'append' })
}

// A <meta> that refreshes: no script runs, so it works under any policy and with any client.
function redirectEvent(location: string): string {
  const refresh = html`<meta http-equiv="refresh" content="0;url=${location}">`
  return patchElements(refresh, { selector: 'head', mode: 'append' })
}

const nowhere = 'http://nowhere.invalid'

function checkLocation(location: string, external: boolean): string {
  if (typeof location === 'string' && location.startsWith('/') && URL.canParse(location, nowhere)) {
    const { origin, pathname, search, hash } = new URL(location, nowhere)
    // As a browser reads it: `//evil.example` and `/\t/evil.example` are no paths of this site;
    // `/.//evil.example` is one, but what it is short for isn't.
    if (origin === nowhere && !pathname.startsWith('//')) return pathname + search + hash
  }
  if (external && /^https?:/i.test(location) && URL.canParse(location))
    return new URL(location).href
  const todo = external ? 'give an http(s) address' : 'give a path of this site, such as /todos'
  throw new OrionError('ORION_REDIRECT', `redirect got ${show(location)}; ${todo}`)
}
