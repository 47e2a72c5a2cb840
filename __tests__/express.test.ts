import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expressVersion } from './support/express.js'

test('the Express that the tests import is the one that was asked for', () => {
  const folder = dirname(require.resolve('express'))
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  expect(version).toMatch(new RegExp(`^${expressVersion}\\.`))
})
