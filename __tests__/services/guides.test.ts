// What the guides say of nginx, by their own lines: two processes of which one leaves, and an upload whose
// progress is seen.
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { openLive } from '../../lib/testing.js'
import { freePort } from '../support/free-port.js'
import { codeOf, installApp, runApp } from '../support/guide.js'
import { describeBehindNginx, type Nginx, startNginx } from '../support/nginx.js'
import { openTlsStream } from '../support/tls-stream.js'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** The lines of nginx in a guide. */
function linesIn(file: string): string {
  const markdown = readFileSync(join(__dirname, '../..', file), 'utf8')
  const [, lines] = /^```nginx\n(.*?)^```$/ms.exec(markdown) ?? []
  if (lines === undefined) throw new Error(`${file} has no lines of nginx`)
  return lines
}

async function openNginx(options: Parameters<typeof startNginx>[0]): Promise<Nginx> {
  const nginx = await startNginx(options)
  closing.push(() => nginx.stop())
  return nginx
}

/** Sends a request on a connection of its own; resolves with the status and the text of its answer. */
function send({ origin, certificate }: Nginx, method: string, body = '') {
  return new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const sent = request(origin, { method, headers, agent: false, ca: certificate }, (response) => {
      let text = ''
      response.on('data', (part) => {
        text += part
      })
      response.once('end', () => resolve({ status: response.statusCode, text }))
    })
    sent.once('error', reject).end(body)
  })
}

describeBehindNginx('the guides behind nginx', () => {
  test('docs/deploying.md: one process takes the place of another, and nobody is refused', async () => {
    const app = installApp(codeOf('docs/deploying.md'), ['express', 'valibot', 'kysely'])
    closing.push(() => app.remove())
    const ports = [await freePort(), await freePort()] as const
    const old = await app.start(ports[0], { VERSION: 'one' })
    closing.push(() => old.end())
    const [, upstream = '', other = ''] =
      /^upstream app \{\n(.*?)^\}\n(.*)$/ms.exec(linesIn('docs/deploying.md')) ?? []
    const servers = upstream.replace('3000', `${ports[0]}`).replace('3001', `${ports[1]}`)
    const nginx = await openNginx({
      appPort: ports[0],
      instead: { [`  server 127.0.0.1:${ports[0]};\n  keepalive 32;\n`]: servers },
      http: other,
    })
    const streams = [
      await openTlsStream(nginx, '/', 'HTTP/1.1'),
      await openTlsStream(nginx, '/', 'HTTP/2'),
    ]
    for (const stream of streams) {
      closing.push(() => stream.close())
      expect(stream.headers['orion-version']).toMatch(/^one/)
    }

    const fresh = await app.start(ports[1], { VERSION: 'two' })
    closing.push(() => fresh.end())
    let leaving = true
    const left = old.end().finally(() => {
      leaving = false
    })
    const seen: { status: number | undefined; text: string }[] = []
    while (leaving) seen.push(await send(nginx, 'GET'))
    expect(await left).toBe(0)
    expect(seen.filter(({ status }) => status !== 200)).toEqual([])
    expect(seen.at(-1)?.text).toContain('<title>two</title>')
    for (const stream of streams) expect(await stream.end).toBe('broken')

    const again = await openTlsStream(nginx, '/', 'HTTP/2')
    closing.push(() => again.close())
    expect(again.headers['orion-version']).toMatch(/^two/)
    expect(await send(nginx, 'POST', 'text=Hello')).toMatchObject({ status: 303 })
    await again.until('Hello')
  })

  test('docs/files.md: two megabytes pass, and are seen while they come in', async () => {
    const packages = ['express', 'valibot', 'kysely', 'multer']
    const app = await runApp(codeOf('docs/files.md'), packages)
    closing.push(() => app.stop())
    const nginx = await openNginx({
      appPort: Number(new URL(app.origin).port),
      http: linesIn('docs/files.md'),
    })
    const others = await openLive(app.origin, '/files', { timeoutMs: 5000 })
    closing.push(() => others.close())
    const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="big.bin"\r\n\r\n'
    const body = Buffer.concat([
      Buffer.from(head),
      Buffer.alloc(2_000_000),
      Buffer.from('\r\n--b--'),
    ])
    const headers = {
      'Content-Type': 'multipart/form-data; boundary=b',
      'Content-Length': body.length,
    }
    const upload = request(`${nginx.origin}/files`, {
      method: 'POST',
      headers,
      agent: false,
      ca: nginx.certificate,
    })
    const status = new Promise((resolve) =>
      upload.once('response', (response) => resolve(response.resume().statusCode)),
    )
    upload.write(body.subarray(0, 1_000_000))
    await others.until(/<progress max="100" value="4\d"/)
    upload.end(body.subarray(1_000_000))
    expect(await status).toBe(303)
    await others.until('big.bin')
  })
})
