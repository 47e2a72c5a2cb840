// Toasts: the place on the page where they appear, and one toast as markup.
import { type Html, html } from './html.js'

/** How a toast looks. */
export type ToastTone = 'neutral' | 'success' | 'error'

const placeId = 'orion-toasts'

/** The selector that a toast is appended to. */
export const toastSelector = `#${placeId}`

/** The place for toasts: once on a page, outside of what a live view renders. No morph empties it. */
export function toasts(): Html {
  return html`<div id="${placeId}" class="orion-toasts" aria-live="polite" data-ignore-morph></div>`
}

/** One toast, which leaves by itself after six seconds or when its button is pressed. */
export function toast(text: string, tone: ToastTone): Html {
  return html`<div class="orion-toast" data-tone="${tone}" data-init__delay.6s="el.remove()">
  <span>${text}</span>
  <button type="button" aria-label="Dismiss" data-on:click="el.closest('.orion-toast').remove()">&times;</button>
</div>`
}
