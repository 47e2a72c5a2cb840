// Finds Chromium and starts it without a window; says by name what is left out where there is none.
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { describeNeeding } from '../support/describe-needing.js'

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The same browser without its windows: pages open in it three times as fast. */
const shell = '/usr/bin/chromium-headless-shell'

/** Starts it without what nobody needs here. */
export const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Returns the path of a browser: `CHROMIUM_PATH`, or one of the usual places; undefined for none. */
export function findChromium(): string | undefined {
  return find(usual)
}

function find(places: readonly string[]): string | undefined {
  return [process.env.CHROMIUM_PATH, ...places].find((path) => path && existsSync(path))
}

interface Launch {
  /** Whether it keeps pages for the way back, as it does for people; the shell can't. Defaults to false. */
  readonly keepsPages?: boolean
}

/** Starts the browser; the caller closes it. */
export function launchChromium({ keepsPages = false }: Launch = {}): Promise<Browser> {
  const executablePath = keepsPages ? findChromium() : find([shell, ...usual])
  if (!executablePath) throw new Error('No Chromium: set CHROMIUM_PATH')
  return chromium.launch({
    executablePath,
    args: quiet,
    ignoreDefaultArgs: keepsPages ? ['--disable-back-forward-cache'] : false,
  })
}

/** A `describe` that needs a browser. */
export function describeInBrowser(name: string, tests: () => void): void {
  const missing = findChromium() ? undefined : 'no Chromium; set CHROMIUM_PATH'
  describeNeeding(missing, name, tests)
}
