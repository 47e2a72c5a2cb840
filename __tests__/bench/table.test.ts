import { withMeasured } from '../../bench/document.js'
import { holds } from '../../bench/row.js'
import { ratioText, tableOf } from '../../bench/table.js'

test('a goal holds up to its bound, and nothing is held against what has none', () => {
  const finding = { against: 'floor', ratio: 1.25 }
  expect(holds({ ...finding, goal: { atMost: 1.25 } })).toBe(true)
  expect(holds({ ...finding, goal: { atMost: 1.24 } })).toBe(false)
  expect(holds({ ...finding, goal: { atLeast: 1.25 } })).toBe(true)
  expect(holds({ ...finding, goal: { atLeast: 1.26 } })).toBe(false)
  expect(holds(finding)).toBeUndefined()
})

test('the table names a row once, and says of each finding whether its goal holds', () => {
  const row = { name: 'memory', question: 'growth of the process a viewer' }
  const findings = [
    { against: 'usual', ratio: 0.01234, goal: { atMost: 1 / 8 } },
    { against: 'bare Express', ratio: 1.5, goal: { atMost: 1.3 } },
    { of: 'dense', against: 'socket.io', ratio: 12.3 },
    { of: '10000', why: 'a process may open 1024 files' },
  ]
  expect(tableOf([{ row, findings }])).toBe(
    `
| row    | of    | against      | ratio   | goal            | holds                         |
| ------ | ----- | ------------ | ------- | --------------- | ----------------------------- |
| memory |       | usual        | 0.012 x | at most 0.125 x | yes                           |
|        |       | bare Express | 1.50 x  | at most 1.30 x  | no                            |
|        | dense | socket.io    | 12.3 x  |                 |                               |
|        | 10000 |              | not run |                 | a process may open 1024 files |
`.trim(),
  )
})

test.each([
  [0, '0 x'],
  [0.00123, '0.0012 x'],
  [0.125, '0.125 x'],
  [0.8, '0.80 x'],
  [0.996, '0.996 x'],
  [1, '1.00 x'],
  [1.254, '1.25 x'],
  [34.56, '34.6 x'],
])('a ratio of %d is told as %s', (ratio, text) => {
  expect(ratioText(ratio)).toBe(text)
})

const document = `# Performance

Prose before.

<!-- npm run bench -- --write: begin -->

An old table.

<!-- npm run bench -- --write: end -->

Prose after.
`

test('what is written stands between the two comments, and the prose around them is kept', () => {
  const written = withMeasured(document, 'A new table.')
  expect(written).toBe(document.replace('An old', 'A new'))
  expect(withMeasured(written, 'A new table.')).toBe(written)
})

test('a document without the comments is refused', () => {
  expect(() => withMeasured('# Performance', 'A table.')).toThrow('has no <!-- npm run bench')
})
