// What a user would write today: Express, the Datastar SDK and compression().
import { createServer } from 'node:http'
import { constants } from 'node:zlib'
import { ServerSentEventGenerator } from '@starfederation/datastar-sdk'
import compression from 'compression'
import express, { type Response } from 'express'
import { escapedMarkupOf } from '../by-hand.js'
import { settingsOfChild } from '../child.js'
import { Page, type PageSize } from '../page.js'
import { serve } from './serve.js'

interface Stream {
  readonly res: Response
  readonly sse: ServerSentEventGenerator
  /** Whose page it is; undefined for the one that all share. */
  readonly seed: number | undefined
}

const page = new Page(settingsOfChild<{ page: PageSize }>().page)
const streams = new Set<Stream>()

const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN } = constants
const brotli = { params: { [BROTLI_PARAM_QUALITY]: 5, [BROTLI_PARAM_LGWIN]: 18 } }

const app = express()
app.use(compression({ brotli }))
app.get(['/page', '/pages/:seed'], (req, res) => {
  const { seed } = req.params
  const open = (sse: ServerSentEventGenerator) => {
    const stream = { res, sse, seed: seed === undefined ? undefined : Number(seed) }
    streams.add(stream)
    res.once('close', () => streams.delete(stream))
    show(stream, escapedMarkupOf(page.rows(stream.seed)))
  }
  void ServerSentEventGenerator.stream(req, res, open, { keepalive: true })
})

// The SDK never flushes, and compression() keeps what isn't flushed.
function show({ res, sse }: Stream, markup: string): void {
  sse.patchElements(markup)
  res.flush()
}

serve(createServer(app), (version) => {
  page.advanceTo(version)
  const shared = escapedMarkupOf(page.rows())
  for (const stream of streams) {
    show(stream, stream.seed === undefined ? shared : escapedMarkupOf(page.rows(stream.seed)))
  }
})
