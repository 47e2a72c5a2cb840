import { createHmac, timingSafeEqual } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import express from 'express'
import { connect, createOrion, html } from 'express-orion'
import type { Generated } from 'kysely'
import * as v from 'valibot'

interface Database {
  reports: {
    id: Generated<number>
    title: string
    state: Generated<'waiting' | 'running' | 'done' | 'failed'>
    percent: Generated<number>
    made: number
    event: string | null
  }
}

const orion = createOrion<Database>({ store: 'work.db' })
await orion.store.schema
  .createTable('reports')
  .ifNotExists()
  .addColumn('id', 'integer', (id) => id.primaryKey())
  .addColumn('title', 'text')
  .addColumn('state', 'text', (state) => state.defaultTo('waiting'))
  .addColumn('percent', 'integer', (percent) => percent.defaultTo(0))
  .addColumn('made', 'integer')
  .addColumn('event', 'text', (event) => event.unique())
  .execute()

const app = express().use(orion.client())

const Order = v.object({ title: v.pipe(v.string(), v.nonEmpty()) })
app.post(
  '/',
  orion.command(Order, async ({ input: { title }, store, publish, after }) => {
    await store.insertInto('reports').values({ title, made: Date.now() }).execute()
    publish('reports')
    // Void: the answer would wait for a promise that is returned here.
    after(() => void work())
  }),
)

let last = Promise.resolve()
const report = (error: Error) => process.emitWarning(error)

function work(): Promise<void> {
  last = last.then(workOff).catch(report)
  return last
}

async function workOff(): Promise<void> {
  for (let job = await take(); job !== undefined; job = await take()) await build(job)
}

function take() {
  return orion.write(async ({ store, publish }) => {
    const waiting = store.selectFrom('reports').select('id').where('state', '=', 'waiting')
    const job = await store
      .updateTable('reports')
      .set({ state: 'running' })
      .where('id', '=', waiting.orderBy('id').limit(1))
      .returning(['id', 'title'])
      .executeTakeFirst()
    publish('reports')
    return job
  })
}

async function build({ id, title }: { id: number; title: string }): Promise<void> {
  const tell = (news: { percent: number } | { state: 'done' | 'failed' }) =>
    orion.write(async ({ store, publish }) => {
      await store.updateTable('reports').set(news).where('id', '=', id).execute()
      publish('reports')
    })
  try {
    for (let percent = 10; percent <= 100; percent += 10) {
      await addChapter(title)
      await tell({ percent })
    }
    await tell({ state: 'done' })
  } catch {
    await tell({ state: 'failed' })
  }
}

// Stands for what takes long.
async function addChapter(title: string): Promise<void> {
  if (title === 'Nothing') throw new Error('there is nothing to tell')
  await setTimeout(20)
}

const reports = orion.live('reports', async ({ store }) => {
  const rows = await store.selectFrom('reports').selectAll().orderBy('id').execute()
  const items = rows.map(({ id, title, state, percent }) => {
    return html`<li id="report-${id}">${title}: ${state}
      <progress max="100" value="${percent}"></progress></li>`
  })
  return html`<ul id="reports">${items}</ul>`
})

app.get('/', reports, async (req, res) => {
  const form = html`<form method="post" data-on:submit="@post('/', {contentType: 'form'})">
    <input name="title" aria-label="Title"> <button>Build</button></form>`
  const body = html`<main ${connect('/')}>${form} ${await reports.render(req)}</main>`
  res.send(`${html`<!doctype html><title>Reports</title>${orion.script()} ${body}`}`)
})

await orion.write(async ({ store }) => {
  const again = { state: 'waiting', percent: 0 } as const
  await store.updateTable('reports').set(again).where('state', '=', 'running').execute()
})
void work()

async function removeOld(): Promise<void> {
  const weekAgo = Date.now() - 7 * 24 * 60 * 60 * 1000
  await orion.write(async ({ store, publish }) => {
    await store.deleteFrom('reports').where('made', '<', weekAgo).execute()
    publish('reports')
  })
}
await removeOld()
const hourly = setInterval(() => removeOld().catch(report), 60 * 60 * 1000)
hourly.unref()

const secret = process.env.SECRET ?? 'change me'

app.use('/from', express.raw({ type: '*/*' }), (req, _res, next) => {
  const hmac = createHmac('sha256', secret).update(req.body ?? '')
  const right = hmac.digest()
  const given = Buffer.from(req.get('X-Signature') ?? '', 'hex')
  const isRight = given.length === right.length && timingSafeEqual(given, right)
  if (isRight) req.body = JSON.parse(String(req.body))
  next(isRight ? undefined : Object.assign(new Error('wrong signature'), { status: 401 }))
})

const Sold = v.object({ event: v.string(), title: v.string() })
app.post(
  '/from/shop',
  orion.command(Sold, async ({ input, store, publish, after }) => {
    const sold = store.insertInto('reports').values({ ...input, made: Date.now() })
    await sold.onConflict((conflict) => conflict.doNothing()).execute()
    publish('reports')
    after(() => void work())
  }),
)

const Changed = v.object({ topics: v.array(v.pipe(v.string(), v.nonEmpty())) })
app.post(
  '/from/script',
  orion.command(Changed, ({ input, publish }) => publish(...input.topics)),
)

app.listen(3000)
