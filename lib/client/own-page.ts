// A page that fetches itself, as a live route without a render tells it to.
import { isRefused } from './backoff.js'
import type { Live } from './live.js'
import { reloadRefused } from './reload.js'

/** Whether a GET of this address is for the page itself. */
export function isOwnPage(address: unknown): boolean {
  return address === '#'
}

/** Makes what asks for the page, by its very address, and takes the answer: a refusal loads it anew. */
export function createOwnPage(el: Element): Pick<Live, 'enter' | 'take'> {
  return {
    async enter({ url, init }) {
      // The page may make links of the address that it is asked by.
      if (url.searchParams.get('datastar') === '{}') url.searchParams.delete('datastar')
      // What it leads to is another page.
      init.redirect = 'manual'
    },
    take(response) {
      if (!isRefused(response)) return true
      reloadRefused(el, response, `orion-page ${location.href}`)
      return false
    },
  }
}
