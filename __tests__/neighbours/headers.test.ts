// What helmet() and compression() put on an answer, and what the kit puts there itself, stand side by side.
import compression from 'compression'
import helmet from 'helmet'
import request from 'supertest'
import { openLoop } from '../support/loop-app.js'

test("helmet's defaults are on pages, streams, answers and the client, and its policy lets the client run", async () => {
  const app = await openLoop({ inFront: [helmet()] })
  const [, src = ''] = /src="([^"]+)"/.exec(app.orion.script().toString()) ?? []
  const answers = [
    await request(app.origin).get('/').expect(200),
    await request(app.origin).head('/').set('Accept', 'text/event-stream').expect(200),
    await request(app.origin).post('/').send({ text: 'a' }).expect(200),
    await request(app.origin).post('/').type('form').send('text=b').expect(303),
    await request(app.origin).get(src).expect(200),
  ]
  for (const { headers } of answers) {
    expect(headers['content-security-policy']).toContain("script-src 'self'")
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['cross-origin-resource-policy']).toBe('same-origin')
  }
  expect(src).toMatch(/^\//)
  expect(answers[1]?.headers['cache-control']).toBe('no-store')
  await app.close()
})

test('behind compression() what a command says to the client is packed and complete', async () => {
  const app = await openLoop({ inFront: [compression({ threshold: 0 })] })
  const { headers, text } = await request(app.origin)
    .post('/')
    .set({ 'Datastar-Request': 'true', 'Accept-Encoding': 'gzip' })
    .send({ text: '' })
    .expect(200)
  expect(headers['content-encoding']).toBe('gzip')
  expect(text).toContain('Write something')
  expect(text.endsWith('\n\n')).toBe(true)
  await app.close()
})
