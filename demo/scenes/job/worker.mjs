// Counts primes in a thread of its own, and tells how far it is ten times a second. Plain JavaScript: a
// worker is loaded by Node itself, not by what compiles the rest of the demo.
import { parentPort, workerData } from 'node:worker_threads'

const { upTo, crashAt } = workerData
const everyMs = 100

let found = 0
let toldAt = Date.now()
for (let number = 2; number <= upTo; number++) {
  if (isPrime(number)) found++
  if (number === crashAt) throw new Error(`the worker tripped over ${number}`)
  if (Date.now() - toldAt >= everyMs) tell(Math.floor((number / upTo) * 100))
}
tell(100)

function tell(progress) {
  toldAt = Date.now()
  parentPort.postMessage({ progress, found })
}

function isPrime(number) {
  for (let divisor = 2; divisor * divisor <= number; divisor++) {
    if (number % divisor === 0) return false
  }
  return true
}
