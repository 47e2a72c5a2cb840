// The scenes: small pages, each of which shows one thing that real applications need.
import { Router } from 'express'
import { type Html, html } from 'express-orion'
import type { DemoOrion } from '../database.js'
import { lifeScene } from '../life/index.js'
import { Page } from '../page.js'
import { checkoutScene } from './checkout/index.js'
import { dashboardScene } from './dashboard.js'
import { formsScene } from './forms/index.js'
import { jobScene } from './job/index.js'
import { projectScene } from './project/index.js'
import { rolesScene } from './roles/index.js'
import { roomsScene } from './rooms/index.js'
import type { Scene } from './scene.js'
import { searchScene } from './search.js'

const scenes: readonly Scene[] = [
  rolesScene,
  projectScene,
  roomsScene,
  dashboardScene,
  searchScene,
  formsScene,
  jobScene,
  checkoutScene,
  lifeScene,
]

/** The list of scenes, and each scene below it. */
export function sceneRoutes(orion: DemoOrion): Router {
  const router = Router()
  router.get('/', (_req, res) => {
    res.type('html').send(Page(orion, 'Scenes', SceneList()).toString())
  })
  for (const scene of scenes) router.use(`/${scene.name}`, scene.routes(orion))
  return router
}

function SceneList(): Html {
  return html`<main>
  <h1>Scenes</h1>
  <p class="lead">Each is a page and a few small files of the demo. Open a scene in two windows, and watch them agree.</p>
  <ul class="scenes">${scenes.map(
    ({ name, title, about }) => html`
    <li><a href="/scenes/${name}"><strong>${title}</strong> <span>${about}</span></a></li>`,
  )}
  </ul>
</main>`
}
