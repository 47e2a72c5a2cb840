import express from 'express'
import { takesBrotli } from '../lib/accept-encoding.js'
import { ask } from './support/http.js'

/** Whether a client with these headers takes brotli. */
async function takes(headers: Readonly<Record<string, string>>): Promise<boolean> {
  const app = express().get('/', (req, res) => void res.json(takesBrotli(req)))
  return JSON.parse(`${(await ask(app, '/', { headers })).body}`)
}

const browsers = {
  chrome:
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  edge: 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0',
  firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0',
  safari:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
  webKitGtk:
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
  chromeOnIos:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0.0.0 Mobile/15E148 Safari/604.1',
}

test.each([
  ['gzip, deflate, br, zstd', true],
  ['br', true],
  ['gzip;q=1.0, br;q=0.1', true],
  ['BR', true],
  ['gzip, deflate', false],
  ['br;q=0', false],
  ['gzip, br;q=0, *', false],
  ['identity', false],
  ['brotli', false],
  ['', false],
])('Accept-Encoding: %s', async (encodings, expected) => {
  expect(await takes({ 'Accept-Encoding': encodings })).toBe(expected)
})

test('a client that says nothing of encodings gets none', async () => {
  expect(await takes({})).toBe(false)
})

// "Two clients stall on any brotli stream" (facts.md); Safari can't be told from one of them.
test.each([
  [browsers.chrome, true],
  [browsers.edge, true],
  [browsers.firefox, true],
  ['node', true],
  ['curl/7.88.1', false],
  [browsers.webKitGtk, false],
  [browsers.safari, false],
  [browsers.chromeOnIos, false],
])('%s, with br', async (agent, expected) => {
  expect(await takes({ 'Accept-Encoding': 'gzip, br', 'User-Agent': agent })).toBe(expected)
})
