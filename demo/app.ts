// The demo's Express app: what any app has, and the to-do list.
import compression from 'compression'
import express, { type ErrorRequestHandler, type Express } from 'express'
import { html } from 'express-orion'
import helmet from 'helmet'
import type { DemoOrion } from './database.js'
import { HttpError } from './http-error.js'
import { Page } from './page.js'
import { sceneRoutes } from './scenes/index.js'
import { todoRoutes } from './todos/routes.js'

export function createApp(orion: DemoOrion, publicFolder: string): Express {
  const app = express()
  app.use(helmet())
  app.use(compression())
  app.use(express.static(publicFolder))
  app.use(orion.client())
  app.use('/scenes', sceneRoutes(orion))
  app.use(todoRoutes(orion))
  app.use((_req, _res, next) => next(new HttpError(404, 'there is no such page')))

  const showError: ErrorRequestHandler = (error, _req, res, next) => {
    if (res.headersSent) return next(error)
    const status: number = error.status ?? 500
    if (status >= 500) console.error(error)
    const message = status === 404 ? 'There is no such page' : "That didn't work"
    const body = html`<main><h1>${message}</h1><p><a href="/">To the list</a></p></main>`
    res
      .status(status)
      .type('html')
      .send(Page(orion, 'Error', body).toString())
  }
  app.use(showError)
  return app
}
