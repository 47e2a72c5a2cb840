// A bare Express SSE response: what an open stream costs before anybody sends a page over it.
import { createServer } from 'node:http'
import express, { type Response } from 'express'
import { bareText } from '../viewers/events.js'
import { serve } from './serve.js'

const streams = new Set<Response>()

const app = express()
app.get('/page', (_req, res) => {
  res.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  res.flushHeaders()
  streams.add(res)
  res.once('close', () => streams.delete(res))
  res.write(`data: ${bareText}\n\n`)
})

serve(createServer(app), () => {
  for (const res of streams) res.write(`data: ${bareText}\n\n`)
})
