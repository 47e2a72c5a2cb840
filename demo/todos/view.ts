// What the to-do list looks like.
import { field, form, type Html, html } from 'express-orion'
import type { Filter, Todo, TodoCounts } from './queries.js'

/**
 * The form that adds a to-do. It stands beside the list, which others change. What was sent is selected,
 * so that the next one can be typed over it before the answer comes.
 */
export function NewTodo(): Html {
  const f = form('todo')
  return html`<form class="new-todo" method="post" action="/todos" ${f}
  data-on:submit="@post('/todos', {contentType: 'form'}); el.querySelector('input').select()" data-indicator:_adding>
  ${field(f, 'title', {
    label: 'What needs doing?',
    placeholder: 'Water the plants',
    autocomplete: 'off',
    autofocus: true,
  })}
  <button class="primary" data-attr:aria-busy="$_adding ? 'true' : 'false'">Add</button>
</form>`
}

/** The list, with how much there is to do, and what to show of it. */
export function TodoList(todos: readonly Todo[], counts: TodoCounts, filter?: Filter): Html {
  return html`<section id="todos" aria-labelledby="todos-status">
  <div class="bar">
    <p id="todos-status" role="status">${statusOf(counts)}</p>
    <nav aria-label="Show">
      ${FilterLink('/', 'All', counts.all, filter === undefined)}
      ${FilterLink('/active', 'Active', counts.active, filter === 'active')}
      ${FilterLink('/done', 'Done', counts.done, filter === 'done')}
    </nav>
  </div>
  ${todos.length > 0 ? html`<ul class="todos">${todos.map(TodoRow)}</ul>` : EmptyState(filter)}
  ${counts.done > 0 && ClearDone(counts.done)}
</section>`
}

function statusOf({ all, active }: TodoCounts): string {
  if (all === 0) return 'Nothing on the list'
  if (active === 0) return 'All done'
  return active === 1 ? '1 thing left to do' : `${active} things left to do`
}

function FilterLink(href: string, label: string, count: number, current: boolean): Html {
  return html`<a href="${href}" aria-current="${current ? 'page' : 'false'}">${label} <span class="count">${count}</span></a>`
}

function EmptyState(filter?: Filter): Html {
  const [title, hint] = emptyTexts[filter ?? 'all']
  return html`<div class="empty">
  <svg viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="20"/><path d="M15 25l6 6 12-14"/></svg>
  <p><strong>${title}</strong></p>
  <p>${hint}</p>
</div>`
}

const emptyTexts = {
  all: [
    'A clear day',
    'Add something above, and open this page in a second window to watch it appear.',
  ],
  active: ['Nothing left to do', 'Whatever was on the list is done.'],
  done: ['Nothing done yet', 'What you tick off is kept here until you clear it.'],
} as const

function TodoRow({ id, title, done }: Todo): Html {
  return html`<li id="todo-${id}" class="todo">
  <form method="post" action="/todos/${id}/done" data-on:submit="@post('/todos/${id}/done', {contentType: 'form'})">
    <button class="check" role="checkbox" aria-checked="${done ? 'true' : 'false'}" aria-label="${title}"
      name="done" value="${done ? 'false' : 'true'}">${done ? Tick() : null}</button>
  </form>
  <span class="title" aria-hidden="true">${title}</span>
  ${EditTodo(id, title)}
  <form method="post" action="/todos/${id}/delete" data-on:submit="@post('/todos/${id}/delete', {contentType: 'form'})">
    <button class="icon" aria-label="Delete ${title}" title="Delete">${Cross()}</button>
  </form>
</li>`
}

// One row at a time is open for editing; a command closes it by setting the signal.
function EditTodo(id: number, title: string): Html {
  const f = form(`edit_${id}`, { title })
  return html`<details id="edit-${id}" class="edit" data-attr:open="$_editing == ${id}"
  data-on:toggle="$_editing = el.open ? ${id} : $_editing == ${id} ? 0 : $_editing; el.open && el.querySelector('input').focus(); el.open && el.querySelector('input').select()">
  <summary class="icon" aria-label="Edit ${title}" title="Edit">${Pencil()}</summary>
  <form method="post" action="/todos/${id}" ${f} data-on:submit="@post('/todos/${id}', {contentType: 'form'})">
    ${field(f, 'title', { label: 'New wording', autocomplete: 'off' })}
    <button class="primary">Save</button>
  </form>
</details>`
}

function ClearDone(count: number): Html {
  return html`<form class="clear" method="post" action="/todos/clear" data-on:submit="@post('/todos/clear', {contentType: 'form'})">
  <button>Clear ${count} done</button>
</form>`
}

function Tick(): Html {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 12.5l4.5 4.5L19 7.5"/></svg>`
}

function Pencil(): Html {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 20l1-4.5L16.5 4 20 7.5 8.5 19z"/></svg>`
}

function Cross(): Html {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18"/></svg>`
}
