// Finds WebKitGTK and drives it by WebDriver (W3C), on a display of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { describeNeeding } from '../support/describe-needing.js'

const libraries = '/usr/lib/x86_64-linux-gnu'

/** A page in WebKitGTK. */
export interface WebKitPage {
  open(url: string): Promise<void>
  /** Runs a function's body in the page. */
  evaluate(body: string): Promise<unknown>
  close(): Promise<void>
}

function findBrowser(): string | undefined {
  if (!existsSync(libraries)) return undefined
  return readdirSync(libraries)
    .filter((name) => name.startsWith('webkit2gtk-'))
    .map((name) => `${libraries}/${name}/MiniBrowser`)
    .find((path) => existsSync(path))
}

const driver = '/usr/bin/WebKitWebDriver'
const display = '/usr/bin/Xvfb'

/** A `describe` that needs WebKitGTK. */
export function describeInWebKit(name: string, tests: () => void): void {
  const isThere = existsSync(driver) && existsSync(display) && findBrowser()
  const missing = isThere ? undefined : 'no WebKitGTK; install webkit2gtk-driver and xvfb'
  describeNeeding(missing, name, tests)
}

/** Starts the browser, which takes any certificate. */
export async function launchWebKit(): Promise<WebKitPage> {
  for (let tries = 1; ; tries++) {
    try {
      return await tryToLaunch()
    } catch (error) {
      // On a busy machine the driver now and then dies of its browser's start.
      if (tries === 3) throw error
      process.emitWarning(`WebKitGTK is started again: ${error}`)
    }
  }
}

async function tryToLaunch(): Promise<WebKitPage> {
  const { screen, number } = await startDisplay()
  const port = await freePort()
  // It draws in software: there may be no graphics card.
  const env = { ...process.env, DISPLAY: `:${number}`, LIBGL_ALWAYS_SOFTWARE: '1' }
  const driving = spawn(driver, [`--port=${port}`], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const stop = () => Promise.all([end(driving), end(screen)])
  try {
    const page = await openPage(`http://127.0.0.1:${port}`, driving)
    return {
      ...page,
      async close() {
        await page.close()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function openPage(address: string, driving: ChildProcess): Promise<WebKitPage> {
  await untilListening(address, driving)
  const call = callerOf(`${address}/session`)
  const capabilities = {
    alwaysMatch: {
      acceptInsecureCerts: true,
      'webkitgtk:browserOptions': { binary: findBrowser(), args: ['--automation'] },
    },
  }
  const session = await call('POST', '', { capabilities })
  const { sessionId } = session as { sessionId: string }
  return {
    open: async (url) => void (await call('POST', `/${sessionId}/url`, { url })),
    evaluate: (body) => call('POST', `/${sessionId}/execute/sync`, { script: body, args: [] }),
    close: async () => void (await call('DELETE', `/${sessionId}`)),
  }
}

// The server tells on its third stream which display it took.
async function startDisplay() {
  const screen = spawn(
    display,
    ['-displayfd', '3', '-screen', '0', '800x600x24', '-nolisten', 'tcp'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  )
  const [number] = await once(screen.stdio[3] as NodeJS.ReadableStream, 'data')
  return { screen, number: Number(`${number}`) }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await new Promise((done) => server.close(done))
  return port
}

async function end(child: ChildProcess): Promise<void> {
  child.kill()
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

type Call = (method: string, path: string, body?: unknown) => Promise<unknown>

function callerOf(address: string): Call {
  return async (method, path, body) => {
    const response = await fetch(address + path, { method, body: JSON.stringify(body) ?? null })
    const { value } = (await response.json()) as { value: unknown }
    if (!response.ok) throw new Error(`WebDriver: ${JSON.stringify(value)}`)
    return value
  }
}

async function untilListening(address: string, driving: ChildProcess): Promise<void> {
  while (driving.exitCode === null && driving.signalCode === null) {
    const response = await fetch(`${address}/status`).catch(() => undefined)
    if (response?.ok) return
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error(`WebKitWebDriver ended with ${driving.exitCode ?? driving.signalCode}`)
}
