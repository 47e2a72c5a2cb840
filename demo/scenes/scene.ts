// What a scene is.
import type { Router } from 'express'
import type { DemoOrion } from '../database.js'

/** One scene: a page at `/scenes/<name>` and what belongs to it. */
export interface Scene {
  readonly name: string
  readonly title: string
  /** What it shows, in one sentence. */
  readonly about: string
  /** Its routes, from `/` on. */
  routes(orion: DemoOrion): Router
}
