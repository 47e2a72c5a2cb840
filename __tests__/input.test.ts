import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import fc from 'fast-check'
import multer from 'multer'
import request from 'supertest'
import { createReadInput } from '../lib/input.js'
import { answerErrors, eventually, listen, stop } from './support/app.js'
import { testOnExpress5 } from './support/express.js'

interface AppOptions {
  readonly maxBodyBytes?: number
  readonly before?: readonly (RequestHandler | ErrorRequestHandler)[]
  /** What is answered; defaults to the input. */
  readonly answer?: (input: unknown) => unknown
  /** Is told of each error. */
  readonly report?: (error: unknown) => void
}

/** A multipart body with one file, as a browser writes it; its boundary is `XyZ`. */
function filePart(filename: string, content: string): string {
  const disposition = `Content-Disposition: form-data; name="photo"; filename="${filename}"`
  return `--XyZ\r\n${disposition}\r\nContent-Type: application/octet-stream\r\n\r\n${content}\r\n--XyZ--\r\n`
}

/** An app that answers with the input of each request. */
function openApp({
  maxBodyBytes = 1_048_576,
  before = [],
  answer = (input) => input,
  report = () => undefined,
}: AppOptions = {}) {
  const readInput = createReadInput(maxBodyBytes)
  const app = express()
  for (const handler of before) app.use(handler)
  app.use((req, res, next) => {
    readInput(req, res).then(
      (input) => res.json(answer(input)),
      (error) => {
        report(error)
        next(error)
      },
    )
  })
  return app.use(answerErrors)
}

const app = openApp()
const post = (target = app) => request(target).post('/')
const datastar = { 'Datastar-Request': 'true' }
const invalid = { code: 'ORION_BODY_INVALID' }

