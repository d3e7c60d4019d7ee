import assert from 'node:assert/strict'
import test from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { compileSoon } from './compile-soon.ts'

const OPTIMIZED = 0b11_0000
const MOST_CALLS = 20_000

/** Calls of a function of some 100 bytes of bytecode until V8's best compiler, or the one before it, has taken it. */
const callsUntilCompiled = (): number => {
  const statusOf = new Function('f', 'return %GetOptimizationStatus(f)') as (f: unknown) => number
  const work = new Function('a', 'let s = a; s += 1; s ^= 3; s += a; s *= 2; s -= a; s ^= 5; s += 7; return s | 0') as (
    a: number,
  ) => number
  for (let calls = 1; calls <= MOST_CALLS; calls++) {
    work(calls)
    if ((statusOf(work) & OPTIMIZED) !== 0) return calls
  }
  return MOST_CALLS
}

test('code that runs seldom is compiled after a fraction of the calls', () => {
  setFlagsFromString('--allow-natives-syntax')
  // On this thread, or the count is of how busy the machine is.
  setFlagsFromString('--no-concurrent-recompilation')
  // Nor may it become a part of whoever counts.
  ;(new Function('f', '%NeverOptimizeFunction(f)') as (f: unknown) => void)(callsUntilCompiled)
  const before = callsUntilCompiled()
  compileSoon()
  const after = callsUntilCompiled()
  const least = Number.parseInt(process.versions.node, 10) < 24 ? 4 : 0.5
  assert.ok(before < MOST_CALLS, 'never compiled without a word')
  assert.ok(after * least <= before, `${after} calls, where it took ${before}`)
})
