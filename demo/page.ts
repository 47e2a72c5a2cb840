// The frame of every page.
import { type Html, html } from 'express-orion'
import type { DemoOrion } from './database.js'

export function Page(orion: DemoOrion, title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${title}</title>
  <link rel="icon" href="/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/style.css">
  <link rel="stylesheet" href="/scenes.css">
  ${orion.script()}
</head>
<body>
  <nav class="site" aria-label="Demo"><a href="/">To do</a> <a href="/scenes">Scenes</a></nav>
  ${body}
  ${orion.toasts()}
  <div class="trouble" role="status">
    <p class="lost">Not connected: what you see may be out of date.</p>
    <p class="failed">That did not work. Please try again.</p>
  </div>
</body>
</html>`
}