describe('each kind of body', () => {
  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON',
    'application/ld+json',
  ])('JSON as %s', async (type) => {
    const input = { a: [1, { b: 'caf\u00e9 \u{1f680}' }], c: null, '': '' }
    await post().set('Content-Type', type).send(JSON.stringify(input)).expect(200, input)
  })

  test('JSON with a byte order mark', async () => {
    await post().type('json').send('\ufeff{"a":1}').expect(200, { a: 1 })
  })

  async function postPacked(encoding: string, bytes: Buffer): Promise<void> {
    const sending = post().type('json').set('Content-Encoding', encoding)
    // supertest writes a Buffer as it is only where the serializer says so.
    await sending
      .serialize(() => bytes as unknown as string)
      .send({})
      .expect(200, { a: 1 })
  }

  test('JSON that is compressed', async () => {
    await postPacked('gzip', gzipSync('{"a":1}'))
  })

  testOnExpress5('JSON in brotli', "Express 4's parser knows no brotli", async () => {
    await postPacked('br', brotliCompressSync('{"a":1}'))
  })

  test('urlencoded; a name that comes more than once gives an array', async () => {
    await post()
      .type('form')
      .send('title=a+b%26%3D&tag=1&tag=2&tag=3&empty=&%C3%A9=%F0%9F%9A%80&novalue')
      .expect(200, {
        title: 'a b&=',
        tag: ['1', '2', '3'],
        empty: '',
        '\u00e9': '\u{1f680}',
        novalue: '',
      })
  })

  test('multipart: text fields are kept, and a file input where nothing was chosen is passed over', async () => {
    const fields = { title: 'caf\u00e9 "quoted"\nsecond line', tag: ['1', '2'], empty: '' }
    await post().field(fields).expect(200, fields)
    await post()
      .set('Content-Type', 'multipart/form-data; boundary=XyZ')
      .send(filePart('', ''))
      .expect(200, {})
  })

  test.each([
    ['a file', 'photo.png', 'x'],
    ['an empty file', 'photo.png', ''],
    ['a file without a name', '', 'x'],
  ])('multipart: %s is never lost without a word: 415', async (_what, filename, content) => {
    const { body } = await post()
      .set('Content-Type', 'multipart/form-data; boundary=XyZ')
      .send(filePart(filename, content))
      .expect(415)
    expect(body).toEqual({
      code: 'ORION_BODY_TYPE',
      message:
        `orion: the field 'photo' has the file '${filename}', which a command does not read; ` +
        'put a parser of files such as multer in front of the command, behind orion.sameOrigin()',
    })
  })

  test('the boundary of a multipart body is read as it is written, in upper case too', async () => {
    const part = '--XyZ\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--XyZ--\r\n'
    for (const boundary of ['XyZ', '"XyZ"']) {
      const type = `Multipart/Form-Data; charset=utf-8; boundary=${boundary}`
      await post().set('Content-Type', type).send(part).expect(200, { a: '1' })
    }
  })

  test('no body at all is no input', async () => {
    await post().expect(200, {})
    await post().set('Content-Type', 'application/json').set('Content-Length', '0').expect(200, {})
    await post().type('form').send('').expect(200, {})
    await request(app).delete('/').expect(200, {})
  })

  test('a body whose length is not told beforehand', async () => {
    const { server, origin } = await listen(app)
    const req = httpRequest(origin, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
    })
    const answered = once(req, 'response')
    for (const chunk of ['{"a"', ':', '1}']) req.write(chunk)
    req.end()
    const [response] = await answered
    expect((await buffer(response as Readable)).toString()).toBe('{"a":1}')
    await stop(server)
  })

  test('any object comes through JSON as it is', async () => {
    const objects = fc
      .dictionary(fc.string(), fc.jsonValue())
      .map((object) => JSON.stringify(object))
      .filter((json) => !/__proto__|constructor/.test(json))
    await fc.assert(
      fc.asyncProperty(objects, async (json) => {
        const { body } = await post().type('json').send(json).expect(200)
        expect(body).toEqual(JSON.parse(json))
      }),
      { numRuns: 30 },
    )
  })

  test('any fields come through both kinds of form as they are', async () => {
    const text = fc.string({ unit: 'grapheme' })
    const fields = fc.uniqueArray(
      // Brackets nest; see below.
      fc.tuple(fc.stringMatching(/^[ -Z\\^-~]+$/), text),
      {
        selector: ([name]) => name,
        maxLength: 4,
      },
    )
    await fc.assert(
      fc.asyncProperty(fields, async (entries) => {
        fc.pre(entries.every(([name]) => name !== '__proto__'))
        const expected = Object.fromEntries(entries)
        const encoded = new URLSearchParams(entries).toString()
        await post().type('form').send(encoded).expect(200, expected)
        const form = new FormData()
        for (const [name, value] of entries) form.append(name, value)
        const multipart = new Response(form)
        const { body } = await post()
          .set('Content-Type', multipart.headers.get('content-type') ?? '')
          .send(await multipart.text())
          .expect(200)
        const asSent = (value: string) => value.replace(/\r\n?|\n/g, '\r\n')
        expect(body).toEqual(
          Object.fromEntries(entries.map(([name, value]) => [name, asSent(value)])),
        )
      }),
      { numRuns: 30 },
    )
  })
})

