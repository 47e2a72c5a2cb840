// docs/testing.md: its snippets are a test file, which each of the three runners runs against the tarball.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { codeOf } from '../support/guide.js'
import { checkout, pack } from './pack.js'
import { run } from './run.js'

// What the guide's file and the package import, and what runs them, as this checkout has it.
const packages = [
  ...['express', 'express-session', 'kysely', 'supertest', 'valibot'],
  ...['@standard-schema/spec', '@starfederation/datastar-sdk', 'better-sqlite3', 'qs'],
  ...['@jest/globals', '@swc/core', '@swc/jest', 'jest', 'tsx', 'vitest'],
]
const jestConfig = {
  testMatch: ['**/*.test.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
}
const guide = codeOf('docs/testing.md')
const tests = guide.match(/^test\(/gm)?.length

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orion-runners-'))
  const { tarball } = await pack(folder)
  const modules = join(folder, 'node_modules')
  await mkdir(join(modules, 'express-orion'), { recursive: true })
  await run('tar', ['-xzf', tarball, '-C', 'node_modules/express-orion', '--strip=1'], folder)
  for (const name of packages) {
    await mkdir(dirname(join(modules, name)), { recursive: true })
    await symlink(join(checkout, 'node_modules', name), join(modules, name), 'dir')
  }
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ type: 'module', jest: jestConfig }),
  )
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test.each([
  ['node:test', ['--import', 'tsx', '--test', '--test-reporter=tap'], `\n# pass ${tests}\n`],
  ['vitest', ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json'], passed()],
  ['@jest/globals', ['node_modules/jest/bin/jest.js', '--json'], passed()],
])("the guide's tests pass with %s", async (runner, args, said) => {
  await writeFile(join(folder, 'app.test.ts'), guide.replace('node:test', runner))
  expect(await run('node', [...args, 'app.test.ts'], folder)).toContain(said)
})

function passed(): string {
  return `"numPassedTests":${tests},`
}
