// Which client the browser tests run: ours, or an official Datastar bundle where `DATASTAR_JS` names one.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { BrowserContextOptions } from 'playwright-core'
import { clientSource } from '../../lib/generated/client-source.js'

const { DATASTAR_JS } = process.env
const official = DATASTAR_JS ? resolve(DATASTAR_JS) : undefined

/** The client as text. */
export const bundle = official === undefined ? clientSource : readFileSync(official, 'utf8')

/** What `orion.client` is to serve. */
export const clientOptions = official === undefined ? {} : { datastar: official }

/** How its pages are opened: the official client compiles expressions, which a strict policy forbids. */
export const contextOptions: BrowserContextOptions = { bypassCSP: official !== undefined }

/** What the Jest environment leaves a test out for, and says so. */
class LeftOut extends Error {
  override readonly name = 'LeftOut'
}

/**
 * Marks the test that calls it first: what it states the official client does otherwise, or not at all, and
 * ours does on purpose. Against an official bundle the test is left out, and it is said why.
 *
 * @param reason what the official client does
 */
export function differs(reason: string): void {
  if (official !== undefined) throw new LeftOut(`official: ${reason}`)
}
