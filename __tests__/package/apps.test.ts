// The tarball as users meet it: npm installs it, and small apps run and are type-checked against it.
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { checkout, pack } from './pack.js'
import { run } from './run.js'

// root/node_modules holds what npm installs where there is no compiler: all but the optional better-sqlite3.
// Each app has a folder of its own in root and resolves from there; `withSqlite` puts better-sqlite3 within
// its reach.
let root: string

const tsc = join(checkout, 'node_modules/typescript/bin/tsc')
// To check the libraries takes ten times as long as to check the app.
const compilerOptions = {
  target: 'es2023',
  lib: ['es2023'],
  types: ['node'],
  strict: true,
  skipLibCheck: true,
}
const uncompiled = [
  'better-sqlite3/package.json',
  'better-sqlite3/lib',
  'bindings',
  'file-uri-to-path',
]
const installMs = 120_000
const loopTurned = '<ul id="todos"></ul>\n204\n<ul id="todos"><li>Buy milk</li></ul>\n'

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'orion-apps-'))
  const { tarball } = await pack(root)
  await writeJson(join(root, 'package.json'), {
    private: true,
    allowScripts: { 'better-sqlite3': true },
  })
  const names = ['express', 'kysely', 'valibot', '@types/express', '@types/node', 'expect-type']
  const packages = await Promise.all(names.map(installedHere))
  const flags = ['--prefer-offline', '--no-audit']
  await run('npm', ['install', ...flags, tarball, ...packages], root, {
    timeoutMs: installMs,
    env: await withoutCompiler(),
  })
}, installMs)

afterAll(() => rm(root, { recursive: true, force: true }))

test.each([
  ['an ESM app', 'app.mjs'],
  ['a CommonJS app', 'app.cjs'],
])('%s turns the loop on SQLite, and its process ends by itself', async (_, file) => {
  const app = await addApp(file)
  await withSqlite(app)
  expect(await run('node', [file], app)).toBe(loopTurned)
})

test('where there is no compiler, npm installs the kit all the same, without better-sqlite3', () => {
  expect(existsSync(join(root, 'node_modules/express-orion'))).toBe(true)
  expect(existsSync(join(root, 'node_modules/better-sqlite3'))).toBe(false)
})

test.each([
  ['with a store of its own', 'own-store.mjs'],
  ['without a store', 'storeless.mjs'],
])('an app %s turns the loop without better-sqlite3, and ends by itself', async (_, file) => {
  const app = await addApp(file)
  expect(await run('node', [file], app)).toBe(loopTurned)
})

test('an app without better-sqlite3 that asks for a file is told to install it', async () => {
  const app = await addApp('open-file.mjs')
  const said = await run('node', ['open-file.mjs'], app)
  expect(said).toMatch(/^ORION_STORE orion: .*run `npm install better-sqlite3`/s)
})

test('an app whose better-sqlite3 was never compiled is told to compile it', async () => {
  const app = await addApp('open-file.mjs')
  await withSqlite(app, { compiled: false })
  const said = await run('node', ['open-file.mjs'], app)
  expect(said).toMatch(/^ORION_STORE orion: .*`npm rebuild better-sqlite3`/s)
})

// node16 refuses a `require` of an ES module, which nodenext would let through.
test.each([
  ['NodeNext', 'module', 'nodenext'],
  ['CommonJS', 'commonjs', 'node16'],
])(
  'a TypeScript app infers input, params and rows, and turns the loop as %s',
  async (_, type, module) => {
    const app = await addApp('app.ts')
    await withSqlite(app)
    await writeJson(join(app, 'package.json'), { type })
    await writeJson(join(app, 'tsconfig.json'), { compilerOptions: { ...compilerOptions, module } })
    await run('node', [tsc, '--project', app], app)
    const said = '<ul id="todos"><li>Buy</li></ul>\n204\n<ul id="todos"><li>Buy milk</li></ul>\n'
    expect(await run('node', ['app.js'], app)).toBe(said)
  },
)

/** Makes a folder of its own for one of the apps. */
async function addApp(file: string): Promise<string> {
  const app = await mkdtemp(join(root, 'app-'))
  await cp(join(__dirname, 'apps', file), join(app, file))
  return app
}

/** Puts better-sqlite3 beside the kit, as this checkout has it: to compile it takes a minute. */
async function withSqlite(app: string, { compiled } = { compiled: true }): Promise<void> {
  const modules = join(app, 'node_modules')
  const ours = join(checkout, 'node_modules')
  await cp(join(root, 'node_modules/express-orion'), join(modules, 'express-orion'), {
    recursive: true,
  })
  if (compiled) return symlink(join(ours, 'better-sqlite3'), join(modules, 'better-sqlite3'), 'dir')
  for (const path of uncompiled) {
    await cp(join(ours, path), join(modules, path), { recursive: true })
  }
}

/** Makes an environment that has npm and what it needs, and nothing that compiles or is compiled already. */
async function withoutCompiler() {
  const folder = join(root, 'bin')
  await mkdir(folder)
  const path = process.env.PATH?.split(delimiter) ?? []
  for (const program of ['node', 'npm', 'sh']) {
    const found = path.map((place) => join(place, program)).find(existsSync)
    if (found === undefined) throw new Error(`${program} is not on the PATH: ${path}`)
    await symlink(found, join(folder, program))
  }
  return { PATH: folder, npm_config_build_from_source: 'true' }
}

/** Names a package in the version that this checkout has, which npm's cache has as well. */
async function installedHere(name: string): Promise<string> {
  const manifest = await readFile(join(checkout, 'node_modules', name, 'package.json'), 'utf8')
  return `${name}@${JSON.parse(manifest).version}`
}

function writeJson(path: string, value: unknown): Promise<void> {
  return writeFile(path, JSON.stringify(value))
}
