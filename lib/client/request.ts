// Builds the request of an action: the URL and the body, from the signals or from a form. To the page's
// own origin only.
import type { ActionOptions, Method } from './options.js'
import { page } from './page.js'
import type { Signals } from './signals.js'
import { toJson } from './tree.js'
import { unclobbered } from './unclobbered.js'

export interface ActionRequest {
  url: URL
  init: RequestInit & { headers: Headers }
}

export interface Asker {
  el: Element
  evt: Event | undefined
  signals: Signals
}

/** Returns the request; `null` when the form that it would send is not valid, which the user was told. */
export function buildRequest(
  method: Method,
  address: unknown,
  options: ActionOptions,
  asker: Asker,
): ActionRequest | null {
  const url = sameOriginUrl(address)
  const headers = new Headers({
    Accept: 'text/event-stream, text/html, application/json',
    'Datastar-Request': 'true',
    // Whatever they are, they go as text.
    ...(options.headers as Record<string, string>),
  })
  const init: ActionRequest['init'] = {
    method,
    headers,
    mode: 'same-origin',
    credentials: 'same-origin',
  }
  const isInUrl = method === 'GET' || method === 'DELETE'
  if (options.contentType === 'form') {
    const form = formOf(asker.el, options.selector)
    const submitter = submitterOf(form, asker)
    if (!isValid(form, submitter)) return null
    const fields = fieldsOf(form, submitter)
    if (isInUrl) for (const [name, value] of toParams(fields)) url.searchParams.append(name, value)
    else init.body = isMultipart(form, submitter) ? fields : toParams(fields)
    return { url, init }
  }
  const { payload = asker.signals.snapshot((path) => isSent(path, options)) } = options
  const json = toJson(payload) ?? ''
  if (isInUrl) url.searchParams.set('datastar', json)
  else {
    headers.set('Content-Type', 'application/json')
    init.body = json
  }
  return { url, init }
}

/** Returns an address as a URL of the page's own origin; throws for any other. */
export function sameOriginUrl(address: unknown): URL {
  if (typeof address !== 'string' || !address) throw new Error('An action needs a URL')
  const url = new URL(address, location.href)
  // Not by its origin: that of a blob is the page's too.
  if (url.href.startsWith(`${location.origin}/`)) return url
  throw new Error(`An action may only go to ${location.origin}, not to ${url.href}`)
}

function isSent(path: string, { filter }: ActionOptions): boolean {
  return !/(^|\.)_/.test(path) && filter(path)
}

function formOf(el: Element, selector: string | null): HTMLFormElement {
  const form = selector ? page.querySelector(selector) : unclobbered(el).closest('form')
  if (form instanceof HTMLFormElement) return form
  throw new Error(selector ? `No form matches ${selector}` : 'There is no form around it')
}

function submitterOf(form: HTMLFormElement, { el, evt }: Asker): Element | null {
  return evt instanceof SubmitEvent && evt.target === form ? evt.submitter : el
}

function isValid(form: HTMLFormElement, submitter: Element | null): boolean {
  const own = unclobbered(form)
  return own.noValidate || submitter?.hasAttribute('formnovalidate') || own.reportValidity()
}

function fieldsOf(form: HTMLFormElement, submitter: Element | null): FormData {
  const fields = new FormData(form)
  const isButton = submitter instanceof HTMLButtonElement || submitter?.matches('[type=submit]')
  const name = isButton && submitter?.getAttribute('name')
  if (name) fields.append(name, (submitter as HTMLButtonElement).value)
  return fields
}

function isMultipart(form: HTMLFormElement, submitter: Element | null): boolean {
  const own = submitter?.getAttribute('formenctype') ?? unclobbered(form).getAttribute('enctype')
  return own?.toLowerCase() === 'multipart/form-data'
}

// A file goes by its name here, as the browser itself sends it in this encoding.
function toParams(fields: FormData): URLSearchParams {
  const params = new URLSearchParams()
  for (const [name, value] of fields) {
    params.append(name, typeof value === 'string' ? value : value.name)
  }
  return params
}
