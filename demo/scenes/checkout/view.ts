// What the checkout looks like.
import { connect, type Form, field, form, type Html, html } from 'express-orion'
import type { Selectable } from 'kysely'
import type { Database, OrderState } from '../../database.js'

export type Order = Selectable<Database['orders']>

const states: Readonly<Record<OrderState, readonly [label: string, tone: string]>> = {
  open: ['in the cart', ''],
  paying: ['paying', 'busy'],
  paid: ['paid', 'good'],
  declined: ['declined', 'bad'],
}

export function CheckoutPage(base: string, items: readonly string[], orders: Html): Html {
  return html`<main ${connect(base)}>
  <h1>Checkout</h1>
  <form class="card" method="post" action="${base}" data-on:submit="@post('${base}', {contentType: 'form'})">
    <h2>Into the cart</h2>
    <div class="row">${items.map((item) => html`<button class="plain" name="item" value="${item}">${item}</button>`)}</div>
  </form>
  <p class="hint lead">Any eight digits are a card. One that ends in 0 is declined; one that ends in 9 is charged, but the answer gets lost.</p>
  ${orders}
</main>`
}

/**
 * The list of orders.
 *
 * @param refused the form of an order whose card was refused, in place of that order's own
 */
export function OrderList(orders: readonly Order[], base: string, refused?: Form): Html {
  return html`<ul id="orders" class="plain-list">${orders.map((order) => OrderRow(order, base, refused))}</ul>`
}

function OrderRow({ id, item, amount, state }: Order, base: string, refused?: Form): Html {
  const [label, tone] = states[state]
  const own = form(`pay_${id}`, { card: '4242 4242' })
  return html`<li id="order-${id}" class="card order">
  <h2>${item} <span class="badge ${tone}">${label}</span> <span class="price">${(amount / 100).toFixed(2)}</span></h2>
  ${state !== 'paid' && Pay(refused?.name === own.name ? refused : own, `${base}/${id}`, state)}
  ${state === 'paying' && CheckAgain(`${base}/${id}`)}
</li>`
}

// It stays while the order is being paid, with what was typed. A second click is refused by the order.
function Pay(f: Form, order: string, state: OrderState): Html {
  const isPaying = state === 'paying'
  return html`<form class="row" method="post" action="${order}/pay" ${f}
  data-on:submit="@post('${order}/pay', {contentType: 'form'})">
  ${field(f, 'card', { label: 'Card', inputmode: 'numeric', autocomplete: 'off' })}
  <button class="primary" aria-busy="${isPaying ? 'true' : 'false'}">${isPaying ? 'Paying...' : 'Pay'}</button>
</form>`
}

function CheckAgain(order: string): Html {
  return html`<form class="row check-again" method="post" action="${order}/check"
  data-on:submit="@post('${order}/check', {contentType: 'form'})">
  <p class="hint">Did the answer get lost? The service knows what became of the order.</p>
  <button class="plain">Check again</button>
</form>`
}
