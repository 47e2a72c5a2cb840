// What is in the tarball that npm publishes, and what the tools say that judge packages.
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkout, type Packed, pack } from './pack.js'
import { run } from './run.js'

// Both tools are ES modules, which Jest can't load on Node 20: their commands are run.
const publint = join(checkout, 'node_modules/publint/src/cli.js')
const attw = join(checkout, 'node_modules/@arethetypeswrong/cli/dist/index.js')

let folder: string
let packed: Packed

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orion-tarball-'))
  packed = await pack(folder)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test('the tarball holds the build and its papers, and nothing else', () => {
  const beside = packed.files.filter((file) => !file.startsWith('dist/'))
  expect(beside.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'])
})

test('every module in the tarball is built from a source that exists', () => {
  const modules = packed.files.filter((file) => /^dist\/.*\.(js|cjs|ts|cts)$/.test(file))
  const stale = modules.filter((file) => {
    const source = file.replace(/^dist\/(esm|cjs)\//, 'lib/').replace(/(\.d)?\.(c?)[jt]s$/, '.$2ts')
    return !existsSync(join(checkout, source))
  })
  expect(modules).toContain('dist/esm/index.js')
  expect(stale).toEqual([])
})

test('publint finds no error and nothing to warn of', async () => {
  const said = await run('node', [publint, packed.tarball, '--strict'], folder)
  expect(said).toContain('All good!')
})

test('the types resolve as the code does, for import and for require', async () => {
  // The profile leaves node10 out: that resolution reads no `exports`, so that no subpath can be found
  // by it, and TypeScript itself has deprecated it.
  const flags = ['--profile', 'node16', '--no-definitely-typed', '--format', 'ascii']
  const said = await run('node', [attw, packed.tarball, ...flags], folder)
  expect(said).toContain('"express-orion/testing"')
})
