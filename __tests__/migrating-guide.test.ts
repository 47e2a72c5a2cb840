// The guide to migrating shows the real differences between the steps of the help desk, all of them, and
// says how many lines they are.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { diffFolders } from './support/diff.js'
import { legacyFolder, steps } from './support/legacy.js'

const guide = readFileSync(join(__dirname, '../docs/migrating.md'), 'utf8')
const linesARoute = 15

/** Each step with what it changes, and how many routes become live by it. */
const changes = [
  { before: steps[0], after: steps[1], routes: 2 },
  { before: steps[1], after: steps[2], routes: 1 },
  { before: steps[2], after: steps[3], routes: 1 },
].map((step) => {
  const diffs = diffFolders(legacyFolder, step.before, step.after)
  return { ...step, diffs, changed: diffs.reduce((sum, { changed }) => sum + changed, 0) }
})

test('the guide shows each difference between the steps as it is, and no other', () => {
  const shown = [...guide.matchAll(/^```diff\n(.*?)\n```$/gms)].map(([, text]) => text)
  const real = changes.flatMap(({ diffs }) => diffs.map(({ text }) => text))
  expect(shown.sort()).toEqual(real.sort())
})

test.each(changes)('$after changes at most 15 lines a route', ({ changed, routes }) => {
  expect(changed).toBeGreaterThan(0)
  expect(changed).toBeLessThanOrEqual(routes * linesARoute)
})

test('the guide tells how many lines each step changes', () => {
  const rows = [...guide.matchAll(/^\| `(\d-\S+)` \|.*\| (\d+) \|$/gm)]
  expect(rows.map(([, step, lines]) => [step, Number(lines)])).toEqual(
    changes.map(({ after, changed }) => [after, changed]),
  )
})

test('what the steps share, the old tests among it, knows nothing of the kit', () => {
  const known = ['shared', 'test', '0-before'].flatMap((folder) =>
    readdirSync(join(legacyFolder, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .filter((text) => /orion|datastar|data-/i.test(text.replace('href="data:,"', ''))),
  )
  expect(known).toEqual([])
})
