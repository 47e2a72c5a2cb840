// The document of the page, by its class: a picture named `body` is not its body.
import { unclobbered } from './unclobbered.js'

export const page = unclobbered(document)
