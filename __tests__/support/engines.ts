// The same small site in three template languages: a list with a partial for its rows, and a page with a
// layout of the engine's own kind.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import express, { type Express } from 'express'
import { engine as handlebars } from 'express-handlebars'

export type EngineName = 'ejs' | 'pug' | 'handlebars'

interface Engine {
  /** The templates, by their names below the folder of views. */
  readonly files: Readonly<Record<string, string>>
  use(app: Express): void
}

const engines: Readonly<Record<EngineName, Engine>> = {
  ejs: {
    files: {
      'list.ejs': `<section id="list" title="<%= site %>"><h2><%= t('notes') %>: <%= count %></h2>
        <% for (const note of notes) { %><%- include('row', { note }) %><% } %></section>`,
      'row.ejs': '<p><%= note %></p>',
      'page.ejs': `<%- include('top') %><main><%- list %></main><%- include('bottom') %>`,
      'top.ejs': '<!doctype html><html><head><title><%= site %></title></head><body>',
      'bottom.ejs': '</body></html>',
    },
    use: (app) => void app.set('view engine', 'ejs'),
  },
  pug: {
    files: {
      'list.pug': `
section#list(title=site)
  h2 #{t('notes')}: #{count}
  each note in notes
    include row
`,
      'row.pug': 'p= note\n',
      'page.pug': 'extends layout\nblock content\n  main!= list\n',
      'layout.pug': 'doctype html\nhtml\n  head\n    title= site\n  body\n    block content\n',
    },
    use: (app) => void app.set('view engine', 'pug'),
  },
  handlebars: {
    files: {
      'list.handlebars': `<section id="list" title="{{site}}"><h2>{{t "notes"}}: {{count}}</h2>
        {{#each notes}}{{> row note=this}}{{/each}}</section>`,
      'partials/row.handlebars': '<p>{{note}}</p>',
      'page.handlebars': '<main>{{{list}}}</main>',
      'layouts/main.handlebars':
        '<!doctype html><html><head><title>{{site}}</title></head><body>{{{body}}}</body></html>',
    },
    use(app) {
      app.engine('handlebars', handlebars())
      app.set('view engine', 'handlebars')
    },
  },
}

export const engineNames: readonly EngineName[] = ['ejs', 'pug', 'handlebars']

export interface Site {
  readonly app: Express
  /** Writes a template anew. */
  write(change: (text: string) => string, name: string): void
  remove(): void
}

/** Makes an app with the templates of an engine in a folder of its own. */
export function openSite(name: EngineName): Site {
  const folder = mkdtempSync(join(tmpdir(), 'orion-views-'))
  const { files, use } = engines[name]
  const write = (file: string, text: string) => {
    const path = join(folder, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  for (const [file, text] of Object.entries(files)) write(file, text)
  const app = express().set('views', folder)
  app.locals.site = 'Notes & more'
  use(app)
  return {
    app,
    write(change, template) {
      const file = `${template}.${name}`
      write(file, change(files[file] ?? ''))
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}
