// What the notice board looks like, to each role.
import { connect, field, form, type Html, html } from 'express-orion'
import type { Role } from '../../database.js'
import type { Notice, Person } from './queries.js'

export const roles = ['admin', 'member', 'guest'] as const satisfies readonly Role[]

export function SignIn(people: readonly Person[], base: string): Html {
  return html`<section class="card">
  <h2>Nobody is signed in</h2>
  <p class="hint">Be one of them here, and another in a private window.</p>
  <form class="row people" method="post" action="${base}/sign-in">${people.map(
    ({ id, name, role }) => html`
    <button name="id" value="${id}"><strong>${name}</strong> <span class="hint">${role}</span></button>`,
  )}
  </form>
</section>`
}

// Once the session is over, here or in another tab, the stream is refused: then the client loads the page
// anew, which asks who you are.
export function Live(board: Html, base: string): Html {
  return html`<div ${connect(base)}>${board}</div>`
}

export function Board(
  viewer: Person,
  notices: readonly Notice[],
  people: readonly Person[],
  base: string,
): Html {
  return html`<div id="board">
  <form class="row whoami" method="post" action="${base}/sign-out">
    <p>You are <strong>${viewer.name}</strong> <span class="tag" data-role="${viewer.role}">${viewer.role}</span></p>
    <button class="quiet">Sign out</button>
  </form>
  <section class="card">
    <h2>Notices</h2>
    ${viewer.role === 'guest' ? html`<p class="hint">Guests read; members write.</p>` : NewNotice(base)}
    <ul class="lines">${notices.map((notice) => NoticeLine(notice, viewer, base))}</ul>
  </section>
  ${viewer.role === 'admin' && People(people, base)}
</div>`
}

function NewNotice(base: string): Html {
  const f = form('notice')
  return html`<form id="new-notice" class="beside" method="post" action="${base}" ${f}
  data-on:submit="@post('${base}', {contentType: 'form'})">
  ${field(f, 'text', { label: 'What should everybody know?', autocomplete: 'off' })}
  <button class="primary">Put up</button>
</form>`
}

function NoticeLine({ id, text, name }: Notice, { role }: Person, base: string): Html {
  const path = `${base}/notices/${id}/delete`
  return html`<li id="notice-${id}">
  <p>${text} <span class="hint">${name}</span></p>
  ${
    role === 'admin' &&
    html`<form method="post" action="${path}" data-on:submit="@post('${path}', {contentType: 'form'})">
    <button class="quiet" aria-label="Delete ${text}">Delete</button>
  </form>`
  }
</li>`
}

function People(people: readonly Person[], base: string): Html {
  return html`<section class="card">
  <h2>People</h2>
  <ul class="lines">${people.map((person) => PersonLine(person, base))}</ul>
</section>`
}

function PersonLine({ id, name, role }: Person, base: string): Html {
  const path = `${base}/people/${id}`
  return html`<li id="person-${id}">
  <p>${name}</p>
  <form class="choice" method="post" action="${path}" data-on:submit="@post('${path}', {contentType: 'form'})"
    aria-label="Role of ${name}">${roles.map(
      (one) => html`
    <button name="role" value="${one}" aria-pressed="${one === role ? 'true' : 'false'}">${one}</button>`,
    )}
  </form>
</li>`
}
