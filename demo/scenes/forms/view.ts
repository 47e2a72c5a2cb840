// What the forms look like. A form of the same fields makes a product and edits one.
import { connect, type Form, field, form, type Html, html } from 'express-orion'
import { colours, countries, type KeptProduct, tags } from './product.js'

/** The page: the form that adds, beside the list, which others change. */
export function FormsPage(base: string, adding: Form, list: Html): Html {
  return html`<main ${connect(base)}>
  <h1>Forms</h1>
  <section class="card">
    <h2>Add a product</h2>
    ${ProductForm(adding, base, 'Add')}
  </section>
  ${list}
</main>`
}

/**
 * The list, with a form for each product.
 *
 * @param refused the form of a row whose input was refused, in place of that row's own
 */
export function ProductList(products: readonly KeptProduct[], base: string, refused?: Form): Html {
  return html`<ul id="products" class="products">${products.map((product) => ProductRow(product, base, refused))}</ul>`
}

function ProductRow(product: KeptProduct, base: string, refused?: Form): Html {
  const { id, name, price, inStock, colour, maker } = product
  const own = form(`product_${id}`, { ...product, price: price.toFixed(2) })
  const isRefused = refused?.name === own.name
  return html`<li id="product-${id}" class="card">
  <h2><span class="dot ${colour}" title="${colour}"></span> ${name} <span class="price">${price.toFixed(2)}</span></h2>
  <p class="hint">${maker.name}, ${countryName(maker.country)}</p>
  <p>${!inStock && html`<span class="badge bad">sold out</span>`}
    ${product.tags.map((tag) => html`<span class="badge">${tag}</span> `)}</p>
  <details name="product" ${isRefused && 'open'}>
    <summary>Edit<span class="unseen"> ${name}</span></summary>
    ${ProductForm(isRefused ? refused : own, `${base}/${id}`, 'Save')}
  </details>
</li>`
}

function ProductForm(f: Form, action: string, button: string): Html {
  return html`<form class="product-form" method="post" action="${action}" ${f}
  data-on:submit="@post('${action}', {contentType: 'form'})">
  ${f.alert}
  ${field(f, 'name', { label: 'Name', autocomplete: 'off' })}
  ${field(f, 'price', { label: 'Price', inputmode: 'decimal', autocomplete: 'off' })}
  ${field(f, 'colour', { label: 'Colour', type: 'select', options: [['', 'Choose'], ...colours] })}
  ${field(f, 'inStock', { label: 'In stock', type: 'checkbox' })}
  ${field(f, 'tags', { label: 'Tags', type: 'checkbox', options: tags })}
  <fieldset>
    <legend>Maker</legend>
    ${field(f, 'maker.name', { label: 'Maker’s name', autocomplete: 'off' })}
    ${field(f, 'maker.country', {
      label: 'Country',
      type: 'select',
      options: [['', 'Choose'], ...countries],
    })}
  </fieldset>
  <button class="primary">${button}</button>
</form>`
}

function countryName(code: string): string {
  return countries.find(([known]) => known === code)?.[1] ?? code
}