describe('names with brackets nest, whoever read the form', () => {
  const fields = [
    ['title', 'x'],
    ['tags[]', '1'],
    ['tags[]', '2'],
    ['one[]', '1'],
    ['address[street]', 'Milky Way'],
    ['address[geo][lat]', '7'],
    ['items[0][name]', 'Tea'],
    ['items[0][n]', '2'],
    ['items[1][name]', 'Milk'],
    ['same', '1'],
    ['same', '2'],
  ] as const
  const nested = {
    title: 'x',
    tags: ['1', '2'],
    one: ['1'],
    address: { street: 'Milky Way', geo: { lat: '7' } },
    items: [{ name: 'Tea', n: '2' }, { name: 'Milk' }],
    same: ['1', '2'],
  }
  const encoded = new URLSearchParams(
    fields.map(([name, value]): [string, string] => [name, value]),
  ).toString()

  test.each([
    ['nobody', []],
    ['express.urlencoded({ extended: false })', [express.urlencoded({ extended: false })]],
    ['express.urlencoded({ extended: true })', [express.urlencoded({ extended: true })]],
    ['express.text()', [express.text({ type: '*/*' })]],
    ['express.raw()', [express.raw({ type: '*/*' })]],
  ])('urlencoded, read before by %s', async (_who, before) => {
    await post(openApp({ before })).type('form').send(encoded).expect(200, nested)
  })

  test.each([
    ['nobody', []],
    ['multer', [multer().none()]],
    ['express.raw()', [express.raw({ type: '*/*' })]],
  ])('multipart, read before by %s', async (_who, before) => {
    const sending = post(openApp({ before }))
    for (const [name, value] of fields) sending.field(name, value)
    await sending.expect(200, nested)
  })

  test('but not in JSON, which nests by itself', async () => {
    const input = { 'tags[]': '1', 'a[b]': { 'c[d]': 1 } }
    await post().send(input).expect(200, input)
    await post(openApp({ before: [express.json()] }))
      .send(input)
      .expect(200, input)
  })

  test.each([
    'a[__proto__]',
    'a[__proto__][b]',
    '__proto__[a]',
    'a[][__proto__]',
    'constructor[prototype]',
    'constructor[prototype][admin]',
    'a[constructor][prototype][admin]',
  ])('%s could change what objects are: 400', async (name) => {
    for (const before of [[], [express.urlencoded({ extended: false })]]) {
      const { body } = await post(openApp({ before }))
        .type('form')
        .send(`x=1&${encodeURIComponent(name)}=2`)
        .expect(400)
      expect(body).toMatchObject(invalid)
    }
    expect(({} as { admin?: unknown }).admin).toBeUndefined()
  })
})

describe('the signals of a Datastar client', () => {
  test('stand in the body of a POST', async () => {
    await post().set(datastar).send({ title: 'a' }).expect(200, { title: 'a' })
    await post()
      .set(datastar)
      .query({ datastar: '{"not":"these"}' })
      .send({ a: 1 })
      .expect(200, { a: 1 })
  })

  // "GET and DELETE carry signals in ?datastar=<json>" (facts.md).
  test('stand in the query of a DELETE, whatever is in them', async () => {
    const signals = { id: 7, text: "a?b&c=d#e+f %2F ' \u00e9" }
    await request(app)
      .delete('/')
      .set(datastar)
      .query({ a: '1', datastar: JSON.stringify(signals) })
      .expect(200, signals)
    await request(app).delete('/?datastar={"a":"b?c"}').set(datastar).expect(200, { a: 'b?c' })
  })

  test('are read of any path, one that is no URL too', async () => {
    const { server } = await listen(app)
    const { port } = server.address() as { port: number }
    const socket = connect(port, '127.0.0.1')
    const close = 'Connection: close\r\n'
    socket.end(
      `DELETE //?datastar={"a":1} HTTP/1.1\r\nHost: x\r\nDatastar-Request: 1\r\n${close}\r\n`,
    )
    expect((await buffer(socket)).toString()).toMatch(/^HTTP\/1\.1 200 [\s\S]*\{"a":1\}/)
    await stop(server)
  })

  test('of a query are for Datastar alone', async () => {
    await request(app).delete('/').query({ datastar: '{"a":1}' }).expect(200, {})
  })

  test('that are missing in a DELETE leave the body', async () => {
    await request(app).delete('/').set(datastar).send({ a: 1 }).expect(200, { a: 1 })
  })

  test.each(['{', '', '[]', 'null', '7', '{"__proto__":{}}'])('%j is a 400', async (signals) => {
    const { body } = await request(app)
      .delete('/')
      .set(datastar)
      .query({ datastar: signals })
      .expect(400)
    expect(body).toMatchObject(invalid)
  })
})

