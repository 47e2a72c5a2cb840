// What the viewers of the measurements are told by their sockets: they must not take a wrong page for right.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { StreamReader } from '../../bench/viewers/stream-reader.js'
import { Transcript } from '../../bench/viewers/transcript.js'
import { patchElements, patchSignals } from '../../lib/events.js'

const chunk = (bytes: Buffer) =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])

const encoders = {
  identity: (text: Buffer) => text,
  br: (text: Buffer) => brotliCompressSync(text, { finishFlush: constants.BROTLI_OPERATION_FLUSH }),
  gzip: (text: Buffer) => gzipSync(text, { finishFlush: constants.Z_SYNC_FLUSH }),
}

/** A response as it goes over the wire: one chunk an event. */
function responseOf(events: readonly string[], encoding: keyof typeof encoders): Buffer {
  const coding = encoding === 'identity' ? '' : `Content-Encoding: ${encoding}\r\n`
  const head = `HTTP/1.1 200 OK\r\n${coding}Transfer-Encoding: chunked\r\n\r\n`
  const bodies =
    encoding === 'identity'
      ? events.map((event) => Buffer.from(event))
      : [encoders[encoding](Buffer.from(events.join('')))]
  return Buffer.concat([Buffer.from(head), ...bodies.map(chunk)])
}

/** Cuts bytes at these places. */
const cut = (bytes: Buffer, places: readonly number[]) => {
  const ends = [...new Set(places.map((place) => place % bytes.length)), bytes.length]
  return ends
    .sort((a, b) => a - b)
    .map((end, index, all) => bytes.subarray(all[index - 1] ?? 0, end))
}

const page = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => {
  return `<p id="page">${text.replace(/[\r\n<]/g, ' ')}</p>\n<p>\u{1F600}</p>`
})

test.each(['identity', 'br', 'gzip'] as const)(
  'the newest page of a response in %s is read, wherever it is cut',
  async (encoding) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(page, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(), { maxLength: 6 }),
        async (pages, places) => {
          const events = pages.map((text) => patchElements(text))
          const bytes = responseOf([...events, patchSignals({ a: 1 }), ':\n\n'], encoding)
          const reader = new StreamReader('datastar')
          for (const part of cut(bytes, places)) await reader.take(part)
          reader.close()
          expect(reader.page).toBe(pages.at(-1))
        },
      ),
      { numRuns: 50 },
    )
  },
)

test('the page of a better-sse channel is read', async () => {
  const reader = new StreamReader('better-sse')
  const event = `event:page\nid:1\ndata:${JSON.stringify('<p>\n"a"</p>')}\n\n`
  await reader.take(responseOf([event], 'identity'))
  expect(reader.page).toBe('<p>\n"a"</p>')
})

test('an answer that is no stream, and a stream that ends, are errors', async () => {
  const taken = (text: string) => new StreamReader('datastar').take(Buffer.from(text))
  await expect(taken('HTTP/1.1 503 Service Unavailable\r\n\r\n')).rejects.toThrow('answered: HTTP')
  const ended = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'
  await expect(taken(ended)).rejects.toThrow('ended')
})

test('streams that began alike are read once, and those that part go on by themselves', async () => {
  const [one, two, three] = ['one', 'two', 'three'].map((text) => patchElements(`<p>${text}</p>`))
  const head = responseOf([one ?? ''], 'identity')
  const beginning = new Transcript('datastar')
  const ours = await beginning.continue(head)
  expect(await beginning.continue(Buffer.from(head))).toBe(ours)
  expect(ours.page).toBe('<p>one</p>')
  const [second, third] = [two, three].map((event) => chunk(Buffer.from(event ?? '')))
  const [left, right] = await Promise.all([
    ours.continue(second ?? head),
    ours.continue(third ?? head),
  ])
  expect([left.page, right.page]).toEqual(['<p>two</p>', '<p>three</p>'])
})
