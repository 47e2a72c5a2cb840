// better-sse with a channel.
import { createServer } from 'node:http'
import { createChannel, createSession } from 'better-sse'
import express from 'express'
import { escapedMarkupOf } from '../by-hand.js'
import { settingsOfChild } from '../child.js'
import { Page, type PageSize } from '../page.js'
import { serve } from './serve.js'

const page = new Page(settingsOfChild<{ page: PageSize }>().page)
const channel = createChannel()

const app = express()
app.get('/page', async (req, res) => {
  // A sign of life in the middle of a measurement would be counted as part of a publish.
  const session = await createSession(req, res, { keepAlive: null })
  channel.register(session)
  session.push(escapedMarkupOf(page.rows()), 'page')
})

serve(createServer(app), (version) => {
  page.advanceTo(version)
  channel.broadcast(escapedMarkupOf(page.rows()), 'page')
})
