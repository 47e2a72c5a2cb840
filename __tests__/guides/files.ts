import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import express, { type RequestHandler } from 'express'
import { connect, createOrion, field, form, html, invalid } from 'express-orion'
import type { Generated } from 'kysely'
import multer from 'multer'
import * as v from 'valibot'

interface Database {
  files: { id: Generated<number>; name: string; bytes: number; stored: string }
}

const orion = createOrion<Database>({ store: 'files.db' })
await orion.store.schema
  .createTable('files')
  .ifNotExists()
  .addColumn('id', 'integer', (id) => id.primaryKey())
  .addColumn('name', 'text')
  .addColumn('bytes', 'integer')
  .addColumn('stored', 'text')
  .execute()

const app = express().use(orion.client())

const folder = 'uploads'
await mkdir(folder, { recursive: true })

const limits = { files: 1, fileSize: 5_000_000 }
const readOne = multer({ dest: folder, defParamCharset: 'utf8', limits }).single('file')

// A file that is too large is an error of the form, which the command tells beside the field.
const readFile: RequestHandler = (req, res, next) => {
  readOne(req, res, (error: unknown) => {
    if (!(error instanceof multer.MulterError)) return next(error)
    res.locals.refusal = error.message
    next()
  })
}

const add = orion.command(
  v.object({}),
  async ({ req: { file }, res, store, publish, respond }) => {
    if (!file) throw invalid({ file: res.locals.refusal ?? 'Choose a file' })
    const { originalname: name, size: bytes, filename: stored } = file
    await store.insertInto('files').values({ name, bytes, stored }).execute()
    publish('files')
    respond.reset('upload')
  },
  { form: 'upload' },
)

const rows = await orion.reader.selectFrom('files').select('stored').execute()
const named = new Set(rows.map(({ stored }) => stored))
for (const name of await readdir(folder)) if (!named.has(name)) await rm(join(folder, name))

const arriving = new Set<{ got: number; readonly of: number }>()

const showProgress: RequestHandler = (req, res, next) => {
  const upload = { got: 0, of: Number(req.get('content-length') ?? Infinity) }
  arriving.add(upload)
  req.on('data', (bytes: Buffer) => {
    upload.got += bytes.length
    orion.publish('arriving')
  })
  res.once('close', () => {
    arriving.delete(upload)
    orion.publish('arriving')
  })
  next()
}

const shelf = orion.part('files', async ({ store }) => {
  const files = await store.selectFrom('files').selectAll().orderBy('id').execute()
  const items = files.map(({ id, name, bytes }) => {
    return html`<li id="file-${id}"><a href="/files/${id}">${name}</a>, ${bytes} bytes
      <button data-on:click="@delete('/files/${id}')">Remove</button></li>`
  })
  return html`<ul>${items}</ul>`
})

const files = orion.live('arriving', async ({ part }) => {
  const bars = [...arriving].map(({ got, of }) => {
    return html`<progress max="100" value="${Math.floor((100 * got) / of)}"></progress>`
  })
  return html`<section id="files">${bars} ${await part(shelf)}</section>`
})

app.get('/files', files, async (req, res) => {
  const f = form('upload')
  const upload = html`<form method="post" action="/files" enctype="multipart/form-data" ${f}
    data-on:submit="@post('/files', {contentType: 'form'})">
    ${field(f, 'file', { label: 'File', type: 'file' })} <button>Send</button>
  </form>`
  res.send(
    `${html`<!doctype html><html lang="en"><title>Files</title>${orion.script()}
    <main ${connect('/files')}>${upload} ${await files.render(req)}</main></html>`}`,
  )
})

app.post('/files', orion.sameOrigin(), showProgress, readFile, add)

app.get('/files/:id', async (req, res) => {
  const query = orion.reader.selectFrom('files').selectAll()
  const file = await query.where('id', '=', Number(req.params.id)).executeTakeFirst()
  res.set('X-Content-Type-Options', 'nosniff')
  if (file) res.download(join(folder, file.stored), file.name)
  else res.sendStatus(404)
})

app.delete(
  '/files/:id',
  orion.command(v.object({}), async ({ params: { id }, store, publish, after }) => {
    const gone = store.deleteFrom('files').where('id', '=', Number(id)).returning('stored')
    const file = await gone.executeTakeFirst()
    publish('files')
    if (file) after(() => rm(join(folder, file.stored)))
  }),
)

app.listen(3000)
