// What the rooms look like.
import { connect, field, form, type Html, html } from 'express-orion'
import type { Message, Room } from './queries.js'

export function RoomList(
  rooms: readonly Room[],
  namesIn: (room: number) => readonly string[],
  base: string,
): Html {
  return html`<ul id="rooms" class="scenes">${rooms.map(
    ({ id, name }) => html`
  <li><a href="${base}/${id}"><strong>${name}</strong> <span>${whoIsThere(namesIn(id))}</span></a></li>`,
  )}
</ul>`
}

function whoIsThere(names: readonly string[]): string {
  return names.length === 0
    ? 'Nobody is there'
    : `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} there`
}

/** What stands before the room for who has no name yet. */
export function Doorway(path: string): Html {
  return html`<h1>Who comes?</h1>
${NameForm(path, '', 'Enter')}`
}

function NameForm(path: string, name: string, label: string): Html {
  const f = form('name', { name })
  return html`<form class="beside" method="post" action="${path}/name" ${f}
  data-on:submit="@post('${path}/name', {contentType: 'form'})">
  ${field(f, 'name', { label: 'Your name', autocomplete: 'nickname' })}
  <button class="primary">${label}</button>
</form>`
}

/**
 * The stream stays open in a hidden tab: to look at another one for a moment isn't to leave. It is refused
 * once the session is over: then the client loads the page anew, which asks for a name.
 */
export function Inside(path: string, room: Html, name: string): Html {
  const f = form('message')
  return html`<div ${connect(path, { hidden: true })}>
  ${room}
  <form class="beside" method="post" action="${path}" ${f} data-on:submit="@post('${path}', {contentType: 'form'})">
    ${field(f, 'text', { label: 'Message', autocomplete: 'off', autofocus: true })}
    <button class="primary">Send</button>
  </form>
  <details class="rename">
    <summary>Change your name</summary>
    ${NameForm(path, name, 'Change')}
    <p class="hint">For somebody else in a second window, make that a private one.</p>
  </details>
</div>`
}

export function RoomView({ name }: Room, visitor: string, people: Html, messages: Html): Html {
  return html`<div id="room">
  <h1>${name}</h1>
  ${people}
  ${messages}
  <p class="hint">You are ${visitor} here.</p>
</div>`
}

export function People(names: readonly string[]): Html {
  return html`<ul id="people" class="chips" aria-label="In the room now">${names.map(
    (name) => html`<li class="chip">${name}</li>`,
  )}</ul>`
}

export function Messages(messages: readonly Message[]): Html {
  return html`<ol id="messages" class="card chat" role="log" aria-label="Messages" tabindex="0">${messages.map(
    ({ id, author, text }) => html`
  <li id="message-${id}"><strong>${author}</strong> ${text}</li>`,
  )}
</ol>`
}
