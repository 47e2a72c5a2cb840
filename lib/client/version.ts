// After a deploy: loads the page anew when its stream comes from another version than the page itself.
import { page } from './page.js'
import { reloadOnce } from './reload.js'
import { isTouched } from './touched.js'

/** Looks whether the page is of an older version; a stream that opens tells which is deployed. */
export type CheckVersion = (deployed?: string | null) => void

/** Creates the check. The page's own version is read once: a morph may bring in the tag of another. */
export function createCheckVersion(): CheckVersion {
  const own = page.querySelector('[data-orion-version]')?.getAttribute('data-orion-version')
  let newest: string | null | undefined

  return function checkVersion(deployed) {
    newest = deployed ?? newest
    if (!own || !newest || newest === own || isTouched()) return
    // Once for each pair: while a deploy is under way, a page and its stream may come from either side.
    reloadOnce(`orion-version ${own} ${newest}`, Number.POSITIVE_INFINITY)
  }
}
