// The code of a guide, and a guide's app as it runs for somebody who has installed the package.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.js'

const root = join(__dirname, '../..')

/** The TypeScript of a guide: its snippets, one after the other. */
export function codeOf(file: string): string {
  const markdown = readFileSync(join(root, file), 'utf8')
  return [...markdown.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code).join('\n')
}

/** A process of an app. */
export interface AppProcess {
  readonly origin: string
  /** Sends SIGTERM; resolves with the exit code, null where the signal ended it, once it has ended. */
  end(): Promise<number | null>
}

/** An app in a folder of its own, where its files are. */
export interface InstalledApp {
  readonly folder: string
  /** Starts a process on a port, a free one by default; resolves once it answers. */
  start(port?: number, env?: Readonly<Record<string, string>>): Promise<AppProcess>
  /** Removes the folder. */
  remove(): void
}

/** Installs the code of an app that listens on port 3000, or on that of the variable PORT. */
export function installApp(code: string, packages: readonly string[]): InstalledApp {
  const folder = mkdtempSync(join(tmpdir(), 'orion-guide-'))
  // The checkout stands in node_modules under its name.
  mkdirSync(join(folder, 'node_modules'))
  for (const name of packages) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  }
  symlinkSync(root, join(folder, 'node_modules/express-orion'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'app.ts'), code.replace('listen(3000)', 'listen(process.env.PORT)'))
  return {
    folder,
    async start(port, env = {}) {
      return start(folder, port ?? (await freePort()), env)
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}

/** Installs an app and starts it; resolves once it answers. */
export async function runApp(
  code: string,
  packages: readonly string[],
): Promise<{ readonly origin: string; readonly folder: string; stop(): Promise<void> }> {
  const { folder, start, remove } = installApp(code, packages)
  try {
    const { origin, end } = await start()
    return {
      origin,
      folder,
      async stop() {
        await end()
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

async function start(
  folder: string,
  port: number,
  env: Readonly<Record<string, string>>,
): Promise<AppProcess> {
  const tsx = join(root, 'node_modules/tsx/dist/loader.mjs')
  const app = spawn(process.execPath, ['--import', tsx, 'app.ts'], {
    cwd: folder,
    env: { ...process.env, ...env, PORT: String(port) },
    stdio: 'inherit',
  })
  const origin = `http://127.0.0.1:${port}`
  const exited = once(app, 'exit')
  const end = async () => {
    app.kill()
    await exited
    return app.exitCode
  }
  try {
    await untilListening(origin, app)
  } catch (error) {
    await end()
    throw error
  }
  return { origin, end }
}

async function untilListening(origin: string, app: ChildProcess): Promise<void> {
  for (;;) {
    const answered = await fetch(origin).then(
      () => true,
      () => false,
    )
    if (answered) return
    if (app.exitCode !== null) throw new Error(`the app ended with code ${app.exitCode}`)
  }
}
