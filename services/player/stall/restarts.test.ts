import assert from 'node:assert/strict'
import test from 'node:test'
import { createRestarts } from './restarts.ts'

const setUp = () => {
  const done: string[] = []
  const restarts = createRestarts({
    restart: () => done.push('restart'),
    rest: (reason) => done.push(`rest: ${reason}`),
  })
  return { done, restarts }
}

test('a renderer that faults at once is built anew at once, then ever later', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const { done, restarts } = setUp()
  let atMillis = 0
  const builtMillis: number[] = []
  restarts.fault('broken', 0)
  while (builtMillis.length < 9) {
    if (done.at(-1) === 'restart') {
      done.length = 0
      builtMillis.push(atMillis)
      restarts.fault('broken', 0)
      assert.deepEqual(done, ['rest: broken'])
    }
    context.mock.timers.tick(100)
    atMillis += 100
  }
  const gaps = builtMillis.slice(1).map((at, index) => at - (builtMillis[index] as number))
  for (const [index, gap] of gaps.entries()) {
    const most = Math.min(60_000, 1000 * 2 ** index)
    assert.ok(gap >= most / 2 && gap <= most + 100, `gap ${index} is ${gap} ms`)
  }
})

test('one that rests is not ended again', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const { done, restarts } = setUp()
  for (let index = 0; index < 5; index++) restarts.fault('broken', 0)
  assert.deepEqual(done, ['restart', 'rest: broken'])
})

test('one that lived for longer than the wait is followed at once, and one that was steady begins afresh', () => {
  const { done, restarts } = setUp()
  for (let index = 0; index < 4; index++) restarts.fault('broken', 30)
  assert.deepEqual(done, Array(4).fill('restart'))
  restarts.shown(5)
  assert.equal(restarts.failures, 4)
  restarts.shown(11)
  assert.equal(restarts.failures, 0)
})
