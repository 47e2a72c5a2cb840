// Every row, in the order of the table.
import type { Row } from '../row.js'
import { coldStart } from './cold-start.js'
import { commands } from './commands.js'
import { dashboard } from './dashboard.js'
import { durableCommands } from './durable-commands.js'
import { encode } from './encode.js'
import { fanOutCpu } from './fan-out-cpu.js'
import { fanOutLatency } from './fan-out-latency.js'
import { joinStorm } from './join-storm.js'
import { memory } from './memory.js'
import { morph } from './morph.js'
import { ownPages } from './own-pages.js'
import { render } from './render.js'
import { scale } from './scale.js'
import { wire } from './wire.js'

export const rows: readonly Row[] = [
  ...[fanOutCpu, fanOutLatency, memory, wire, encode, ownPages, dashboard, scale],
  ...[commands, durableCommands, render, joinStorm, coldStart, morph],
]
