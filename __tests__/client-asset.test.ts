import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import compression from 'compression'
import express from 'express'
import helmet from 'helmet'
import { createClientAsset } from '../lib/client-asset.js'
import { clientSource } from '../lib/generated/client-source.js'
import { createOrion, html } from '../lib/index.js'
import { ask } from './support/http.js'
import { elementOf } from './support/markup.js'

const client = createClientAsset('/orion')
const clientPath = client.path
const app = express().use(client.serve())

const get = (acceptEncoding: string, target = app) =>
  ask(target, clientPath, { headers: { 'Accept-Encoding': acceptEncoding } })

test('the script tag loads the client from where it lies', () => {
  expect(elementOf(client.script())).toEqual({
    tag: 'script',
    attributes: { type: 'module', src: clientPath, 'data-orion-version': client.version },
    text: '',
  })
})

test('its name changes with its content', () => {
  const hash = createHash('sha256').update(clientSource).digest('hex')
  expect(clientPath).toMatch(/^\/orion\/client\.[0-9a-f]{12}\.js$/)
  expect(hash).toContain(clientPath.slice('/orion/client.'.length, -'.js'.length))
})

test('it takes at most 16 KB on the wire', async () => {
  expect((await get('br')).body.length).toBeLessThanOrEqual(16 * 1024)
})

describe('its source map', () => {
  const mapPath = () => {
    const name = /\n\/\/# sourceMappingURL=(client\.[0-9a-f]{12}\.js\.map)\n$/.exec(
      clientSource,
    )?.[1]
    return `/orion/${name}`
  }

  test('lies beside it, under a name that changes with its content, and may be kept for ever', async () => {
    const { status, headers, body } = await ask(app, mapPath())
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'application/json; charset=utf-8',
    })
    const hash = createHash('sha256').update(body).digest('hex')
    expect(mapPath()).toContain(hash.slice(0, 12))
    const packed = await ask(app, mapPath(), { headers: { 'Accept-Encoding': 'br' } })
    expect(brotliDecompressSync(packed.body).equals(body)).toBe(true)
  })

  test('leads from the code to the line of the source that it comes from', async () => {
    const { body } = await ask(app, mapPath())
    const payload = JSON.parse(body.toString()) as SourceMapPayload
    const said = 'is out of reach for expressions'
    const before = clientSource.slice(0, clientSource.indexOf(said)).split('\n')
    const entry = new SourceMap(payload).findEntry(before.length - 1, before.at(-1)?.length ?? 0)
    const { originalSource, originalLine } = entry as {
      originalSource: string
      originalLine: number
    }
    expect(originalSource).toBe('lib/client/reach.ts')
    const text = payload.sourcesContent[payload.sources.indexOf(originalSource)]
    expect(text?.split('\n')[originalLine]).toContain(said)
  })

  test('is not served beside an official bundle', async () => {
    const bundle = express().use(createClientAsset('/orion').serve({ datastar: __filename }))
    expect(await ask(bundle, mapPath())).toMatchObject({ status: 404 })
  })
})

test('it may be kept for ever, and is JavaScript', async () => {
  const { status, headers, body } = await ask(app, clientPath)
  expect(status).toBe(200)
  expect(headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-type': 'text/javascript; charset=utf-8',
    'x-content-type-options': 'nosniff',
    vary: 'Accept-Encoding',
  })
  expect(body.toString()).toBe(clientSource)
})

describe('its encoding is the best that the client accepts', () => {
  test.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['br', 'br'],
    ['*', 'br'],
    ['gzip;q=1, br;q=0.1', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['*, br;q=0', 'gzip'],
    ['GZIP', 'gzip'],
    ['', undefined],
    ['identity', undefined],
    ['deflate', undefined],
    ['zstd', undefined],
    ['br;q=0, gzip;q=0', undefined],
    ['br;q=0, *;q=0', undefined],
  ])('%j: %s', async (accepted, encoding) => {
    const { status, headers, body } = await get(accepted)
    expect([status, headers['content-encoding']]).toEqual([200, encoding])
    expect(headers['content-length']).toBe(String(body.length))
    const decoders = { br: brotliDecompressSync, gzip: gunzipSync, identity: Buffer.from }
    const decode = decoders[(encoding as keyof typeof decoders | undefined) ?? 'identity']
    expect(decode(body).toString()).toBe(clientSource)
  })

  test('where none is named, it is not compressed', async () => {
    const { headers, body } = await ask(app, clientPath)
    expect(headers['content-encoding']).toBeUndefined()
    expect(body.toString()).toBe(clientSource)
  })
})

test('HEAD gets the same headers and no body', async () => {
  const headers = { 'Accept-Encoding': 'br' }
  const full = await ask(app, clientPath, { headers })
  const head = await ask(app, clientPath, { headers, method: 'HEAD' })
  expect(head.status).toBe(200)
  expect(head.body).toHaveLength(0)
  for (const name of [
    'content-length',
    'content-type',
    'content-encoding',
    'cache-control',
    'etag',
    'vary',
  ]) {
    expect([name, head.headers[name]]).toEqual([name, full.headers[name]])
  }
})

