// The checkout: a payment between two writes, what others see of it, and what is found out after a crash.
import { join } from 'node:path'
import request from 'supertest'
import { createApp } from '../../../demo/app.js'
import { openDatabase } from '../../../demo/database.js'
import { openLive } from '../../../lib/testing.js'

const scene = '/scenes/checkout'
const form = 'application/x-www-form-urlencoded'

/** The orders of the migration. */
const [paying, open] = [2, 3]

async function openScene() {
  const orion = await openDatabase(':memory:')
  const app = createApp(orion, join(__dirname, '../../../demo/public'))
  return {
    orion,
    app,
    post: (path: string, body = '') => request(app).post(path).set('Content-Type', form).send(body),
    byScript: (path: string, body = '') =>
      request(app).post(path).set({ 'Datastar-Request': 'true', 'Content-Type': form }).send(body),
    stateOf: async (id: number) =>
      (await orion.store.selectFrom('orders').select('state').where('id', '=', id).execute())[0]
        ?.state,
    charges: () =>
      orion.store.selectFrom('charges').selectAll().where('order_id', '>', paying).execute(),
  }
}

/** The row of an order, in a frame. */
function row(html: string, id: number): string {
  return html.split('<li id="').find((part) => part.startsWith(`order-${id}"`)) ?? ''
}

test('an order goes from the cart to being paid to paid, and every stream sees it go', async () => {
  const { orion, app, post, byScript } = await openScene()
  const stream = await openLive(app, scene)
  await post(scene, 'item=Bus+ticket').expect(303)
  await stream.until((html) => row(html, 4).includes('in the cart'))
  const payment = byScript(`${scene}/4/pay`, 'card=4242+4242').then(({ text }) => text)
  await stream.until((html) => row(html, 4).includes('Paying...'))
  await stream.until((html) => row(html, 4).includes('badge good'))
  expect(await payment).toContain('Paid')
  await stream.close()
  await orion.close()
})

test('a card that is declined is told beside its field, and the order stays declined', async () => {
  const { orion, byScript, post, stateOf, charges } = await openScene()
  const { text } = await byScript(`${scene}/${open}/pay`, 'card=11111110').expect(200)
  expect(text).toContain('{"_errors":{"pay_3":{"card":"The card was declined; try another"}}}')
  expect(await stateOf(open)).toBe('declined')
  const plain = await post(`${scene}/${open}/pay`, 'card=22222220').expect(422)
  expect(plain.text).toContain('>The card was declined; try another</p>')
  expect(plain.text).toContain('value="22222220"')
  await post(`${scene}/${open}/pay`, 'card=11111111').expect(303)
  expect(await stateOf(open)).toBe('paid')
  expect(await charges()).toEqual([{ order_id: open, result: 'paid' }])
  await orion.close()
})

test('of two clicks at once one pays, and the other is told so', async () => {
  const { orion, byScript, charges } = await openScene()
  const pay = () => byScript(`${scene}/${open}/pay`, 'card=11111111').then(({ text }) => text)
  const answers = await Promise.all([pay(), pay(), pay()])
  expect(answers.filter((text) => text.includes('Paid'))).toHaveLength(1)
  expect(answers.filter((text) => text.includes('is being paid already'))).toHaveLength(2)
  expect(await charges()).toHaveLength(1)
  await orion.close()
})

test('an order whose answer got lost stays as being paid, until somebody checks', async () => {
  const { orion, byScript, post, stateOf } = await openScene()
  const { text } = await byScript(`${scene}/${open}/pay`, 'card=11111119').expect(200)
  expect(text).toContain('No answer from the payment service')
  expect(await stateOf(open)).toBe('paying')
  expect((await byScript(`${scene}/${open}/check`)).text).toContain('It was paid')
  expect(await stateOf(open)).toBe('paid')
  await post(`${scene}/${open}/pay`, 'card=11111111').expect(422)
  await orion.close()
})

test('an order that was being paid when the process died is looked up', async () => {
  const { orion, app, post, stateOf } = await openScene()
  const stream = await openLive(app, scene)
  expect(row(stream.frame, paying)).toContain('Check again')
  await post(`${scene}/${paying}/check`).expect(303)
  await stream.until((html) => row(html, paying).includes('badge good'))
  await stream.close()

  await orion.write(({ store }) =>
    store.updateTable('orders').set({ state: 'paying' }).where('id', '=', open).execute(),
  )
  await post(`${scene}/${open}/check`).expect(303)
  expect(await stateOf(open)).toBe('open')
  await orion.close()
})

test('no transaction is open while the service is asked', async () => {
  const { orion, post, byScript } = await openScene()
  const slow = byScript(`${scene}/${open}/pay`, 'card=11111119').then(({ text }) => text)
  // This would wait for the payment's second otherwise.
  const first = await Promise.race([slow, post(scene, 'item=Bus+ticket').then(() => 'the cart')])
  expect(first).toBe('the cart')
  await slow
  await orion.close()
})

test('what is no card or no item is refused, and the forms come back to the page', async () => {
  const { orion, app, post, byScript } = await openScene()
  const { text } = await byScript(`${scene}/${open}/pay`, 'card=12').expect(200)
  expect(text).toContain('{"_errors":{"pay_3":{"card":"A card has 8 to 19 digits"}}}')
  await post(scene, 'item=Moon').expect(422)
  for (const path of ['3/pay', '3/check']) {
    await request(app).get(`${scene}/${path}`).expect(303).expect('location', scene)
  }
  await orion.close()
})
