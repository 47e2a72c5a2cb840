// Finds Firefox and opens a page in it without a window; says by name what is left out where there is none.
// No driver: the page tells the test's server what it saw.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeNeeding } from '../support/describe-needing.js'

const usual = ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/snap/bin/firefox']

// A new profile opens pages of its own and asks the network for much, unless it is told not to.
const preferences = {
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.newtabpage.enabled': false,
  'browser.preonboarding.enabled': false,
  'browser.safebrowsing.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'termsofuse.bypassNotification': true,
  'toolkit.telemetry.enabled': false,
}

/** Returns the path of a browser: `FIREFOX_PATH`, or one of the usual places; undefined for none. */
export function findFirefox(): string | undefined {
  return [process.env.FIREFOX_PATH, ...usual].find((path) => path && existsSync(path))
}

/** Opens a page, in a profile that is gone once what it returns was called. */
export async function openInFirefox(url: string): Promise<() => Promise<void>> {
  const path = findFirefox()
  if (!path) throw new Error('No Firefox: set FIREFOX_PATH')
  const home = await mkdtemp(join(tmpdir(), 'orion-firefox-'))
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  )
  await writeFile(join(home, 'user.js'), lines.join(''))
  const browser = spawn(path, ['--headless', '--no-remote', '--profile', home, url], {
    stdio: 'ignore',
    env: { ...process.env, HOME: home },
    // A group of its own, so that the processes of its pages end with it.
    detached: true,
  })
  return async () => {
    await end(browser)
    await rm(home, { recursive: true, force: true, maxRetries: 10 })
  }
}

async function end(browser: ChildProcess): Promise<void> {
  if (browser.pid === undefined || browser.exitCode !== null) return
  const ended = new Promise((resolve) => browser.once('exit', resolve))
  process.kill(-browser.pid, 'SIGKILL')
  await ended
}

/** A `describe` that needs Firefox. */
export function describeInFirefox(name: string, tests: () => void): void {
  const missing = findFirefox() ? undefined : 'no Firefox; set FIREFOX_PATH'
  describeNeeding(missing, name, tests)
}
