// A long job with a progress bar. Its state is a row, so every window shows the same, and a restart finds
// what was left running.
import { Router } from 'express'
import { connect, field, form, type Html, html, invalid } from 'express-orion'
import type { Kysely, Selectable } from 'kysely'
import * as v from 'valibot'
import type { Database, DemoOrion, JobState } from '../../database.js'
import { Page } from '../../page.js'
import type { Scene } from '../scene.js'
import { createRunner, jobs, type Runner } from './runner.js'

const atOnce = 2
const shown = 6

const NewJob = v.object({
  upTo: v.pipe(
    v.union([v.number(), v.string()], 'Write a whole number'),
    v.transform(Number),
    v.integer('Write a whole number'),
    v.minValue(1000, 'Not worth a worker: take 1000 or more'),
    v.maxValue(20_000_000, 'Be patient, but not that patient: 20000000 at most'),
  ),
  crash: v.optional(v.literal('yes')),
})
const Id = v.object({ id: v.pipe(v.string(), v.digits(), v.transform(Number)) })
const Nothing = v.object({})

type Job = Selectable<Database['jobs']>

/** A job in a worker thread, with a progress bar that all windows share. */
export const jobScene: Scene = {
  name: 'job',
  title: 'A long job',
  about: 'A worker thread tells its progress; cancel it, let it crash, or restart the server.',
  routes,
}

function routes(orion: DemoOrion): Router {
  const router = Router()
  const { start, cancel } = commands(orion, createRunner(orion))
  interruptLeftOvers(orion)

  const list = orion.live(jobs, async ({ store, base }) => JobList(await listJobs(store), base))

  router.get('/', list, async (req, res) => {
    const body = JobPage(req.baseUrl, await list.render(req))
    res.type('html').send(Page(orion, 'Job', body).toString())
  })
  router.post('/', start)
  router.post('/:id/cancel', cancel)
  // Where a form that was sent without script comes back to.
  router.get('/:id/cancel', (req, res) => res.redirect(303, req.baseUrl))
  return router
}

function commands(orion: DemoOrion, runner: Runner) {
  return {
    start: orion.command(
      NewJob,
      async ({ input: { upTo, crash }, store, publish, after }) => {
        const running = await store
          .selectFrom('jobs')
          .select('id')
          .where('state', '=', 'running')
          .execute()
        if (running.length >= atOnce)
          throw invalid({ '': `${atOnce} are running already: wait, or cancel one` })
        const { id } = await store
          .insertInto('jobs')
          .values({ up_to: upTo })
          .returning('id')
          .executeTakeFirstOrThrow()
        publish(jobs)
        const crashAt = crash && Math.floor(upTo / 2)
        // The worker's news is about a row that is there.
        after(() => runner.start(id, { upTo, crashAt }))
      },
      { form: 'job' },
    ),

    cancel: orion.command(
      Nothing,
      async ({ params: { id }, store, publish, after }) => {
        await store
          .updateTable('jobs')
          .set({ state: 'cancelled' })
          .where('id', '=', id)
          .where('state', '=', 'running')
          .execute()
        publish(jobs)
        after(() => runner.stop(id))
      },
      { params: Id },
    ),
  }
}

// A worker dies with its process. It is the first write of this one, so no job of its own is among them.
function interruptLeftOvers(orion: DemoOrion): void {
  const written = orion.write(async ({ store, publish }) => {
    const interrupted = { state: 'interrupted' } as const
    await store.updateTable('jobs').set(interrupted).where('state', '=', 'running').execute()
    publish(jobs)
  })
  written.catch(console.error)
}

function listJobs(db: Kysely<Database>): Promise<Job[]> {
  return db.selectFrom('jobs').selectAll().orderBy('id', 'desc').limit(shown).execute()
}

function JobPage(base: string, list: Html): Html {
  const f = form('job', { upTo: 3_000_000 })
  return html`<main ${connect(base)}>
  <h1>A long job</h1>
  <form class="card row" method="post" action="${base}" ${f}
    data-on:submit="@post('${base}', {contentType: 'form'})">
    ${field(f, 'upTo', { label: 'Count the primes up to', inputmode: 'numeric', autocomplete: 'off' })}
    <button class="primary">Start</button>
    <button class="plain" name="crash" value="yes">Start one that will crash</button>
    ${f.alert}
  </form>
  ${list}
  <noscript><p class="hint">Without script this page stands still: <a href="${base}">load it again</a>.</p></noscript>
</main>`
}

function JobList(all: readonly Job[], base: string): Html {
  return html`<ul id="jobs" class="plain-list">${all.map((job) => JobRow(job, base))}</ul>`
}

const tones: Readonly<Record<JobState, string>> = {
  running: '',
  done: 'good',
  cancelled: '',
  failed: 'bad',
  interrupted: 'bad',
}

function JobRow({ id, up_to, state, progress, found, problem }: Job, base: string): Html {
  const title = `Primes up to ${up_to.toLocaleString('en')}`
  return html`<li id="job-${id}" class="card job">
  <h2>${title}</h2>
  <span class="badge ${tones[state]}">${state}</span>
  <progress max="100" value="${progress}" aria-label="${title}"></progress>
  <p class="hint">${problem ?? `${found.toLocaleString('en')} found, ${progress} %`}</p>
  ${
    state === 'running' &&
    html`<form method="post" action="${base}/${id}/cancel"
    data-on:submit="@post('${base}/${id}/cancel', {contentType: 'form'})">
    <button class="plain" aria-label="Cancel job ${id}">Cancel</button>
  </form>`
  }
</li>`
}
