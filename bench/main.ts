// The measurements, as `npm run bench` runs them: one table of ratios, and whether each goal holds.
import { readFileSync, writeFileSync } from 'node:fs'
import { type Arguments, readArguments } from './arguments.js'
import { withMeasured } from './document.js'
import { fanOut } from './fan-out.js'
import { describeMachine } from './machine.js'
import { type Bench, fanOutPeers } from './row.js'
import { rows } from './rows/index.js'
import { type Measured, questionsOf, tableOf } from './table.js'

// From the root, where npm runs it.
const performancePage = 'docs/performance.md'

function readOrExit(): Arguments {
  try {
    return readArguments(
      process.argv.slice(2),
      rows.map(({ name }) => name),
    )
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}

function makeBench(quick: boolean): Bench {
  const size = quick
    ? { viewers: 100, rounds: 2, publishes: 3, warmUpMs: 300 }
    : { viewers: 1000, rounds: 7, publishes: 10, warmUpMs: 3000 }
  let measured: ReturnType<Bench['fanOut']> | undefined
  return {
    quick,
    fanOut() {
      measured ??= fanOut(fanOutPeers, size)
      return measured
    },
  }
}

const { quick, names, write } = readOrExit()
const bench = makeBench(quick)
const measured: Measured[] = []
for (const row of rows.filter(({ name }) => names.includes(name))) {
  const beganMs = performance.now()
  const findings = await row.run(bench)
  measured.push({ row, findings })
  const seconds = Math.round((performance.now() - beganMs) / 1000)
  console.error(`${row.name} (${row.question}): ${seconds} s`)
}

const machine = describeMachine()
console.log(`${tableOf(measured)}\n\n${machine}`)
if (write) {
  const text = `${machine}\n\n${tableOf(measured)}\n\n${questionsOf(measured)}`
  writeFileSync(performancePage, withMeasured(readFileSync(performancePage, 'utf8'), text))
}
