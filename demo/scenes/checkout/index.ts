// A checkout that asks a payment service between two writes. No transaction is open meanwhile, and the
// order says at each moment how far it is, to every window and to the process that comes after a crash.
import { type Request, type Response, Router } from 'express'
import { type Form, invalid, type WriteContext } from 'express-orion'
import type { Kysely, Transaction } from 'kysely'
import * as v from 'valibot'
import type { Database, DemoOrion, OrderState } from '../../database.js'
import { Page } from '../../page.js'
import type { Scene } from '../scene.js'
import { bankAddress, bankRoutes, type Charge, charge, lookUp } from './bank.js'
import { CheckoutPage, type Order, OrderList } from './view.js'

const shown = 6

const prices = { 'Bus ticket': 320, 'Train ticket': 2450, 'Museum ticket': 1800 } as const
const items = Object.keys(prices) as (keyof typeof prices)[]

const NewOrder = v.object({ item: v.picklist(items, 'Choose what you would like') })
const Card = v.object({
  card: v.pipe(
    v.string('Write the number of a card'),
    v.transform((text) => text.replaceAll(' ', '')),
    v.regex(/^\d{8,19}$/, 'A card has 8 to 19 digits'),
  ),
})
const Id = v.object({ id: v.pipe(v.string(), v.digits(), v.transform(Number)) })
const Nothing = v.object({})

/** A checkout with a payment between two writes. */
export const checkoutScene: Scene = {
  name: 'checkout',
  title: 'Checkout',
  about: 'A slow payment between two writes: nobody pays twice, and a crash is found out about.',
  routes,
}

function routes(orion: DemoOrion): Router {
  const router = Router()
  const { order, pay, check } = commands(orion)

  const orders = orion.live('orders', async ({ store, base }) =>
    OrderList(await listOrders(store), base),
  )

  router.use('/bank', bankRoutes(orion))
  router.get('/', orders, async (req, res) => {
    const page = CheckoutPage(req.baseUrl, items, await orders.render(req))
    res.type('html').send(Page(orion, 'Checkout', page).toString())
  })
  router.post('/', order)
  router.post('/:id/pay', pay)
  router.post('/:id/check', check)
  // Where a form that was sent without script comes back to.
  router.get(['/:id/pay', '/:id/check'], (req, res) => res.redirect(303, req.baseUrl))
  return router
}

function commands(orion: DemoOrion) {
  /** Shows a plain form its page again, with what is wrong with the card. */
  async function showAgain(refused: Form, { baseUrl }: Request, res: Response): Promise<void> {
    const page = CheckoutPage(
      baseUrl,
      items,
      OrderList(await listOrders(orion.reader), baseUrl, refused),
    )
    res.type('html').send(Page(orion, 'Checkout', page).toString())
  }

  return {
    order: orion.command(NewOrder, async ({ input: { item }, store, publish }) => {
      await store.insertInto('orders').values({ item, amount: prices[item] }).execute()
      publish('orders')
    }),

    pay: orion.command(
      Card,
      async ({ input, params: { id }, write, respond, req }) => {
        // Who comes second finds no order to pay: only one of two clicks gets to the service.
        const isMine = await write((context) => move(context, id, ['open', 'declined'], 'paying'))
        if (!isMine) throw invalid({ card: 'This order is being paid already' })
        const result = await charge(bankAddress(req), id, input.card)
        await write((context) => settle(context, id, result))
        // The order stays declined: what was written before is no part of what is thrown here.
        if (result === 'declined') throw invalid({ card: 'The card was declined; try another' })
        if (result === 'paid') respond.toast('Paid', { tone: 'success' })
        else respond.toast('No answer from the payment service', { tone: 'error' })
      },
      { transaction: false, params: Id, form: ({ id }) => `pay_${id}`, invalid: showAgain },
    ),

    check: orion.command(
      Nothing,
      async ({ params: { id }, write, respond, req }) => {
        const result = await lookUp(bankAddress(req), id)
        await write((context) => settle(context, id, result))
        respond.toast(checked[result])
      },
      { transaction: false, params: Id },
    ),
  }
}

const checked: Readonly<Record<Charge, string>> = {
  paid: 'It was paid',
  declined: 'It was declined',
  unknown: 'It was never charged',
  'no answer': 'No answer from the payment service',
}

type Write = WriteContext<Transaction<Database>>

/** Keeps what the service said. Without an answer the order goes on being paid, until somebody asks again. */
async function settle(context: Write, id: number, result: Charge): Promise<void> {
  // Paid is the last word, whoever else has asked meanwhile.
  if (result === 'paid') await move(context, id, ['open', 'paying', 'declined'], 'paid')
  if (result === 'declined') await move(context, id, ['paying'], 'declined')
  if (result === 'unknown') await move(context, id, ['paying'], 'open')
}

/** Moves an order on, if it is in one of these states; tells whether it was. */
async function move(
  { store, publish }: Write,
  id: number,
  from: readonly OrderState[],
  state: OrderState,
): Promise<boolean> {
  const { numUpdatedRows } = await store
    .updateTable('orders')
    .set({ state })
    .where('id', '=', id)
    .where('state', 'in', from)
    .executeTakeFirstOrThrow()
  publish('orders')
  return numUpdatedRows > 0n
}

function listOrders(db: Kysely<Database>): Promise<Order[]> {
  return db.selectFrom('orders').selectAll().orderBy('id', 'desc').limit(shown).execute()
}
