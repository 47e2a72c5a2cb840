// A live route without a render: at each wake the client fetches the page that it shows, and morphs it.
import { type Html, html } from './html.js'

/** Where the frames of such a route go: an element that acts once and is gone. */
export const refetchPatch = { selector: 'body', mode: 'append' } as const

/** The least time between two such frames: each is a request for a whole page, and a newer one stops it. */
export const refetchThrottleMs = 500

/** Makes the render of such a route: each frame differs from the last, or it would not be sent. */
export function createRefetch(): () => Html {
  let count = 0
  // `#` is the page's own address. A page answers whoever accepts HTML alone as it answers a browser.
  return () => html`<div id="orion-page-${count++}" hidden
  data-init="@get('#', {headers: {Accept: 'text/html'}, filterSignals: {include: '^$'}}); el.remove()"></div>`
}
