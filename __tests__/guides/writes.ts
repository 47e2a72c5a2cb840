import express, { type Request, type Response } from 'express'
import { createOrion, html, invalid, type Store } from 'express-orion'
import * as v from 'valibot'

type State = 'open' | 'paying' | 'paid' | 'declined'
type Orders = Map<number, State>

function createStore(): Store<{ all(): Orders }, Orders> {
  let committed: Orders = new Map([[1, 'open']])
  let last: Promise<unknown> = Promise.resolve()
  return {
    reader: { all: () => committed },
    // One after the other, each on a copy that counts once its function has returned.
    write(fn) {
      const running = last.then(async () => {
        const copy = new Map(committed)
        const result = await fn(copy)
        committed = copy
        return result
      })
      last = running.catch(() => undefined)
      return running
    },
    async close() {},
  }
}

const orion = createOrion({ store: createStore() })

const Order = v.object({ id: v.pipe(v.unknown(), v.transform(Number), v.integer()) })
const sent: string[] = []

const cancel = orion.command(Order, ({ input: { id }, store, publish, after }) => {
  if (store.get(id) !== 'open') throw invalid({ id: 'It is too late for that' })
  store.delete(id)
  publish('orders')
  after(() => sent.push(`Order ${id} was cancelled`))
})

const pay = orion.command(
  Order,
  async ({ input: { id }, write }) => {
    const isOurs = await write(({ store, publish }) => {
      // Of two clicks one finds it open.
      if (store.get(id) !== 'open') return false
      store.set(id, 'paying')
      publish('orders')
      return true
    })
    if (!isOurs) throw invalid({ id: 'It is being paid already' })
    const state = await charge(id)
    await write(({ store, publish }) => {
      store.set(id, state)
      publish('orders')
    })
  },
  { transaction: false },
)

async function charge(id: number): Promise<State> {
  await new Promise((answer) => setTimeout(answer, 50))
  return id % 2 ? 'paid' : 'declined'
}

const newOrders = setInterval(() => {
  void orion.write(({ store, publish }) => {
    store.set(store.size + 1, 'open')
    publish('orders')
  })
}, 60_000)
newOrders.unref()

function oldHandler(_req: Request, res: Response): void {
  void orion.write(({ store }) => store.clear()).then(() => res.redirect(303, '/'))
}

const app = express()
app.get(
  '/',
  orion.live('orders', ({ store }) => {
    const orders = [...store.all()].map(([id, state]) => html`<li>${id} ${state}</li>`)
    return html`<ul id="orders">${orders}</ul>`
  }),
)
app.post('/cancel', cancel)
app.post('/pay', pay)
app.post('/clear', orion.publishes('orders'), oldHandler)
app.get('/sent', (_req, res) => {
  res.json(sent)
})
app.listen(3000)
