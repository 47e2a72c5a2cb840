// What the pages of projects look like.
import { connect, type Form, field, form, type Html, html } from 'express-orion'
import type { Comment, FileLine, FoundProject } from './queries.js'

/** The list's page: what is live in it, and a form. */
export function ListPage(list: Html, base: string): Html {
  const f = form('project')
  return html`<main ${connect(base)}>
  <h1>Projects</h1>
  ${list}
  <form class="beside" method="post" action="${base}" ${f} data-on:submit="@post('${base}', {contentType: 'form'})">
    ${field(f, 'name', { label: 'New project', autocomplete: 'off' })}
    <button class="primary">Add</button>
  </form>
</main>`
}

export function ProjectList(projects: readonly FoundProject[], base: string): Html {
  return html`<ul id="projects" class="scenes">${projects.map(
    ({ id, name }) => html`
  <li><a href="${base}/${id}"><strong>${name}</strong></a></li>`,
  )}
</ul>`
}

/**
 * A project's page: what is live in it, and forms. When the project is deleted its stream ends, and the
 * client is refused with 404 when it comes back. By itself it would load this page anew, which is gone too:
 * it is told not to, and the link to the list is followed.
 */
export function ProjectPage(commentForm: Form, project: Html, id: unknown, base: string): Html {
  const path = `${base}/${id}`
  return html`<main ${connect(path)}
  data-on:datastar-fetch="evt.detail.argsRaw.status == '404' && (evt.preventDefault() || el.querySelector('.back').click())">
  <p class="crumb"><a class="back" href="${base}">All projects</a></p>
  ${project}
  ${NewComment(commentForm, path)}
  ${NewFile(path)}
  <form method="post" action="${path}/delete"
    data-on:submit="confirm('Delete this project with all that is in it?') && @post('${path}/delete', {contentType: 'form'})">
    <button class="quiet">Delete this project</button>
  </form>
</main>`
}

export function Project(
  { id, name }: FoundProject,
  comments: readonly Comment[],
  files: readonly FileLine[],
  base: string,
): Html {
  return html`<div id="project">
  <h1>${name}</h1>
  <section class="card">
    <h2>Files</h2>
    ${files.length === 0 && html`<p class="hint">None yet.</p>`}
    <ul class="lines">${files.map((file) => FileRow(file, `${base}/${id}/files`))}</ul>
  </section>
  <section class="card">
    <h2>Comments</h2>
    ${comments.length === 0 && html`<p class="hint">None yet.</p>`}
    <ul class="lines">${comments.map(CommentRow)}</ul>
  </section>
</div>`
}

function FileRow({ id, name, bytes }: FileLine, path: string): Html {
  return html`<li id="file-${id}"><a href="${path}/${id}">${name}</a> <span class="hint">${sizeOf(bytes)}</span></li>`
}

function sizeOf(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 1024)} KB`
}

function CommentRow({ id, author, text }: Comment): Html {
  return html`<li id="comment-${id}"><p><strong>${author}</strong><br>${text}</p></li>`
}

function NewComment(f: Form, path: string): Html {
  return html`<form class="card stack" method="post" action="${path}" ${f}
  data-on:submit="@post('${path}', {contentType: 'form'})" data-indicator:_commenting>
  ${field(f, 'author', { label: 'Your name', autocomplete: 'name' })}
  ${field(f, 'text', { label: 'Comment', type: 'textarea', rows: 3 })}
  <button class="primary" data-attr:aria-busy="$_commenting ? 'true' : 'false'">Comment</button>
</form>`
}

function NewFile(path: string): Html {
  const f = form('file')
  return html`<form class="card beside" method="post" action="${path}/files" enctype="multipart/form-data" ${f}
  data-on:submit="@post('${path}/files', {contentType: 'form'})" data-indicator:_uploading>
  ${field(f, 'file', { label: 'A file, up to a megabyte', type: 'file' })}
  <button class="primary" data-attr:aria-busy="$_uploading ? 'true' : 'false'">Upload</button>
</form>`
}
