// socket.io with per-message deflate.
import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { escapedMarkupOf } from '../by-hand.js'
import { settingsOfChild } from '../child.js'
import { Page, type PageSize } from '../page.js'
import { serve } from './serve.js'

const page = new Page(settingsOfChild<{ page: PageSize }>().page)
const server = createServer()
const io = new Server(server, { perMessageDeflate: true })
io.on('connection', (socket) => void socket.emit('page', escapedMarkupOf(page.rows())))

serve(server, (version) => {
  page.advanceTo(version)
  io.emit('page', escapedMarkupOf(page.rows()))
})
