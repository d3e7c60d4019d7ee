import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { Renderer } from '../renderer.ts'
import { createStallCounter } from './counter.ts'
import { type DetectorOptions, detectStalls } from './detector.ts'

/** Faults that a second of looking finds. By default media comes, and the picture has stood still for 10 s. */
const faultsOf = (context: TestContext, changes: Partial<DetectorOptions> & { readonly shownAgoSeconds?: number }) => {
  context.mock.timers.enable({ apis: ['setInterval'] })
  const stalls = createStallCounter()
  const shownAgoSeconds = changes.shownAgoSeconds ?? 10
  stalls.frame(performance.now() / 1000 - shownAgoSeconds)
  const faults: string[] = []
  detectStalls({
    rendering: { current: {} as Renderer, ages: () => ({ ageSeconds: 20, silentSeconds: 0.03 }) },
    meter: { stalls, frames: 100 },
    isWatched: () => true,
    onFault: (reason) => faults.push(reason),
    ...changes,
  })
  context.mock.timers.tick(1000)
  return faults
}

test('a picture that stands still while media comes is a fault, each time it looks', (context) => {
  assert.deepEqual(faultsOf(context, {}), Array(4).fill('media comes but the picture stands still'))
})

const ages = (ageSeconds: number, silentSeconds: number) => ({
  current: {} as Renderer,
  ages: () => ({ ageSeconds, silentSeconds }),
})
const started = (frames: number) => ({ stalls: createStallCounter(), frames })
for (const [name, changes, count] of [
  ['there is no renderer', { rendering: { ...ages(20, 0.03), current: undefined } }, 0],
  ['nobody looks', { isWatched: () => false }, 0],
  ['no media comes', { rendering: ages(20, 2) }, 0],
  ['it has just been built', { rendering: ages(1, 0.03) }, 0],
  ['the picture moves', { shownAgoSeconds: 0.03 }, 0],
  ['there never was a picture', { meter: started(0) }, 4],
  ['the picture was paused', { meter: started(100) }, 0],
] as const) {
  test(`${name}: ${count} faults`, (context) => assert.equal(faultsOf(context, changes).length, count))
}