describe('what a parser of the host has read is used', () => {
  // "readSignals never settles after express.json()" (facts.md): the SDK waits for a body that is gone.
  test.each([
    ['express.json()', express.json(), 'json', '{"a":"1"}'],
    ['express.urlencoded()', express.urlencoded(), 'form', 'a=1'],
    ['express.text() of JSON', express.text({ type: '*/*' }), 'json', '{"a":"1"}'],
    ['express.text() of a form', express.text({ type: '*/*' }), 'form', 'a=1'],
    ['express.raw() of JSON', express.raw({ type: '*/*' }), 'json', '{"a":"1"}'],
    ['express.raw() of a form', express.raw({ type: '*/*' }), 'form', 'a=1'],
  ])('%s', async (_what, parser, type, body) => {
    await post(openApp({ before: [parser] }))
      .type(type)
      .send(body)
      .expect(200, { a: '1' })
  })

  test('express.raw() of a multipart body', async () => {
    await post(openApp({ before: [express.raw({ type: '*/*' })] }))
      .field('a', '1')
      .expect(200, { a: '1' })
  })

  test('a parser that took no interest has read nothing', async () => {
    const parsers = [express.json(), express.urlencoded(), express.text()]
    await post(openApp({ before: parsers }))
      .field('a', '1')
      .expect(200, { a: '1' })
    await post(openApp({ before: parsers })).expect(200, {})
  })

  test('a parser in front of it keeps its own limit', async () => {
    const large = openApp({ before: [express.json({ limit: '2mb' })], maxBodyBytes: 100 })
    await post(large)
      .send({ a: 'x'.repeat(1000) })
      .expect(200)
  })

  test('keys are checked there too', async () => {
    const { body } = await post(openApp({ before: [express.json()] }))
      .type('json')
      .send('{"a":[{"__proto__":{"admin":true}}]}')
      .expect(400)
    expect(body).toMatchObject(invalid)
  })

  test.each(['[1]', 'null', '"x"', '7'])('%s is a 400 there too', async (json) => {
    const { body } = await post(openApp({ before: [express.json({ strict: false })] }))
      .type('json')
      .send(json)
      .expect(400)
    expect(body).toMatchObject(invalid)
  })

  test('a body that is gone is an error that says what to do, and does not hang', async () => {
    const swallow: RequestHandler = (req, _res, next) => void req.resume().once('end', () => next())
    const { body } = await post(openApp({ before: [swallow] }))
      .send({ a: 1 })
      .expect(500)
    expect(body).toEqual({
      code: 'ORION_BODY_CONSUMED',
      message:
        'orion: something read the body (application/json) before the command and left no req.body; ' +
        'mount the command before it, or let it set req.body, as express.json() does for JSON',
    })
  })
})

testOnExpress5(
  'a body that a parser refused, and whose error somebody passed over, is not taken for an empty one',
  'body-parser 1 sets req.body = {}',
  async () => {
    const passOver: ErrorRequestHandler = (_error, _req, _res, next) => next()
    const before: readonly (RequestHandler | ErrorRequestHandler)[] = [
      express.json({ limit: 5 }),
      passOver,
    ]
    const { body } = await post(openApp({ before })).send({ title: 'too long' })
    expect(body.code).toBe('ORION_BODY_CONSUMED')
  },
)

