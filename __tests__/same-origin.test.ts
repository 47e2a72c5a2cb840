import express from 'express'
import fc from 'fast-check'
import multer from 'multer'
import request from 'supertest'
import { createOrion } from '../lib/index.js'
import { checkSameOrigin } from '../lib/same-origin.js'
import { answerErrors } from './support/app.js'

type Headers = Readonly<Record<string, string>>

interface AppOptions {
  readonly trusted?: readonly string[]
  readonly trustProxy?: boolean | number | string
}

function openApp({ trusted = [], trustProxy }: AppOptions = {}) {
  const app = express()
  if (trustProxy !== undefined) app.set('trust proxy', trustProxy)
  const origins = new Set(trusted)
  app.use((req, res) => {
    checkSameOrigin(req, origins)
    res.sendStatus(204)
  })
  return app.use(answerErrors)
}

const host = { Host: 'app.example' }

async function statusOf(headers: Headers, options?: AppOptions) {
  const sending = request(openApp(options)).post('/').set(host)
  for (const [name, value] of Object.entries(headers)) sending.set(name, value)
  const { status, body } = await sending
  if (status !== 204) expect(body).toMatchObject({ code: 'ORION_CROSS_SITE' })
  return status
}

describe('a browser that tells the site', () => {
  test.each([
    ['same-origin', 204],
    ['none', 204],
    ['same-site', 403],
    ['cross-site', 403],
    ['', 403],
    ['Same-Origin', 403],
    ['anything', 403],
  ])('Sec-Fetch-Site %j: %i, whatever the origin says', async (site, status) => {
    const fetchSite = { 'Sec-Fetch-Site': site }
    expect(await statusOf(fetchSite)).toBe(status)
    for (const origin of ['http://app.example', 'https://evil.example', 'null', '']) {
      expect(await statusOf({ ...fetchSite, Origin: origin })).toBe(status)
    }
  })
})

describe('a browser that tells its origin alone, as on plain http', () => {
  test.each([
    ['http://app.example', 'app.example', 204],
    ['https://app.example', 'app.example', 204],
    ['http://app.example', 'app.example:80', 204],
    ['https://app.example', 'app.example:443', 204],
    ['http://app.example:8080', 'app.example:8080', 204],
    ['http://app.example', 'APP.example', 204],
    ['http://127.0.0.1:3000', '127.0.0.1:3000', 204],
    ['http://[::1]:3000', '[::1]:3000', 204],
    ['http://app.example', 'app.example:8080', 403],
    ['http://app.example:8080', 'app.example', 403],
    ['http://app.example:8080', 'app.example:8081', 403],
    ['http://app.example', 'app.example:443', 403],
    ['http://evil.example', 'app.example', 403],
    ['http://sub.app.example', 'app.example', 403],
    ['http://app.example.evil.example', 'app.example', 403],
    ['http://app.examples', 'app.example', 403],
    ['http://127.0.0.1:3000', 'localhost:3000', 403],
    ['null', 'app.example', 403],
    ['null', 'null', 403],
    ['', 'app.example', 403],
    ['app.example', 'app.example', 403],
    ['file://', 'app.example', 403],
    ['chrome-extension://abc', 'app.example', 403],
  ])('Origin %j to host %j: %i', async (origin, to, status) => {
    expect(await statusOf({ Origin: origin, Host: to })).toBe(status)
  })

  test('any other host is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.webAuthority({ withPort: true }), async (authority) => {
        fc.pre(URL.canParse(`http://${authority}`) && !/^app\.example(?::80)?$/i.test(authority))
        expect(await statusOf({ Origin: `http://${authority}` })).toBe(403)
      }),
      { numRuns: 20 },
    )
  })
})

test('what tells neither is no browser, and passes', async () => {
  expect(await statusOf({})).toBe(204)
  expect(await statusOf({ Referer: 'https://evil.example/' })).toBe(204)
})

describe('origins that are trusted', () => {
  const trusted = ['https://admin.example', 'http://localhost:5173']

  test.each([
    [{ Origin: 'https://admin.example' }, 204],
    [{ Origin: 'https://admin.example', 'Sec-Fetch-Site': 'cross-site' }, 204],
    [{ Origin: 'http://localhost:5173', 'Sec-Fetch-Site': 'same-site' }, 204],
    [{ Origin: 'http://admin.example' }, 403],
    [{ Origin: 'https://admin.example:8443' }, 403],
    [{ Origin: 'https://admin.example/', 'Sec-Fetch-Site': 'cross-site' }, 403],
    [{ Origin: 'https://other.example', 'Sec-Fetch-Site': 'cross-site' }, 403],
    [{ 'Sec-Fetch-Site': 'cross-site' }, 403],
    [{ Origin: 'http://app.example' }, 204],
  ])('%j: %i', async (headers, status) => {
    expect(await statusOf(headers, { trusted })).toBe(status)
  })
})

