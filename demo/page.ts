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
  ${orion.script()}
</head>
<body>
  ${body}
  ${orion.toasts()}
</body>
</html>`
}