describe('what is no input is refused', () => {
  test.each(['{', '{"a":1}}', "{'a':1}", 'undefined', ' ', '\0'])('JSON %j: 400', async (json) => {
    const { body } = await post().type('json').send(json).expect(400)
    expect(body).toMatchObject(invalid)
  })

  test('the message shows the beginning of what is no JSON, and no more', async () => {
    const { body } = await post()
      .type('json')
      .send(`{"a": ${'x'.repeat(1000)}`)
      .expect(400)
    expect(body.message).toBe(`orion: the body is not JSON: '{"a": ${'x'.repeat(34)}'`)
  })

  test.each(['[]', '[{"a":1}]', 'null', '"x"', '7', 'true'])(
    '%s is no object: 400',
    async (json) => {
      const { body } = await post().type('json').send(json).expect(400)
      expect(body).toMatchObject(invalid)
    },
  )

  test.each([
    '{"__proto__":1}',
    '{"__proto__":{"admin":true}}',
    '{"a":{"__proto__":{}}}',
    '{"a":[[{"b":{"__proto__":null}}]]}',
    '{"\\u005f_proto__":{}}',
    '{"constructor":{"prototype":{"admin":true}}}',
    '{"a":[{"constructor":{"prototype":null}}]}',
  ])('%s could change what objects are: 400', async (json) => {
    const { body } = await post().type('json').send(json).expect(400)
    expect(body).toMatchObject(invalid)
    expect(({} as { admin?: unknown }).admin).toBeUndefined()
  })

  test('a form with a field called __proto__: 400', async () => {
    await post().type('form').send('a=1&__proto__=x').expect(400)
    await post().field('__proto__', 'x').expect(400)
  })

  test('a field called constructor or prototype is a field', async () => {
    const input = { constructor: 'Bob', prototype: { constructor: { name: 'x' } }, toString: 1 }
    await post().type('json').send(JSON.stringify(input)).expect(200, input)
    await post().type('form').send('constructor=Bob').expect(200, { constructor: 'Bob' })
  })

  test.each(['text/plain', 'application/octet-stream', 'application/xml', 'application/jsonx'])(
    '%s: 415',
    async (type) => {
      const { body } = await post().set('Content-Type', type).send('x').expect(415)
      expect(body.code).toBe('ORION_BODY_TYPE')
      expect(body.message).toContain(`the body is of type '${type}'; send application/json, `)
    },
  )

  test('a body of no type: 415', async () => {
    const { server } = await listen(app)
    const { port } = server.address() as { port: number }
    const socket = connect(port, '127.0.0.1')
    socket.end(
      'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 7\r\n\r\n{"a":1}',
    )
    expect((await buffer(socket)).toString()).toMatch(/^HTTP\/1\.1 415 /)
    await stop(server)
  })

  test('an unknown content encoding: 415', async () => {
    const { body } = await post().set('Content-Encoding', 'rot13').send({ a: 1 }).expect(415)
    expect(body.code).toBe('ORION_BODY_TYPE')
  })

  test('compressed bytes that are none: 400', async () => {
    const { body } = await post().set('Content-Encoding', 'gzip').send({ a: 1 }).expect(400)
    expect(body).toMatchObject(invalid)
  })

  test.each([
    ['Latin 1', Buffer.from('{"a":"caf\u00e9"}', 'latin1'), 'application/json; charset=latin1'],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), 'application/json; charset=utf-16'],
    [
      'half a character',
      Buffer.from([...Buffer.from('{"a":"'), 0xf0, 0x9f, 0x22, 0x7d]),
      'application/json',
    ],
  ])('%s is no UTF-8: 400', async (_what, bytes, type) => {
    const { body } = await post()
      .set('Content-Type', type)
      .serialize(() => bytes as unknown as string)
      .send({})
      .expect(400)
    expect(body).toMatchObject(invalid)
  })

  test.each([
    ['no boundary', 'multipart/form-data'],
    ['another boundary', 'multipart/form-data; boundary=other'],
  ])('a multipart body with %s: 400', async (_what, type) => {
    const part = '--XyZ\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--XyZ--\r\n'
    const { body } = await post().set('Content-Type', type).send(part).expect(400)
    expect(body).toMatchObject(invalid)
  })

  test('a multipart body that breaks off: 400', async () => {
    const part = '--XyZ\r\nContent-Disposition: form-data; name="a"\r\n\r\n1'
    const type = 'multipart/form-data; boundary=XyZ'
    await post().set('Content-Type', type).send(part).expect(400)
  })
})

