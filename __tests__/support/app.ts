// An Orion with a table of notes and an Express app around it, for tests over real HTTP.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
} from 'express'
import type { Generated } from 'kysely'
import { createOrion, type Html, html, type OrionOptions } from '../../lib/index.js'

export interface Database {
  notes: { id: Generated<number>; text: string }
}

export interface ReportedError {
  readonly error: unknown
  readonly during: string
}

/** Opens an Orion on a temporary SQLite file, and an app whose errors are answered as JSON. */
export async function openNotes(options: OrionOptions = {}) {
  const reported: ReportedError[] = []
  const orion = createOrion<Database>({
    store: ':memory:',
    throttleMs: 0,
    onError: (error, { during }) => void reported.push({ error, during }),
    ...options,
  })
  await orion.store.schema
    .createTable('notes')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('text', 'text', (column) => column.notNull())
    .execute()
  const counts = { renders: 0 }
  const notes = orion.live('notes', async ({ store }) => {
    counts.renders++
    const rows = await store.selectFrom('notes').selectAll().orderBy('id').execute()
    return html`<ul id="notes">${rows.map(({ text }) => html`<li>${text}</li>`)}</ul>`
  })
  const add = (text: string) =>
    orion.write(async ({ store, publish }) => {
      await store.insertInto('notes').values({ text }).execute()
      publish('notes')
    })
  const texts = async () =>
    (await orion.store.selectFrom('notes').select('text').orderBy('id').execute()).map(
      ({ text }) => text,
    )
  return { orion, app: express(), notes, add, texts, reported, counts }
}

/** Answers errors as JSON, so that a test sees their code. Mounted last. */
export const answerErrors: ErrorRequestHandler = (error, _req, res, _next) => {
  const { status = 500, code, message } = error
  if (res.headersSent) res.destroy()
  else res.status(status).json({ code, message })
}

/** A page that sends a render; what it throws goes to next(err), which Express 4 doesn't see to by itself. */
export function pageOf(render: (req: Request) => Promise<Html>): RequestHandler {
  return (req, res, next) => {
    render(req).then((markup) => res.send(`${markup}`), next)
  }
}

/** Starts an app on a free port. */
export async function listen(app: Express): Promise<{ server: Server; origin: string }> {
  const server = createServer(app)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** Stops a server and breaks what is still connected. */
export async function stop(server: Server): Promise<void> {
  const closed = new Promise((done) => server.close(done))
  server.closeAllConnections()
  await closed
}

/** Resolves once the condition holds, asked at each turn of the event loop. */
export async function eventually(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 5000
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`it never came true that ${what}`)
    await new Promise((turn) => setImmediate(turn))
  }
}
