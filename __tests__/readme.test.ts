// The README's app and the guide's are run as they stand.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import request from 'supertest'
import { openLive } from '../lib/testing.js'
import { eventually } from './support/app.js'

const root = join(__dirname, '..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const codeOf = (markdown: string) =>
  [...markdown.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code ?? '')

test('README shows a whole running app by line 10, within 25 lines', () => {
  const readme = read('README.md')
  const [app = ''] = codeOf(readme)
  expect(app).toContain('app.listen(')
  expect(app.trimEnd().split('\n').length).toBeLessThanOrEqual(25)
  expect(readme.slice(0, readme.indexOf(app)).split('\n').length).toBeLessThanOrEqual(10)
})

test('README and the first guide use five names and no more', () => {
  for (const file of ['README.md', 'docs/getting-started.md']) {
    const [, names = ''] = /import \{ (.*) \} from 'express-orion'/.exec(read(file)) ?? []
    expect(names.split(', ').sort()).toEqual(['connect', 'createOrion', 'html'])
    expect(read(file)).toContain('orion.live(')
    expect(read(file)).toContain('orion.command(')
  }
})

test.each([
  ['README.md', (code: string[]) => code[0] ?? '', 'text=Hello', '<li>Hello</li>'],
  ['docs/getting-started.md', (code: string[]) => code.join('\n'), 'answer=Yes', '<li>Yes: 1</li>'],
])('the app of %s turns the loop', async (file, choose, body, shown) => {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'orion-readme-'))
  // As an app that has installed the package: the checkout stands in node_modules under its name.
  mkdirSync(join(folder, 'node_modules'))
  for (const name of ['express', 'valibot', 'kysely']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  }
  symlinkSync(root, join(folder, 'node_modules/express-orion'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'app.ts'), choose(codeOf(read(file))).replace('3000', String(port)))
  const tsx = join(root, 'node_modules/tsx/dist/loader.mjs')
  const app = spawn(process.execPath, ['--import', tsx, 'app.ts'], {
    cwd: folder,
    stdio: 'inherit',
  })
  try {
    const origin = `http://127.0.0.1:${port}`
    await untilListening(origin, app)
    const stream = await openLive(origin, '/', { timeoutMs: 5000 })
    await request(origin).post('/').send(body).expect(303)
    expect(await stream.until(shown)).toContain(shown)
    await stream.close()
    const { text } = await request(origin).get('/').expect(200)
    expect(text).toContain(shown)
    expect(text).toMatch(/<script type="module" src="\/orion\/client\.\w+\.js">/)
  } finally {
    app.kill()
    await eventually(() => app.exitCode !== null || app.signalCode !== null, 'the app has ended')
    rmSync(folder, { recursive: true })
  }
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
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
