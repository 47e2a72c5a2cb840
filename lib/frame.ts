// A frame: one complete render, and the bytes that show it. Encoded once, whoever watches.
import { patchElements } from './events.js'

export class Frame {
  readonly html: string
  #text: string | undefined

  constructor(html: string) {
    this.html = html
  }

  /** The frame as a Datastar event. */
  get text(): string {
    this.#text ??= patchElements(this.html)
    return this.#text
  }
}
