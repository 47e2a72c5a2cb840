// Forms that create and edit: one schema and one command serve script, plain forms and JSON alike.
import { type Request, type Response, Router } from 'express'
import { type Form, form, invalid } from 'express-orion'
import type { Transaction } from 'kysely'
import * as v from 'valibot'
import type { Database, DemoOrion } from '../../database.js'
import { HttpError } from '../../http-error.js'
import { Page } from '../../page.js'
import type { Scene } from '../scene.js'
import { listProducts, Product, toRow } from './product.js'
import { FormsPage, ProductList } from './view.js'

const Id = v.object({ id: v.pipe(v.string(), v.digits(), v.transform(Number)) })

/** Create and edit forms, with errors beside their fields, for every kind of caller. */
export const formsScene: Scene = {
  name: 'forms',
  title: 'Forms',
  about: 'Create and edit forms with nested names, lists and errors, with script and without.',
  routes,
}

function routes(orion: DemoOrion): Router {
  const router = Router()
  const { create, edit } = commands(orion)

  const products = orion.live('products', async ({ store, base }) =>
    ProductList(await listProducts(store), base),
  )

  router.get('/', products, async (req, res) => {
    const page = FormsPage(req.baseUrl, form('product'), await products.render(req))
    res.type('html').send(Page(orion, 'Forms', page).toString())
  })
  router.post('/', create)
  router.post('/:id', edit)
  // Where a form that was sent without script comes back to.
  router.get('/:id', (req, res) => res.redirect(303, req.baseUrl))
  return router
}

function commands(orion: DemoOrion) {
  /** Shows a plain form its page again: with what was typed, and what is wrong with it. */
  async function showAgain(refused: Form, { baseUrl }: Request, res: Response): Promise<void> {
    const adding = refused.name === 'product' ? refused : form('product')
    const list = ProductList(await listProducts(orion.reader), baseUrl, refused)
    res.type('html').send(Page(orion, 'Forms', FormsPage(baseUrl, adding, list)).toString())
  }

  return {
    create: orion.command(
      Product,
      async ({ input, store, publish, respond, res }) => {
        await checkName(store, input.name)
        const { id } = await store
          .insertInto('products')
          .values(toRow(input))
          .returning('id')
          .executeTakeFirstOrThrow()
        publish('products')
        respond.reset('product')
        respond.toast(`Added ${input.name}`, { tone: 'success' })
        // For a caller that sent JSON.
        res.status(201)
        return { id, ...input }
      },
      { form: 'product', invalid: showAgain },
    ),

    edit: orion.command(
      Product,
      async ({ input, params: { id }, store, publish, respond }) => {
        await checkName(store, input.name, id)
        const { numUpdatedRows } = await store
          .updateTable('products')
          .set(toRow(input))
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
        if (numUpdatedRows === 0n) throw new HttpError(404, `there is no product ${id}`)
        publish('products')
        respond.toast(`Saved ${input.name}`, { tone: 'success' })
        return { id, ...input }
      },
      { params: Id, form: ({ id }) => `product_${id}`, invalid: showAgain },
    ),
  }
}

async function checkName(store: Transaction<Database>, name: string, ownId = 0): Promise<void> {
  const same = await store
    .selectFrom('products')
    .select('id')
    .where('name', '=', name)
    .where('id', '!=', ownId)
    .executeTakeFirst()
  if (same) throw invalid({ name: 'Already there' })
}
