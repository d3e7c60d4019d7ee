import assert from 'node:assert/strict'
import test from 'node:test'
import { createDoubt } from './doubt.ts'

const HOUR = 3_600_000_000

test('a latency that has jumped, or that can not be, waits for an exchange that was begun after it', () => {
  for (const odd of [HOUR, -HOUR, -50_000]) {
    const doubt = createDoubt()
    const judge = (pushMicros: number, atMicros: number) => doubt.judge(pushMicros, 100, atMicros)
    assert.equal(judge(300, 0), 'trust')
    assert.equal(judge(odd, 1000), 'ask')
    assert.equal(judge(odd, 2000), 'wait')
    doubt.answered(999)
    assert.equal(judge(odd, 3000), 'wait', 'an exchange from before says nothing')
    doubt.answered(1000)
    assert.equal(judge(300, 4000), 'trust')
  }
})

test('a latency that is really so long is trusted once the clocks are confirmed, and on its way back asked for once', () => {
  const doubt = createDoubt()
  assert.equal(doubt.judge(5_000_000, 100, 0), 'ask')
  doubt.answered(0)
  for (let at = 1; at < 10; at++) assert.equal(doubt.judge(5_000_000 + at * 900_000, 100, at), 'trust', 'it grows')
  assert.equal(doubt.judge(300, 100, 10), 'ask')
  doubt.answered(10)
  assert.equal(doubt.judge(300, 100, 11), 'trust')
})

test('a parent that does not answer is asked again after a second, and the first question still counts', () => {
  const doubt = createDoubt()
  assert.equal(doubt.judge(HOUR, 100, 0), 'ask')
  assert.equal(doubt.judge(HOUR, 100, 999_999), 'wait')
  assert.equal(doubt.judge(HOUR, 100, 1_000_000), 'ask')
  doubt.answered(0)
  assert.equal(doubt.judge(HOUR, 100, 1_000_001), 'trust')
})
