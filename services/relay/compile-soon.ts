// V8 compiles code once enough of it has run. What forwards a chunk runs 30 times a second, so that it would be interpreted
// for more than a minute, at twice the CPU, and every hop would wait for it.
import { setFlagsFromString } from 'node:v8'

/** Of bytecode, between two looks at a function; V8's own is 67,584. */
const BUDGET_BYTES = 1000
/** From here on V8 counts calls instead, and has a compiler for what has had few: it needs no word from us. */
const COUNTS_CALLS = 24

/** From now on. Not before a start is over, whose code runs once. */
export const compileSoon = (nodeMajor = Number.parseInt(process.versions.node, 10)): void => {
  if (nodeMajor < COUNTS_CALLS) setFlagsFromString(`--interrupt-budget=${BUDGET_BYTES}`)
}
