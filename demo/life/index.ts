// The Game of Life for many: one world in memory, whose clock ticks while somebody watches. All
// viewers share one view, so a frame is rendered once, however many they are.
import { type Request, type Response, Router } from 'express'
import { form } from 'express-orion'
import * as v from 'valibot'
import type { DemoOrion } from '../database.js'
import { Page } from '../page.js'
import type { Scene } from '../scenes/scene.js'
import { createClock } from './clock.js'
import { createColourOf } from './colour-of.js'
import { size } from './rules.js'
import { Frame, LifePage } from './view.js'
import { createWorld } from './world.js'

const tickMs = 100

const range = `A whole number from 1 to ${size}`
const Coordinate = v.pipe(
  v.union([v.number(), v.string()], range),
  v.transform(Number),
  v.integer(range),
  v.minValue(1, range),
  v.maxValue(size, range),
)
const Place = v.object({ row: Coordinate, column: Coordinate })

/** A game that everybody plays on one board, ten frames a second. */
export const lifeScene: Scene = {
  name: 'life',
  title: 'Game of Life',
  about: 'Everybody plays on one board: 2,500 cells, ten frames a second, rendered once for all.',
  routes,
}

function routes(orion: DemoOrion): Router {
  const router = Router()
  const world = createWorld()
  const colourOf = createColourOf('life')
  const clock = createClock(tickMs, () => {
    world.tick()
    orion.publish('life')
  })

  const life = orion.live(
    'life',
    () => {
      const { generation } = world
      return Frame({ cells: world.cells(), generation, watching: clock.watching })
    },
    { onOpen: clock.watch },
  )

  async function show(req: Request, res: Response, f = form('place', { row: 25, column: 25 })) {
    const page = LifePage(req.baseUrl, colourOf(req, res), await life.render(req), f)
    res.type('html').send(Page(orion, 'Game of Life', page).toString())
  }

  router.get('/', life, (req, res) => show(req, res))
  router.post(
    '/',
    // It publishes nothing: the next tick does, so that no number of clicks makes more frames.
    // Nor does it write to the store, whose one transaction others may want.
    orion.command(
      Place,
      ({ input, req, res }) => world.plant(input.row - 1, input.column - 1, colourOf(req, res)),
      {
        transaction: false,
        form: 'place',
        invalid: (refused, req, res) => show(req, res, refused),
      },
    ),
  )
  return router
}
