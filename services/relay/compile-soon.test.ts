import assert from 'node:assert/strict'
import test from 'node:test'
import { setTimeout as pass } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { compileSoon } from './compile-soon.ts'

const OPTIMIZED = 0b11_0000
const MOST_CALLS = 5000

/** Calls of a function of 47 bytes of bytecode until V8's best compiler, or the one before it, has taken it. */
const callsUntilCompiled = async (name: string): Promise<number> => {
  const statusOf = new Function('f', 'return %GetOptimizationStatus(f)') as (f: unknown) => number
  const steps = 's += 1; s ^= 3; s += a; s *= 2; s -= a; s ^= 5; s += 7'
  const work = new Function('a', `/* ${name} */ let s = a; ${steps}; return s | 0`) as (a: number) => number
  for (let calls = 1; calls < MOST_CALLS; calls++) {
    work(calls % 1024)
    if ((statusOf(work) & OPTIMIZED) !== 0) return calls
    // The compiler has a thread of its own, which is to be waited for and not to be outrun.
    await pass(1)
  }
  return MOST_CALLS
}

test('code that runs seldom is compiled after a fraction of the calls', async () => {
  setFlagsFromString('--allow-natives-syntax')
  const before = await callsUntilCompiled('before')
  compileSoon()
  const after = await callsUntilCompiled('after')
  const least = Number.parseInt(process.versions.node, 10) < 24 ? 4 : 0.5
  assert.ok(before < MOST_CALLS, 'not compiled at all without a word')
  assert.ok(after * least <= before, `${after} calls, where it took ${before}`)
})
