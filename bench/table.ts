// The table: rows and what they found in, Markdown that can be read as it stands out.
import { type Finding, type Goal, holds, type Missing, type Row } from './row.js'

/** A row and what it found. */
export interface Measured {
  readonly row: Pick<Row, 'name' | 'question'>
  readonly findings: readonly (Finding | Missing)[]
}

const heads = ['row', 'of', 'against', 'ratio', 'goal', 'holds']

export function tableOf(measured: readonly Measured[]): string {
  const cells = measured.flatMap(({ row, findings }) =>
    findings.map((finding, index) => [index === 0 ? row.name : '', ...cellsOf(finding)]),
  )
  const widths = heads.map((head, column) => {
    return Math.max(head.length, ...cells.map((line) => line[column]?.length ?? 0))
  })
  const lineOf = (texts: readonly string[]) =>
    `| ${texts.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = lineOf(widths.map((width) => '-'.repeat(width)))
  return [lineOf(heads), rule, ...cells.map(lineOf)].join('\n')
}

/** What each row asks, as a list. */
export function questionsOf(measured: readonly Measured[]): string {
  return measured.map(({ row }) => `- **${row.name}**: ${row.question}`).join('\n')
}

function cellsOf(finding: Finding | Missing): readonly string[] {
  if ('why' in finding) return [finding.of, '', 'not run', '', finding.why]
  const { of = '', against, ratio, goal } = finding
  const held = holds(finding)
  const verdict = held === undefined ? '' : held ? 'yes' : 'no'
  return [of, against, ratioText(ratio), goal ? goalText(goal) : '', verdict]
}

/** A ratio with three digits, or two where it is small. */
export function ratioText(ratio: number): string {
  const places = ratio >= 100 ? 0 : ratio >= 10 ? 1 : 2
  return `${ratio >= 1 ? ratio.toFixed(places) : small(ratio)} x`
}

function small(ratio: number): string {
  if (ratio < 0.1) return String(Number(ratio.toPrecision(2)))
  return ratio.toFixed(3).replace(/0$/, '')
}

function goalText(goal: Goal): string {
  if ('atMost' in goal) return `at most ${ratioText(goal.atMost)}`
  return `at least ${ratioText(goal.atLeast)}`
}
