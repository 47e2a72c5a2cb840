// The help desk of 2018 and its three steps: its own old tests pass on each, and each does what it adds.
import { join } from 'node:path'
import type { Express } from 'express'

const folder = join(__dirname, '../../demo/legacy')
const steps = ['0-before', '1-live', '2-one-route', '3-two-routes'] as const

// What is CommonJS JavaScript has no types: these are theirs.
const createAppOf = (step: string): ((db: unknown) => Express) =>
  require(join(folder, step, 'app.cjs'))
const testHelpDesk: (createApp: (db: unknown) => Express) => void = require(
  join(folder, 'test/helpdesk.cjs'),
)

describe.each(steps)('%s passes the old tests', (step) => {
  testHelpDesk(createAppOf(step))
})
