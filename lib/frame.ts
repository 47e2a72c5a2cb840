// A frame: one complete render, and the bytes that show it. Encoded once, whoever watches.
import { type PatchOptions, patchElements } from './events.js'

export class Frame {
  readonly html: string
  #patch: PatchOptions
  #text: string | undefined

  /** @param patch where and how the frame goes into the page */
  constructor(html: string, patch: PatchOptions = {}) {
    this.html = html
    this.#patch = patch
  }

  /** The frame as a Datastar event. */
  get text(): string {
    this.#text ??= patchElements(this.html, this.#patch)
    return this.#text
  }
}
