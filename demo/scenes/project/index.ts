// A project: a page by its id, with comments, files, and an end: who looks at a project that is deleted is
// brought to the list.
import { type Request, type Response, Router } from 'express'
import { type Form, form, invalid } from 'express-orion'
import * as v from 'valibot'
import type { DemoOrion } from '../../database.js'
import { Page } from '../../page.js'
import type { Scene } from '../scene.js'
import { findFile, findProject, listComments, listFiles, listProjects } from './queries.js'
import { readFile } from './upload.js'
import { ListPage, Project, ProjectList, ProjectPage } from './view.js'

const digits = v.pipe(v.string(), v.digits(), v.maxLength(15), v.transform(Number))
const Id = v.object({ id: digits })
const FileId = v.object({ id: digits, file: digits })

const text = (missing: string, longest: number) =>
  v.pipe(
    v.string(missing),
    v.trim(),
    v.minLength(1, missing),
    v.maxLength(longest, `Keep it to ${longest} characters`),
  )
const NewProject = v.object({ name: text('Give it a name', 60) })
const NewComment = v.object({
  author: text('Who writes?', 40),
  text: text('Write something first', 500),
})
const Nothing = v.object({})

export const projectScene: Scene = {
  name: 'project',
  title: 'Project',
  about:
    'A page with comments and files; who looks at it when it is deleted is brought to the list.',
  routes,
}

function routes(orion: DemoOrion): Router {
  const router = Router()
  const { create, comment, addFile, remove } = commands(orion, showProject)

  const list = orion.live('projects', async ({ store, base }) =>
    ProjectList(await listProjects(store), base),
  )
  // The topic is told by the id, so that a comment wakes the pages of its project and no others.
  const project = orion.live(
    ({ params }) => `project:${params.id}`,
    async ({ store, params, base }) => {
      // Throws a 404 for one that isn't there: a page is refused, and a stream that is open ends.
      const found = await findProject(store, params.id)
      const comments = await listComments(store, params.id)
      return Project(found, comments, await listFiles(store, params.id), base)
    },
    { params: Id },
  )

  async function showProject(commentForm: Form, req: Request, res: Response): Promise<void> {
    const body = ProjectPage(commentForm, await project.render(req), req.params.id, req.baseUrl)
    res.type('html').send(Page(orion, 'Project', body).toString())
  }

  router.get('/', list, async (req, res) => {
    const body = ListPage(await list.render(req), req.baseUrl)
    res.type('html').send(Page(orion, 'Projects', body).toString())
  })
  router.post('/', create)
  router.get('/:id', project, (req, res) => showProject(form('comment'), req, res))
  router.post('/:id', comment)
  router.post('/:id/delete', remove)
  // A command reads text alone. What reads the file stands in front of it, behind the check of commands.
  router.post('/:id/files', orion.sameOrigin(), readFile, addFile)
  // Where a form that was sent without script comes back to: a GET of the same URL.
  router.get('/:id/files', (req, res) => res.redirect(303, `${req.baseUrl}/${req.params.id}`))
  router.get('/:id/files/:file', async (req, res) => {
    const ids = v.safeParse(FileId, req.params)
    const { name, content } = await findFile(orion.reader, ids.success ? ids.output : undefined)
    // Never shown by the browser as a page of this site: kept by its name, of no type.
    res.attachment(name).type('application/octet-stream').send(content)
  })
  return router
}

type ShowProject = (commentForm: Form, req: Request, res: Response) => Promise<void>

function commands(orion: DemoOrion, showProject: ShowProject) {
  return {
    create: orion.command(
      NewProject,
      async ({ input, store, publish, respond }) => {
        await store.insertInto('projects').values(input).execute()
        publish('projects')
        respond.reset('project')
      },
      { form: 'project' },
    ),

    comment: orion.command(
      NewComment,
      async ({ input, params, store, publish, respond }) => {
        await findProject(store, params.id)
        await store
          .insertInto('comments')
          .values({ ...input, project_id: params.id })
          .execute()
        publish(`project:${params.id}`)
        respond.reset('comment')
        respond.toast('Thank you', { tone: 'success' })
      },
      // Without script the same page comes back, with what was typed and the errors beside the fields.
      { params: Id, form: 'comment', invalid: showProject },
    ),

    addFile: orion.command(
      Nothing,
      async ({ params, store, publish, respond, req, res }) => {
        await findProject(store, params.id)
        const { file } = req
        if (!file) throw invalid({ file: res.locals.refusal ?? 'Choose a file first' })
        const { originalname: name, buffer: content } = file
        await store.insertInto('files').values({ project_id: params.id, name, content }).execute()
        publish(`project:${params.id}`)
        respond.reset('file')
        respond.toast(`Kept ${name}`, { tone: 'success' })
      },
      { params: Id, form: 'file' },
    ),

    remove: orion.command(
      Nothing,
      async ({ params, store, publish, respond, req }) => {
        await store.deleteFrom('projects').where('id', '=', params.id).execute()
        publish('projects', `project:${params.id}`)
        respond.redirect(req.baseUrl)
      },
      { params: Id },
    ),
  }
}
