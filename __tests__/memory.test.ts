// What streams keep: of frames, the one that they stand on.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import express from 'express'
import { createOrion, html } from '../lib/index.js'
import { openLive } from '../lib/testing.js'
import { eventually, listen, stop } from './support/app.js'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const frameBytes = 1_000_000

test('streams that opened on older frames keep none of these', async () => {
  let version = 0
  const orion = createOrion({ throttleMs: 0 })
  const route = orion.live('x', () => html`<p id="x">${version}: ${'x'.repeat(frameBytes)}</p>`)
  const { server, origin } = await listen(express().get('/', route))
  const streams = [await openLive(origin, '/')]
  collectGarbage()
  const before = process.memoryUsage().arrayBuffers
  for (let opened = 1; opened < 20; opened++) {
    version++
    orion.publish('x')
    streams.push(await openLive(origin, '/'))
  }
  for (const stream of streams) await stream.until(`>${version}: `)
  await eventually(() => {
    collectGarbage()
    return process.memoryUsage().arrayBuffers - before < 5 * frameBytes
  }, 'the older frames are let go of')
  for (const stream of streams) await stream.close()
  await stop(server)
  await orion.close()
})
