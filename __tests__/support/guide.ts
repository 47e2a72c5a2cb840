// The code of a guide, and a guide's app as it runs for somebody who has installed the package.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from './app.js'
import { freePort } from './free-port.js'

const root = join(__dirname, '../..')

/** The TypeScript of a guide: its snippets, one after the other. */
export function codeOf(file: string): string {
  const markdown = readFileSync(join(root, file), 'utf8')
  return [...markdown.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code).join('\n')
}

/** Runs the code of an app that listens on port 3000, on another port; resolves once it answers. */
export async function runApp(
  code: string,
  packages: readonly string[],
): Promise<{ readonly origin: string; stop(): Promise<void> }> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'orion-guide-'))
  // The checkout stands in node_modules under its name.
  mkdirSync(join(folder, 'node_modules'))
  for (const name of packages) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  }
  symlinkSync(root, join(folder, 'node_modules/express-orion'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'app.ts'), code.replace('listen(3000)', `listen(${port})`))
  const tsx = join(root, 'node_modules/tsx/dist/loader.mjs')
  const app = spawn(process.execPath, ['--import', tsx, 'app.ts'], {
    cwd: folder,
    stdio: 'inherit',
  })
  const origin = `http://127.0.0.1:${port}`
  const stop = async () => {
    app.kill()
    await eventually(() => app.exitCode !== null || app.signalCode !== null, 'the app has ended')
    rmSync(folder, { recursive: true })
  }
  try {
    await untilListening(origin, app)
  } catch (error) {
    await stop()
    throw error
  }
  return { origin, stop }
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
