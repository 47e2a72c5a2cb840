// Starts the demo. PORT (3000; 0 for any free one), HOST (127.0.0.1) and DATABASE_URL (demo.db) are honoured.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createApp } from './app.js'
import { openDatabase } from './database.js'

const { PORT = '3000', HOST = '127.0.0.1', DATABASE_URL = 'demo.db' } = process.env

const orion = await openDatabase(DATABASE_URL)
const server = createServer(createApp(orion, fileURLToPath(new URL('public', import.meta.url))))

server.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
  void orion.close()
})

server.listen(Number(PORT), HOST, () => {
  const { port } = server.address() as AddressInfo
  console.log(`The to-do list is at http://${HOST}:${port}`)
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close()
    void orion.close()
  })
}
