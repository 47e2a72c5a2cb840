// Runs the tests on every Express and Node that the kit takes; `npm run test:matrix`. Another Node than this
// one is npm's own package of it, with the better-sqlite3 and the Kysely that npm picks there.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

interface Runtime {
  readonly major: string
  /** Where its executable and its packages are; undefined for the one that runs this. */
  readonly modules: string | undefined
  readonly executable: string
}

const nodes = ['20', '22', '24']
const expresses = ['4.17', '4', '5']
const newest = '5'
const [present = ''] = process.versions.node.split('.')

// What the kit does with Express: the loop, each caller, forms, templates, sessions, other middleware.
const core =
  '__tests__/(?:express|loop|live|command|callers|form|invalid|template[^/]*|viewer|neighbours/in-front)\\.test'
// All over HTTP, but not the apps of the guides and of the demo, which bring an Express 5 along.
const whole =
  '__tests__/(?:neighbours/|(?!architecture|guides|readme|(?!migrating)[^/]*-guide)[^/]*\\.test)'

const testTimeoutMs = 60_000

const root = fileURLToPath(new URL('..', import.meta.url))

function install(major: string): Runtime | undefined {
  if (major === present) return { major, modules: undefined, executable: process.execPath }
  const folder = join(root, 'node_modules/.cache/matrix', `node-${major}`)
  const node = `node-${process.platform}-${process.arch}`
  const modules = join(folder, 'node_modules')
  const executable = join(modules, node, 'bin/node')
  const [sqlite, kysely] = Number(major) < 22 ? ['12', '0.28'] : ['13', '0.29']
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      private: true,
      allowScripts: { 'better-sqlite3': true },
      dependencies: { [node]: major, 'better-sqlite3': sqlite, kysely },
    }),
  )
  // Where better-sqlite3 has no binary for it, it is compiled by this Node's package, which has the headers.
  const { status } = spawnSync('npm', ['install', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: `${join(modules, node, 'bin')}:${process.env.PATH}`,
      npm_config_nodedir: join(modules, node),
    },
  })
  return status === 0 && existsSync(executable) ? { major, modules, executable } : undefined
}

/** Runs a cell's tests; resolves with whether all of them passed. */
function run({ major, modules, executable }: Runtime, express: string): boolean {
  // Each Node and each Express has all of them; where both are another, what they have to do with each other.
  const tests = major === present || express === newest ? whole : core
  const began = Date.now()
  process.stdout.write(`matrix: Node ${major}, Express ${express}\n`)
  // Longer than in npm test: here the machine may be busy with others.
  const flags = ['--silent', `--testTimeout=${testTimeoutMs}`, tests]
  const jest = [join(root, 'node_modules/jest/bin/jest.js'), ...flags]
  const { status } = spawnSync(executable, jest, {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      EXPRESS: express,
      ...(modules !== undefined && { NODE_PACKAGES: modules }),
    },
  })
  const seconds = Math.round((Date.now() - began) / 1000)
  const outcome = status === 0 ? 'passed' : 'FAILED'
  process.stdout.write(`matrix: Node ${major}, Express ${express}: ${outcome} in ${seconds} s\n`)
  return status === 0
}

let failed = false
for (const major of nodes) {
  const runtime = install(major)
  if (runtime === undefined) {
    process.stderr.write(`Left out: Node ${major}: npm has no package of it for this machine\n`)
    failed ||= process.env.CI !== undefined
    continue
  }
  for (const express of expresses) {
    // `npm test` runs everything there.
    if (major === present && express === newest) continue
    if (!run(runtime, express)) failed = true
  }
}
process.exitCode = failed ? 1 : 0
