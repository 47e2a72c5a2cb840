// The help desk in demo/legacy for tests: CommonJS JavaScript has no types, these are theirs.
import { join } from 'node:path'
import type { Express } from 'express'

/** Where the help desk lies. */
export const legacyFolder = join(__dirname, '../../demo/legacy')

/** It as it was, and each of its steps to live routes. */
export const steps = ['0-before', '1-live', '2-one-route', '3-two-routes'] as const

export type Step = (typeof steps)[number]

export interface DeskDatabase {
  close(): void
}

export type CreateDesk = (db: DeskDatabase) => Express

export const openDb: (file: string) => DeskDatabase = require(join(legacyFolder, 'shared/db.cjs'))

/** Registers the help desk's own old tests. */
export const testHelpDesk: (createApp: CreateDesk) => void = require(
  join(legacyFolder, 'test/helpdesk.cjs'),
)

/** Returns what makes the app of a step. */
export function createDeskOf(step: Step): CreateDesk {
  return require(join(legacyFolder, step, 'app.cjs'))
}