describe('behind a proxy', () => {
  const proxied = {
    Host: 'backend:3000',
    Origin: 'https://app.example',
    'X-Forwarded-Host': 'app.example',
  }

  test('the forwarded host counts only where the app trusts the proxy', async () => {
    expect(await statusOf(proxied)).toBe(403)
    expect(await statusOf(proxied, { trustProxy: false })).toBe(403)
    expect(await statusOf(proxied, { trustProxy: '10.0.0.1' })).toBe(403)
    for (const trustProxy of [true, 1, 'loopback']) {
      expect(await statusOf(proxied, { trustProxy })).toBe(204)
    }
  })

  test('the first of several counts, and the own host still does', async () => {
    const trust = { trustProxy: true }
    const several = { ...proxied, 'X-Forwarded-Host': 'app.example, inner.example' }
    expect(await statusOf(several, trust)).toBe(204)
    expect(await statusOf({ ...several, Origin: 'https://inner.example' }, trust)).toBe(403)
    expect(await statusOf({ ...proxied, Host: 'app.example', 'X-Forwarded-Host': '' }, trust)).toBe(
      204,
    )
    expect(await statusOf({ ...proxied, Origin: 'https://evil.example' }, trust)).toBe(403)
  })
})

describe('the refusal', () => {
  const messageOf = async (headers: Headers) => {
    const { body } = await request(openApp())
      .post('/')
      .set({ ...host, ...headers })
    return body.message
  }

  test('shows what was seen, and what to do', async () => {
    expect(await messageOf({ 'Sec-Fetch-Site': 'cross-site' })).toBe(
      "orion: a write came from another site (Sec-Fetch-Site 'cross-site'); if that site may write here, " +
        'add its origin to trustedOrigins',
    )
    expect(await messageOf({ Origin: 'https://evil.example' })).toContain(
      "(Origin 'https://evil.example' to host 'app.example')",
    )
  })

  // "helmet's default no-referrer ... a native form then sends Origin: null" (facts.md).
  test('of a form on a page that sends no referrer says which policy it needs', async () => {
    expect(await messageOf({ Origin: 'null' })).toContain(
      'if it is a form of your own over plain http, send `Referrer-Policy: same-origin`',
    )
  })
})

describe('orion.sameOrigin() in front of other routes', () => {
  async function openOld(trustedOrigins: readonly string[] = []) {
    const orion = createOrion({ trustedOrigins })
    const app = express()
    const reached: string[] = []
    app.all('/old', orion.sameOrigin(), (req, res) => {
      reached.push(req.method)
      res.sendStatus(204)
    })
    return { orion, app: app.use(answerErrors), reached }
  }
  const crossSite = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }

  test('a write of another site is refused before the route is reached', async () => {
    const { orion, app, reached } = await openOld()
    for (const method of ['post', 'put', 'patch', 'delete'] as const) {
      const { body } = await request(app)[method]('/old').set(crossSite).expect(403)
      expect(body.code).toBe('ORION_CROSS_SITE')
    }
    expect(reached).toEqual([])
    await orion.close()
  })

  test('a write of the own site passes, and of what is no browser, and of a trusted origin', async () => {
    const { orion, app } = await openOld(['https://evil.example'])
    await request(app).post('/old').set('Sec-Fetch-Site', 'same-origin').expect(204)
    await request(app).post('/old').expect(204)
    await request(app).post('/old').set(crossSite).expect(204)
    await orion.close()
  })

  test.each(['get', 'head', 'options'] as const)('%s passes: it writes nothing', async (method) => {
    const { orion, app } = await openOld()
    await request(app)[method]('/old').set(crossSite).expect(204)
    await orion.close()
  })

  test('in front of a parser of files nothing is read of what is refused', async () => {
    const orion = createOrion()
    let parsed = 0
    const parser = multer({ fileFilter: (_req, _file, done) => done(null, ++parsed > 0) })
    const app = express()
    app.post('/photos', orion.sameOrigin(), parser.single('photo'), (req, res) => {
      res.json({ title: req.body.title, size: req.file?.size })
    })
    app.use(answerErrors)
    const send = () =>
      request(app).post('/photos').field('title', 'x').attach('photo', Buffer.alloc(7), 'a.png')
    await send().set(crossSite).expect(403)
    expect(parsed).toBe(0)
    await send().expect(200, { title: 'x', size: 7 })
    await orion.close()
  })
})
