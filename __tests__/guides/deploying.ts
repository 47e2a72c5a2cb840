import { once } from 'node:events'
import express from 'express'
import { connect, createOrion, html } from 'express-orion'
import * as v from 'valibot'

const { HOST = '127.0.0.1', PORT = '3000', VERSION = 'dev' } = process.env

const orion = createOrion<{ notes: { text: string } }>({ store: 'notes.db', version: VERSION })
await orion.store.schema.createTable('notes').ifNotExists().addColumn('text', 'text').execute()

let leaving = false
const app = express()
app.use((_req, res, next) => {
  if (leaving) res.set('Connection', 'close')
  next()
})
app.use(orion.client())

app.get('/health', (_req, res) => {
  res.sendStatus(leaving ? 503 : 200)
})

const notes = orion.live('notes', async ({ store }) => {
  const rows = await store.selectFrom('notes').selectAll().execute()
  return html`<ul id="notes">${rows.map(({ text }) => html`<li>${text}</li>`)}</ul>`
})
app.get('/', notes, async (req, res) => {
  const form = html`<form method="post" data-on:submit="@post('/', {contentType: 'form'})">
    <input name="text" aria-label="Note"> <button>Add</button></form>`
  const body = html`<main ${connect('/')}>${form} ${await notes.render(req)}</main>`
  res.send(`${html`<!doctype html><title>${VERSION}</title>${orion.script()} ${body}`}`)
})
app.post(
  '/',
  orion.command(v.object({ text: v.string() }), async ({ input, store, publish }) => {
    await store.insertInto('notes').values(input).execute()
    publish('notes')
  }),
)

const server = app.listen(Number(PORT), HOST)

async function leave(): Promise<void> {
  leaving = true
  const closed = once(server.close(), 'close')
  setTimeout(() => server.closeAllConnections(), 15_000).unref()
  await orion.drain({ withinMs: 3_000 })
  await closed
  await orion.close()
}
process.once('SIGTERM', leave)
process.once('SIGINT', leave)
