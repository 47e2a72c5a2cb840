// A payment service, played by a router: slow, and choosy. It remembers what it was asked for by the order,
// so whoever asks twice pays once.
import { setTimeout as pause } from 'node:timers/promises'
import express, { type Request, Router } from 'express'
import * as v from 'valibot'
import type { DemoOrion } from '../../database.js'

/** What the service says of an order. */
export type Charge = 'paid' | 'declined' | 'unknown' | 'no answer'

const answerMs = 300
/** Longer than anybody waits. */
const stuckMs = 3000
const patienceMs = 1000

const Body = v.object({ card: v.string() })
const Answer = v.object({ result: v.picklist(['paid', 'declined']) })

/** The service: a card that ends in 0 is declined, one that ends in 9 is charged but answered too late. */
export function bankRoutes(orion: DemoOrion): Router {
  const router = Router()

  router.put('/charges/:id', express.json(), async (req, res) => {
    const { card } = v.parse(Body, req.body)
    const order_id = Number(req.params.id)
    const result = card.endsWith('0') ? 'declined' : 'paid'
    await orion.store
      .insertInto('charges')
      .values({ order_id, result })
      // A card that was declined may be followed by another; what was paid stays paid.
      .onConflict((same) =>
        same.column('order_id').doUpdateSet({ result }).where('charges.result', '=', 'declined'),
      )
      .execute()
    const charged = await findCharge(order_id)
    await pause(card.endsWith('9') ? stuckMs : answerMs, undefined, { ref: false })
    res.json(charged)
  })

  router.get('/charges/:id', async (req, res) => {
    const charge = await findCharge(Number(req.params.id))
    if (charge) res.json(charge)
    else res.sendStatus(404)
  })
  return router

  function findCharge(order_id: number) {
    const charges = orion.reader.selectFrom('charges').select('result')
    return charges.where('order_id', '=', order_id).executeTakeFirst()
  }
}

/** The app's side: asks the service to charge an order. */
export function charge(bank: string, id: number, card: string): Promise<Charge> {
  const headers = { 'Content-Type': 'application/json' }
  return ask(bank, id, { method: 'PUT', headers, body: JSON.stringify({ card }) })
}

/** Asks the service what became of an order. */
export function lookUp(bank: string, id: number): Promise<Charge> {
  return ask(bank, id, {})
}

// A service that can't be reached, fails or takes too long leaves open whether it charged.
async function ask(bank: string, id: number, options: RequestInit): Promise<Charge> {
  const signal = AbortSignal.timeout(patienceMs)
  try {
    const response = await fetch(`${bank}/charges/${id}`, { ...options, signal })
    if (response.status === 404) return 'unknown'
    return v.parse(Answer, await response.json()).result
  } catch {
    return 'no answer'
  }
}

/** Where the service is: in this very process, at the port that the request came in by. */
export function bankAddress({ socket, baseUrl }: Request): string {
  const { localAddress = '127.0.0.1', localPort } = socket
  const host = localAddress.includes(':') ? `[${localAddress}]` : localAddress
  return `http://${host}:${localPort}${baseUrl}/bank`
}
