// Tabs of one Chromium window, of which one alone is seen: to the pages that Playwright opens, all of them are.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findChromium, quiet } from './chromium.js'
import { until } from './client/harness.js'

export interface Tabs {
  /** Opens an address in a tab of its own, in front of the others. */
  open(url: string): Promise<string>
  /** Brings a tab to the front. */
  show(tab: string): Promise<void>
  /** Closes what was opened. */
  clear(): Promise<void>
  /** Ends the browser. */
  end(): Promise<void>
}

/** Starts a browser, and steers it by the addresses of its DevTools. */
export async function openTabs(): Promise<Tabs> {
  const folder = mkdtempSync(join(tmpdir(), 'orion-tabs-'))
  const args = [...quiet, '--headless', '--remote-debugging-port=0', `--user-data-dir=${folder}`]
  const browser = spawn(findChromium() ?? '', args, { stdio: 'ignore' })
  const exited = once(browser, 'exit')
  const opened: string[] = []
  let port: string | undefined
  await until(async () => {
    const written = await readFile(join(folder, 'DevToolsActivePort'), 'utf8').catch(() => '')
    port = /^(\d+)\n/.exec(written)?.[1]
    return port
  })

  async function ask(path: string, method = 'GET'): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${port}/json/${path}`, { method })
    if (!response.ok) throw new Error(`${path}: ${response.status}`)
    return response.text()
  }

  return {
    async open(url) {
      const { id } = JSON.parse(await ask(`new?${url}`, 'PUT'))
      opened.push(id)
      return id
    },
    show: async (tab) => void (await ask(`activate/${tab}`)),
    async clear() {
      for (const tab of opened.splice(0)) await ask(`close/${tab}`)
    },
    async end() {
      browser.kill()
      await exited
      // What it started may still be writing.
      await rm(folder, { recursive: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}