test('who has it already gets 304, in the encoding that it has', async () => {
  const { headers } = await get('br')
  const again = { 'Accept-Encoding': 'br', 'If-None-Match': String(headers.etag) }
  expect(await ask(app, clientPath, { headers: again })).toMatchObject({ status: 304 })
  const other = { ...again, 'Accept-Encoding': 'gzip' }
  expect(await ask(app, clientPath, { headers: other })).toMatchObject({ status: 200 })
})

test.each([
  ['another hash', 'GET', '/orion/client.000000000000.js'],
  ['another map', 'GET', '/orion/client.000000000000.js.map'],
  ['no hash', 'GET', '/orion/client.js'],
  ['its folder', 'GET', '/orion/'],
  ['another path', 'GET', '/'],
  ['a slash behind it', 'GET', `${clientPath}/`],
  ['another case', 'GET', clientPath.toUpperCase()],
  ['POST', 'POST', clientPath],
  ['DELETE', 'DELETE', clientPath],
])('%s falls through to what comes next', async (_what, method, path) => {
  const host = express()
    .use(client.serve())
    .use((_req, res) => void res.status(418).send('next'))
  expect(await ask(host, path, { method })).toMatchObject({ status: 418 })
})

test('a query does not hide it', async () => {
  expect(await ask(app, `${clientPath}?v=1`)).toMatchObject({ status: 200 })
})

test('it lies at the root, wherever it is mounted', async () => {
  const mounted = express().use('/orion', client.serve())
  expect(await ask(mounted, clientPath)).toMatchObject({ status: 200 })
  expect(await ask(mounted, `/orion${clientPath}`)).toMatchObject({ status: 404 })
})

describe("behind a host's compression() and helmet()", () => {
  const host = express()
    .use(helmet())
    .use(compression({ threshold: 0 }))
    .use(client.serve())

  test.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ])('%s is sent as it was made beforehand, once', async (encoding, decode) => {
    const { headers, body } = await get(encoding, host)
    expect(headers['content-encoding']).toBe(encoding)
    expect(headers['content-length']).toBe(String(body.length))
    expect(decode(body).toString()).toBe(clientSource)
    expect(body.equals((await get(encoding)).body)).toBe(true)
  })

  test('what it is not kept in may be made by the host', async () => {
    const { headers, body } = await get('deflate', host)
    expect(headers['content-encoding']).toBe('deflate')
    expect(inflateSync(body).toString()).toBe(clientSource)
  })

  test('its caching stays, and helmet lets a page of the app load it', async () => {
    const { headers } = await get('br', host)
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(headers['content-security-policy']).toContain("script-src 'self'")
    expect(headers.vary).toBe('Accept-Encoding')
  })
})

test('it lies below the prefix that createOrion is given', async () => {
  const orion = createOrion({ prefix: '/assets/live' })
  const { src = '' } = elementOf(orion.script()).attributes
  expect(src).toMatch(/^\/assets\/live\/client\.[0-9a-f]{12}\.js$/)
  expect((await ask(express().use(orion.client()), src)).status).toBe(200)
  await orion.close()
})

test.each(['orion', '/orion/', '/', '//evil.example', '/a b', '/a?b'])(
  'a prefix of %j is refused',
  (prefix) => {
    expect(() => createOrion({ prefix })).toThrow(
      expect.objectContaining({ code: 'ORION_OPTION', message: expect.stringContaining('prefix') }),
    )
  },
)

test.each([
  [undefined, /^[0-9a-f]{12}$/],
  ['1.2.3+abc', /^1\.2\.3\+abc-[0-9a-f]{12}$/],
])('of version %s, the tag and each stream say so', async (version, pattern) => {
  const orion = createOrion(version === undefined ? {} : { version })
  const { 'data-orion-version': told = '' } = elementOf(orion.script()).attributes
  expect(told).toMatch(pattern)
  const host = express().get(
    '/x',
    orion.live('x', () => html`<p id="x"></p>`),
  )
  const headers = { Accept: 'text/event-stream' }
  const head = await ask(host, '/x', { method: 'HEAD', headers })
  expect(head.headers['orion-version']).toBe(told)
  await orion.close()
})

test.each(['', 'a b', 'v1\n', 'caf\u00e9'])('a version of %j is refused', (version) => {
  expect(() => createOrion({ version })).toThrow(expect.objectContaining({ code: 'ORION_OPTION' }))
})

test('an official bundle takes its place, under a name of its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'orion-bundle-'))
  const file = join(folder, 'datastar.js')
  writeFileSync(file, 'export const datastar = 1')
  const orion = createOrion()
  const served = express().use(orion.client({ datastar: file }))
  const { src = '' } = elementOf(orion.script()).attributes
  expect(src).toMatch(/^\/orion\/datastar\.[0-9a-f]{12}\.js$/)
  const { headers, body } = await ask(served, src)
  expect(body.toString()).toBe('export const datastar = 1')
  expect(headers['cache-control']).toContain('immutable')
  rmSync(folder, { recursive: true })
  await orion.close()
})

test('a bundle that is not there is an error when the client is mounted', () => {
  const orion = createOrion()
  expect(() => orion.client({ datastar: 'nowhere.js' })).toThrow(
    "orion: client can't read datastar = 'nowhere.js'; give the path of a bundle",
  )
  expect(() => orion.client({ datastr: 'x' } as never)).toThrow('client got datastr')
})
