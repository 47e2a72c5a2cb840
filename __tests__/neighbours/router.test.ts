// Routes of a Router that is mounted at a path with a parameter.
import express, { Router } from 'express'
import request from 'supertest'
import * as v from 'valibot'
import { connect, createOrion, html } from '../../lib/index.js'
import { openLive } from '../../lib/testing.js'
import { answerErrors, listen, pageOf, stop } from '../support/app.js'

async function openProjects() {
  const orion = createOrion({ throttleMs: 0 })
  const tasks = new Map<string, string[]>()
  const list = orion.live(
    ({ params }) => `project:${params.project}`,
    ({ params, base }) => html`<ul id="tasks" ${connect(`${base}/tasks/${params.view}`)}>
      ${(tasks.get(`${params.project}`) ?? []).map((task) => html`<li>${task}</li>`)}</ul>`,
  )
  const Params = v.object({ project: v.pipe(v.string(), v.regex(/^[a-z]+$/)) })
  const add = orion.command(
    v.object({ task: v.string() }),
    ({ input, params, publish }) => {
      tasks.set(params.project, [...(tasks.get(params.project) ?? []), input.task])
      publish(`project:${params.project}`)
    },
    { params: Params },
  )
  const router = Router({ mergeParams: true })
    .get('/tasks/:view', list, pageOf(list.render))
    .post('/tasks', add)
  const app = express().use('/projects/:project', router).use(answerErrors)
  const { server, origin } = await listen(app)
  const close = async () => {
    await orion.close()
    await stop(server)
  }
  return { origin, close }
}

test('with mergeParams its views and commands know the parameter of the path', async () => {
  const { origin, close } = await openProjects()
  const garden = await openLive(origin, '/projects/garden/tasks/all')
  const house = await openLive(origin, '/projects/house/tasks/all')
  await request(origin).post('/projects/garden/tasks').send({ task: 'Water' }).expect(204)
  await garden.until('Water')
  await request(origin).post('/projects/house/tasks').send({ task: 'Sweep' }).expect(204)
  expect(await house.until('Sweep')).not.toContain('Water')
  await request(origin).get('/projects/house/tasks/all').expect(200, house.frame)
  await request(origin).post('/projects/HOUSE/tasks').send({ task: 'Sweep' }).expect(404)
  await garden.close()
  await house.close()
  await close()
})

test('base is where it is mounted, so that its pages connect to themselves', async () => {
  const { origin, close } = await openProjects()
  const stream = await openLive(origin, '/projects/garden/tasks/all')
  expect(stream.frame).toContain('/projects/garden/tasks/all')
  await stream.close()
  await close()
})

test('a form without script comes back to the whole path', async () => {
  const { origin, close } = await openProjects()
  await request(origin)
    .post('/projects/garden/tasks')
    .type('form')
    .send('task=Weed')
    .expect(303)
    .expect('Location', '/projects/garden/tasks')
  await close()
})
