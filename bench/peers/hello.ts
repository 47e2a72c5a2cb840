// The least that an Express app can be: what it takes to start Node and Express.
import type { AddressInfo } from 'node:net'
import express from 'express'

const app = express()
app.get('/', (_req, res) => void res.type('text/event-stream').send('event: hello\ndata:\n\n'))
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
