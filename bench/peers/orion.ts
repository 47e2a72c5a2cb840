// The kit, through its public surface: a page for everybody, and one for each.
import { createHook } from 'node:async_hooks'
import { createServer } from 'node:http'
import express from 'express'
import { createOrion } from 'express-orion'
import { settingsOfChild } from '../child.js'
import { Page, type PageSize } from '../page.js'
import { serve } from './serve.js'
import { Table } from './table.js'

export interface OrionSettings {
  readonly page: PageSize
  /** Whether to count what compresses, which slows everything down. */
  readonly counting?: boolean
}

export interface Counts {
  readonly renders: number
  /** How many of node:zlib's compressors were made. */
  readonly compressors: number
}

const { page: size, counting } = settingsOfChild<OrionSettings>()
const counts = { renders: 0, compressors: 0 }
if (counting) {
  const hook = createHook({
    init(_id, type) {
      if (type === 'ZLIB') counts.compressors++
    },
  })
  hook.enable()
}

// A sign of life in the middle of a measurement would be counted as part of a publish.
// Nor is a publish to wait for the one before: they come one by one, whenever the last viewer has it.
const orion = createOrion({
  heartbeatMs: null,
  throttleMs: 0,
  limits: { streams: 100_000, views: 100_000 },
})
const page = new Page(size)

function show(seed?: number) {
  counts.renders++
  return Table(page.rows(seed))
}

const app = express()
app.get(
  '/page',
  orion.live('page', () => show()),
)
app.get(
  '/pages/:seed',
  orion.live('page', ({ params }) => show(Number(params.seed))),
)

serve(
  createServer(app),
  (version) => {
    page.advanceTo(version)
    orion.publish('page')
  },
  { counts: (): Counts => counts },
)