describe('a body that is too much', () => {
  const small = openApp({ maxBodyBytes: 100 })

  test.each([
    ['JSON', 'json', `{"a":"${'x'.repeat(93)}"}`],
    ['a form', 'form', `a=${'x'.repeat(99)}`],
  ])('%s over the limit: 413, saying what to do', async (_what, type, text) => {
    const { body } = await post(small).type(type).send(text).expect(413)
    expect(body).toEqual({
      code: 'ORION_BODY_TOO_LARGE',
      message: 'orion: the body has more than 100 bytes; send less, or raise maxBodyBytes',
    })
    await post(small).type(type).send(text.replace('x', '')).expect(200)
  })

  test('a multipart body over the limit: 413, its files counted', async () => {
    await post(small).attach('photo', Buffer.alloc(200), 'photo.png').expect(413)
  })

  test('a small one that inflates over the limit: 413', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '))
    const { body } = await post()
      .type('json')
      .set('Content-Encoding', 'gzip')
      .serialize(() => bomb as unknown as string)
      .send({})
      .expect(413)
    expect(body.code).toBe('ORION_BODY_TOO_LARGE')
  })

  test('JSON that is nested 100,000 deep is read, or refused for its keys, without recursion', async () => {
    const deep = openApp({ answer: () => 'ok' })
    const nested = (inside: string) => `${'{"a":['.repeat(50_000)}${inside}${']}'.repeat(50_000)}`
    await post(deep).type('json').send(nested('1')).expect(200)
    await post(deep).type('json').send(nested('{"__proto__":{}}')).expect(400)
  })

  const formTypes = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=-']
  const formOf = (type: string, names: readonly string[]) =>
    type.startsWith('multipart')
      ? names
          .map((name) => `---\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n\r\n`)
          .join('')
          .concat('-----\r\n')
      : names.map((name) => `${encodeURIComponent(name)}=`).join('&')

  test.each(formTypes)(
    '%s has at most 1000 fields, and is read or refused in a moment',
    async (type) => {
      const send = (count: number) =>
        post()
          .set('Content-Type', type)
          .send(formOf(type, Array(count).fill('a')))
      const { body } = await send(1000).expect(200)
      expect(body.a).toHaveLength(1000)
      for (const count of [1001, 18_000]) {
        const refused = await send(count).expect(400)
        expect(refused.body).toEqual({
          code: 'ORION_BODY_INVALID',
          message: 'orion: the form has more than 1000 fields; send fewer, or JSON',
        })
      }
    },
    5000,
  )

  test('names that nest as far as they may, in as many fields, are read in a moment', async () => {
    const names = Array.from({ length: 1000 }, (_, n) => `a[b${n}][199][199][199][199]`)
    await post().type('form').send(formOf('', names)).expect(200)
  }, 5000)
})

describe('an upload that breaks off', () => {
  /** The errors of an app, and how often it read an input to its end. */
  async function openWatched(before: readonly RequestHandler[] = []) {
    const errors: unknown[] = []
    let read = 0
    const report = (error: unknown) => void errors.push(error)
    const { server, origin } = await listen(openApp({ before, report, answer: () => ++read }))
    return { server, origin, errors, reads: () => read }
  }

  const half =
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{"a"'

  test('is an error of that request alone', async () => {
    const { server, origin, errors, reads } = await openWatched()
    const socket = connect(Number(new URL(origin).port), '127.0.0.1')
    const accepted = once(server, 'request')
    socket.write(half)
    await accepted
    socket.destroy()
    await eventually(() => errors.length > 0, 'the broken upload was reported')
    expect(errors).toEqual([expect.objectContaining(invalid)])
    expect(reads()).toBe(0)
    await request(origin).post('/').send({ a: 1 }).expect(200)
    await stop(server)
  })

  test('whose connection closed before it was read is an error too', async () => {
    const slow: RequestHandler = (_req, res, next) => void res.once('close', () => next())
    const { server, origin, errors, reads } = await openWatched([slow])
    const socket = connect(Number(new URL(origin).port), '127.0.0.1')
    const accepted = once(server, 'request')
    socket.write(`${half}:1}`)
    await accepted
    socket.destroy()
    await eventually(() => errors.length > 0, 'the broken upload was reported')
    expect(reads()).toBe(0)
    await stop(server)
  })
})

test('what a host has read by itself is used where it leaves it in req.body', async () => {
  const readByHand: RequestHandler = (req, _res, next) => {
    buffer(req).then((body) => next(void Object.assign(req, { body })), next)
  }
  await post(openApp({ before: [readByHand] }))
    .send({ a: 1 })
    .expect(200, { a: 1 })
})
