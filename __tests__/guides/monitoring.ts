import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import express from 'express'
import { connect, createOrion, type DiagnosticsMessages, html } from 'express-orion'
import morgan from 'morgan'
import { Counter, Gauge, Histogram, register } from 'prom-client'
import * as v from 'valibot'

function observe<Name extends keyof DiagnosticsMessages>(
  name: Name,
  see: (message: DiagnosticsMessages[Name]) => void,
): void {
  subscribe(name, (message) => see(message as DiagnosticsMessages[Name]))
}

const streams = new Gauge({
  name: 'orion_streams',
  help: 'Streams that are open now',
  labelNames: ['route'],
})
const openSeconds = new Histogram({
  name: 'orion_open_seconds',
  help: 'From the request to the first frame',
  labelNames: ['route'],
})
observe('express-orion.live.open', ({ route, durationMs }) => {
  streams.inc({ route })
  openSeconds.observe({ route }, durationMs / 1000)
})

const closes = new Counter({
  name: 'orion_closes_total',
  help: 'Streams that have closed, by reason',
  labelNames: ['route', 'reason'],
})
const streamSeconds = new Histogram({
  name: 'orion_stream_seconds',
  help: 'How long streams were open',
  labelNames: ['route'],
  buckets: [1, 10, 60, 600, 3600, 4 * 3600, 12 * 3600],
})
const sentBytes = new Counter({
  name: 'orion_sent_bytes_total',
  help: 'Bytes on the connections of streams, counted when they close',
  labelNames: ['route'],
})
observe('express-orion.live.close', ({ route, reason, durationMs, bytes }) => {
  streams.dec({ route })
  closes.inc({ route, reason })
  streamSeconds.observe({ route }, durationMs / 1000)
  sentBytes.inc({ route }, bytes)
})

const renderSeconds = new Histogram({
  name: 'orion_render_seconds',
  help: 'How long renders took',
  labelNames: ['route', 'outcome'],
})
observe('express-orion.live.render', ({ route, durationMs, error }) => {
  const outcome = error === undefined ? 'ok' : 'error'
  renderSeconds.observe({ route, outcome }, durationMs / 1000)
})

const frameBytes = new Histogram({
  name: 'orion_frame_bytes',
  help: 'Size of frames before compression',
  labelNames: ['route'],
  buckets: [1000, 10_000, 100_000, 1_000_000],
})
const fanOutSeconds = new Histogram({
  name: 'orion_fan_out_seconds',
  help: 'How long it took to write a frame to all viewers',
  labelNames: ['route'],
  buckets: [0.0001, 0.001, 0.01, 0.1, 1],
})
observe('express-orion.live.frame', ({ route, bytes, durationMs }) => {
  frameBytes.observe({ route }, bytes)
  fanOutSeconds.observe({ route }, durationMs / 1000)
})

const commandSeconds = new Histogram({
  name: 'orion_command_seconds',
  help: 'How long commands took',
  labelNames: ['route', 'method', 'status'],
})
observe('express-orion.command', ({ route, method, status, durationMs }) => {
  commandSeconds.observe({ route, method, status }, durationMs / 1000)
})

function isStream({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && /text\/event-stream/.test(headers.accept ?? '')
}

const orion = createOrion()
const app = express()
app.use(morgan('tiny', { skip: isStream }))
app.use(orion.client())

const votes = { yes: 0 }
const tally = orion.live('votes', () => html`<p id="tally">Yes: ${votes.yes}</p>`)
app.get('/live/votes', tally)
app.get('/', async (req, res) => {
  res.send(
    `${html`<!doctype html><title>Votes</title>${orion.script()}
    <body ${connect('/live/votes')}>${await tally.render(req)}</body>`}`,
  )
})
app.post(
  '/',
  orion.command(v.object({}), ({ publish }) => {
    votes.yes++
    publish('votes')
  }),
)
app.get('/metrics', async (_req, res) => {
  res.type(register.contentType).send(await register.metrics())
})
app.listen(3000)
