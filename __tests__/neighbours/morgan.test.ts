// A log of requests, in which one may last for hours.
import morgan from 'morgan'
import request from 'supertest'
import { openLive } from '../../lib/testing.js'
import { eventually } from '../support/app.js'
import { openLoop } from '../support/loop-app.js'

// The client sends them in the address, even where there are none.
const signals = 'datastar=%7B%7D'

async function openLogged(options: { readonly immediate: boolean }) {
  const lines: string[] = []
  const stream = { write: (line: string) => void lines.push(line.trim()) }
  const app = await openLoop({ inFront: [morgan(':method :url :status', { ...options, stream })] })
  return { app, lines }
}

test('a stream is one line once it is over, whoever ended it', async () => {
  const { app, lines } = await openLogged({ immediate: false })
  const left = await openLive(app.origin, '/?left')
  const broken = await openLive(app.origin, '/?broken')
  await request(app.origin).post('/').send({ text: 'a' }).expect(200)
  await left.until('a')
  expect(lines).toEqual(['POST / 200'])
  await left.close()
  await eventually(() => lines.length === 2, 'the stream that was left is in the log')
  await app.orion.drain()
  await eventually(() => lines.length === 3, 'the one that was broken is too')
  expect(lines.slice(1)).toEqual([`GET /?left=&${signals} 200`, `GET /?broken=&${signals} 200`])
  await broken.close()
  await app.close()
})

test('with immediate it is a line when it opens', async () => {
  const { app, lines } = await openLogged({ immediate: true })
  const stream = await openLive(app.origin, '/')
  expect(lines).toEqual([`GET /?${signals} -`])
  await stream.close()
  await app.close()
})
